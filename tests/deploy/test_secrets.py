"""The secrets of an installation: made once, different each time, kept in a folder that nobody else enters."""

import os
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from tests.deploy.compose import ROOT, read_compose


def make(folder: Path) -> dict[str, str]:
    subprocess.run(
        [ROOT / "deploy" / "make-secrets.sh", folder], check=True, timeout=30, env={"PATH": os.environ["PATH"]}
    )
    return {path.name: path.read_text(encoding="utf-8").strip() for path in folder.iterdir()}


def test_what_the_compose_file_wants_is_made_and_fits_together(tmp_path: Path) -> None:
    made = make(tmp_path / "secrets")
    assert set(made) >= {Path(secret["file"]).name for secret in read_compose()["secrets"].values()}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    database, trackers = make_url(made["database_url"]), make_url(made["tracker_url"])
    assert (database.host, database.username, database.password) == ("postgres", "moien", made["moien_password"])
    assert (trackers.host, trackers.username, trackers.password) == ("postgres", "rasa", made["rasa_password"])
    assert made["redis_url"] == f"redis://:{made['valkey_password']}@valkey:6379/0"
    assert made["valkey.conf"] == f"requirepass {made['valkey_password']}"
    passwords = {made[name] for name in made if name.endswith(("password", "secret"))}
    assert len(passwords) == sum(name.endswith(("password", "secret")) for name in made)
    assert all(len(password) == 48 for password in passwords)


def test_what_is_there_stays_and_others_are_different(tmp_path: Path) -> None:
    first = make(tmp_path / "secrets")
    (tmp_path / "secrets" / "redis_url").chmod(0o600)
    (tmp_path / "secrets" / "redis_url").write_text("redis://elsewhere:6379/0", encoding="utf-8")
    again = make(tmp_path / "secrets")
    assert again == first | {"redis_url": "redis://elsewhere:6379/0"}
    assert make(tmp_path / "others")["moien_password"] != first["moien_password"]
