#!/bin/sh
# Makes the secrets of an installation in deploy/secrets (or the folder that is named), each in a file of its own.
# What is there already stays. Nobody else enters the folder; containers, which have users of their own, get the files.
set -eu
folder=${1:-"$(dirname "$0")/secrets"}
database=${MOIEN_POSTGRES:-postgres:5432}
redis=${MOIEN_VALKEY:-valkey:6379}
mkdir -p "$folder"
chmod 700 "$folder"

random() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

keep() {
    [ -s "$folder/$1" ] || printf '%s\n' "$2" > "$folder/$1"
}

keep postgres_password "$(random)"
keep moien_password "$(random)"
keep rasa_password "$(random)"
keep valkey_password "$(random)"
keep database_url "postgresql://moien:$(cat "$folder/moien_password")@$database/moien"
keep tracker_url "postgresql://rasa:$(cat "$folder/rasa_password")@$database/rasa"
keep redis_url "redis://:$(cat "$folder/valkey_password")@$redis/0"
keep valkey.conf "requirepass $(cat "$folder/valkey_password")"
keep grafana_password "$(random)"
keep eid_client_secret "$(random)"
chmod 444 "$folder"/*
