"""Editing against a real gateway with a folder of its own: what is shown, kept, refused and said of others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from channels.studio.bodies import LONGEST_BODY
from contracts.catalogue.source import MAX_BYTES
from contracts.names import ANY_SERVICE
from tests.channels.bot_folder import ROOT, write_bot_folder
from tests.channels.servers import AnswerServer, BotServer, Gateway, RedisServer, running
from tests.channels.staff.conftest import client_of, enter

API = "/api/staff/studio"
PASSPORT = "catalogue/passport.yaml"
TITLES = {"lb": "Boot", "fr": "Bateau", "de": "Boot", "en": "Boat"}


@pytest.fixture(scope="module")
def bot_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_bot_folder(tmp_path_factory.mktemp("studio") / "bot")
    for name in ("conversation", "crisis", "out_of_scope", "synonyms"):
        shutil.copy(ROOT / "bot" / f"{name}.yaml", folder)
    conversation = (folder / "conversation.yaml").read_text(encoding="utf-8")
    there = {path.stem for path in (folder / "catalogue").iterdir()}
    offered = conversation[: conversation.index("\nsmall_talk:")].split("\n")
    kept = [line for line in offered if not line.startswith("  - ") or line[4:] in there]
    text = "\n".join(kept) + conversation[conversation.index("\nsmall_talk:") :]
    (folder / "conversation.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def gateway(
    redis_server: RedisServer,
    bot: BotServer,
    answers: AnswerServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    bot_dir: Path,
) -> Iterator[Gateway]:
    state = tmp_path_factory.mktemp("gateway")
    path = state / "moien.db"
    shutil.copy(sqlite_template, path)
    settings = {
        "MOIEN_ANSWER_URL": answers.url,
        "MOIEN_BOT_DIR": str(bot_dir),
        "MOIEN_STATE_DIR": str(state),
        "MOIEN_MODEL_DIR": str(state / "models"),
    }
    server = Gateway(f"sqlite:///{path}", redis_server.url, bot.url, **settings)
    with running(server):
        yield server


class People(NamedTuple):
    """Two who edit, and one who does not."""

    olga: httpx.Client
    paul: httpx.Client
    agent: httpx.Client


@pytest.fixture(scope="module")
def everybody(gateway: Gateway) -> Iterator[People]:
    clients = []
    for name, role in (("olga", "owner"), ("paul", "publisher"), ("alex", "agent")):
        gateway.hire(name, role, display_name=name.title())
        clients.append(client_of(gateway))
        assert enter(clients[-1], name).status_code == 200
    yield People(*clients)
    for client in clients:
        client.close()


@pytest.fixture
def people(everybody: People) -> Iterator[People]:
    """Their drafts are gone afterwards."""
    yield everybody
    for file in everybody.olga.get(f"{API}/files").json()["files"]:
        if file["state"] != "live":
            revision = everybody.olga.get(f"{API}/files/{file['path']}").json()["revision"]
            everybody.olga.post(f"{API}/discard/{file['path']}", params={"revision": revision})


def show(client: httpx.Client, path: str = PASSPORT) -> dict[str, Any]:
    got = client.get(f"{API}/files/{path}")
    assert got.status_code == 200, got.text[:500]
    return dict(got.json())


def save(client: httpx.Client, text: str, revision: int, path: str = PASSPORT) -> httpx.Response:
    return client.put(f"{API}/files/{path}", json={"text": text, "revision": revision})


def state_of(client: httpx.Client, path: str) -> dict[str, Any] | None:
    files = client.get(f"{API}/files").json()["files"]
    return next((file for file in files if file["path"] == path), None)


def refused(got: httpx.Response, status: int, code: str) -> str:
    assert (got.status_code, got.json().get("code")) == (status, code), got.text[:500]
    return str(got.json()["detail"])


def test_the_list_shows_each_file_with_its_health(people: People) -> None:
    files = people.olga.get(f"{API}/files").json()["files"]
    kinds = [file["kind"] for file in files]
    assert kinds.count("service") == 4
    assert {"conversation", "crisis", "out_of_scope", "synonyms", "queues", "wrap_up", "replies"} < set(kinds)
    passport = state_of(people.olga, PASSPORT)
    assert passport is not None
    assert (passport["title"]["en"], passport["state"], passport["problems"]) == ("Passport", "live", 0)
    assert passport["examples"]["lb"] > 50
    assert passport["administration"]["fr"] == "Bureau des passeports, par votre commune"
    assert (passport["checked"], passport["in_review"], passport["changed_by"]) == ("2026-11-01", None, None)


def test_a_file_is_opened_changed_and_saved_and_only_the_draft_is_another(people: People, bot_dir: Path) -> None:
    opened = show(people.olga)
    published = (bot_dir / PASSPORT).read_text(encoding="utf-8")
    assert (opened["text"], opened["live"], opened["revision"], opened["kind"]) == (published, published, 0, "service")
    assert opened["checked"]["problems"] == []
    assert opened["checked"]["values"]["title"]["lb"] == "Reespass"
    line = opened["checked"]["lines"]["/title/lb"]
    assert published.split("\n")[line - 1] == "  lb: Reespass"
    text = published.replace("  en: Passport\n", "")
    saved = save(people.olga, text, 0)
    assert saved.status_code == 200
    [problem] = saved.json()["checked"]["problems"]
    assert (problem["code"], problem["path"], problem["line"]) == ("language-missing", PASSPORT, 3)
    again = show(people.paul)
    assert (again["text"], again["live"], again["revision"]) == (text, published, saved.json()["revision"])
    assert again["changed_by"].startswith("Olga")
    assert (bot_dir / PASSPORT).read_text(encoding="utf-8") == published
    listed = state_of(people.paul, PASSPORT)
    assert listed is not None
    assert (listed["state"], listed["problems"], listed["title"]["en"]) == ("draft", 1, "")


def test_whoever_is_slower_gets_both_texts_and_nothing_is_overwritten(people: People) -> None:
    text = show(people.olga)["text"]
    show(people.paul)
    first = save(people.olga, f"{text}# Olga\n", 0).json()
    late = save(people.paul, f"{text}# Paul\n", 0)
    assert late.status_code == 409
    collision = late.json()
    assert (collision["type"], collision["base"], collision["theirs"]) == ("collision", text, f"{text}# Olga\n")
    assert (collision["revision"], collision["changed_by"][:4]) == (first["revision"], "Olga")
    assert show(people.paul)["text"] == f"{text}# Olga\n"
    merged = save(people.paul, f"{text}# Olga\n# Paul\n", collision["revision"])
    assert (merged.status_code, merged.json()["type"]) == (200, "saved")


def test_whoever_has_the_same_file_open_is_named(people: People) -> None:
    path = "catalogue/criminal_record.yaml"
    assert show(people.olga, path)["editors"] == []
    [other] = show(people.paul, path)["editors"]
    assert other.startswith("Olga")
    [other] = show(people.olga, path)["editors"]
    assert other.startswith("Paul")


def test_what_changes_in_the_folder_is_seen_and_not_overwritten(people: People, bot_dir: Path) -> None:
    path = "catalogue/tax_card.yaml"
    file = bot_dir / path
    published = file.read_text(encoding="utf-8")
    first = save(people.olga, f"{published}# Olga\n", 0, path).json()["revision"]
    try:
        file.write_text(f"{published}# by hand\n", encoding="utf-8")
        collision = save(people.olga, f"{published}# Olga again\n", first, path)
        assert collision.status_code == 409
        assert (collision.json()["base"], collision.json()["theirs"]) == (published, f"{published}# by hand\n")
        assert show(people.olga, path)["live"] == f"{published}# by hand\n"
        both = f"{published}# by hand\n# Olga again\n"
        assert save(people.olga, both, collision.json()["revision"], path).status_code == 200
    finally:
        file.write_text(published, encoding="utf-8")


def test_a_check_keeps_nothing_and_names_what_others_have_to_say(people: People) -> None:
    text = show(people.olga)["text"].replace("  en: Passport\n", "  en: Certificate of residence\n")
    checked = people.olga.post(f"{API}/check/{PASSPORT}", json={"text": text}).json()
    assert checked["problems"] == []
    [problem] = checked["elsewhere"]
    assert (problem["path"], problem["code"]) == ("catalogue/residence_certificate.yaml", "title-twice")
    assert state_of(people.olga, PASSPORT)["state"] == "live"  # type: ignore[index]


def test_drafts_of_other_files_count(people: People) -> None:
    service = people.olga.post(
        f"{API}/services", json={"id": "boat", "template": "information", "title": {**TITLES, "en": "Passport"}}
    )
    assert service.status_code == 200
    found = service.json()["checked"]
    assert [one["path"] for one in found["elsewhere"]] == [PASSPORT]
    assert "title-twice" in {one["code"] for one in show(people.paul)["checked"]["problems"]}


def test_a_new_service_is_begun_from_a_template_and_says_what_is_to_be_written(people: People) -> None:
    templates = people.olga.get(f"{API}/templates").json()["templates"]
    assert [one["id"] for one in templates] == ["information", "application", "appointment"]
    assert all(set(one["title"]) == set(one["about"]) == {"lb", "fr", "de", "en"} for one in templates)
    begun = people.olga.post(f"{API}/services", json={"id": "boat_2", "template": "application", "title": TITLES})
    assert begun.status_code == 200, begun.text[:500]
    file = begun.json()
    assert (file["path"], file["live"], file["kind"]) == ("catalogue/boat_2.yaml", None, "service")
    assert (file["checked"]["values"]["id"], file["checked"]["values"]["title"]) == ("boat_2", TITLES)
    codes = {problem["code"] for problem in file["checked"]["problems"]}
    assert codes == {"text-unwritten", "too-few", "format-wrong"}
    assert state_of(people.paul, file["path"])["state"] == "new"  # type: ignore[index]
    again = people.paul.post(f"{API}/services", json={"id": "boat_2", "template": "application", "title": TITLES})
    refused(again, 409, "taken")
    gone = people.paul.delete(f"{API}/files/{file['path']}", params={"revision": file["revision"]})
    assert gone.status_code == 200
    assert state_of(people.paul, file["path"]) is None, "what was never published leaves nothing"


@pytest.mark.parametrize(
    "service",
    ["", "Boat", "boat.yaml", "../boat", "a/b", ANY_SERVICE, "1boat", "boat__x", "b" * 41, "böt", "boat\n"],
)
def test_a_hostile_id_is_refused(people: People, service: str) -> None:
    wish = {"id": service, "template": "information", "title": TITLES}
    said = people.olga.post(f"{API}/services", json=wish)
    refused(said, 400, "bad_frame")


def test_a_taken_id_and_an_unknown_template_are_refused(people: People) -> None:
    wish = {"id": "passport", "template": "information", "title": TITLES}
    assert "passport" in refused(people.olga.post(f"{API}/services", json=wish), 409, "taken")
    wish = {"id": "boat_3", "template": "../index", "title": TITLES}
    assert "information" in refused(people.olga.post(f"{API}/services", json=wish), 404, "unknown_template")
    wish = {"id": "boat_3", "template": "information", "title": {**TITLES, "lb": 7}}
    refused(people.olga.post(f"{API}/services", json=wish), 400, "bad_frame")


@pytest.mark.parametrize(
    "path",
    [
        "config.yml",
        "..%2f..%2fetc%2fpasswd",
        "catalogue/..%2f..%2fsecret.yaml",
        "catalogue/Passport.yaml",
        "catalogue/passport.yml",
        "catalogue/sub/passport.yaml",
        "catalogue/.yaml",
        "catalogue%5cpassport.yaml",
        "%2fetc%2fpasswd",
        "knowledge/xx/page.md",
        "knowledge/lb/%2e%2e/lb/page.md",
        "templates/index.yaml",
        "actions/registry.py",
        "catalogue/" + "a" * 65 + ".yaml",
    ],
)
def test_no_other_path_is_taken(people: People, path: str) -> None:
    calls = [
        people.olga.get(f"{API}/files/{path}"),
        people.olga.put(f"{API}/files/{path}", json={"text": "a: b\n", "revision": 0}),
        people.olga.delete(f"{API}/files/{path}", params={"revision": 0}),
        people.olga.post(f"{API}/discard/{path}", params={"revision": 0}),
        people.olga.post(f"{API}/check/{path}", json={"text": "a: b\n"}),
        people.olga.post(f"{API}/edit/{path}", json={"text": "a: b\n", "changes": []}),
    ]
    for got in calls:
        refused(got, 404, "unknown_file")


def test_an_unknown_file_that_might_be_there_is_not_found(people: People) -> None:
    refused(people.olga.get(f"{API}/files/catalogue/nothing.yaml"), 404, "unknown_file")
    refused(people.olga.post(f"{API}/discard/catalogue/nothing.yaml", params={"revision": 0}), 409, "changed_since")


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "yaml-anchor"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-tag"),
        ("%YAML 1.1\n---\na: b\n", "yaml-directive"),
        ("a: b\n---\nc: d\n", "yaml-documents"),
        ("[" * 5000, "yaml-depth"),
        ("a: " * 50, "yaml-syntax"),
        ("", "file-empty"),
        ("a: b\u202ec\n", "character-invisible"),
        ("a:\tb\n\tc: d\n", "yaml-syntax"),
    ],
)
def test_what_yaml_can_do_to_a_program_is_a_problem_with_a_line(people: People, text: str, code: str) -> None:
    got = people.olga.post(f"{API}/check/{PASSPORT}", json={"text": text})
    assert got.status_code == 200, got.text[:500]
    assert code in {problem["code"] for problem in got.json()["problems"]}
    if code != "character-invisible":
        change = {"text": text, "changes": [{"at": "/title/lb", "value": "x"}]}
        refused(people.olga.post(f"{API}/edit/{PASSPORT}", json=change), 422, "not_editable")


def test_what_is_too_large_or_no_text_is_refused(people: People) -> None:
    for call, more in (("check", {}), ("edit", {"changes": []})):
        much = people.olga.post(f"{API}/{call}/{PASSPORT}", json={"text": "a" * (MAX_BYTES + 1), **more})
        assert "512 KiB" in refused(much, 413, "too_large")
    much = save(people.olga, "é" * (MAX_BYTES // 2 + 1), 0)
    refused(much, 413, "too_large")
    five_megabytes = people.olga.post(f"{API}/check/{PASSPORT}", content=b"x" * (LONGEST_BODY + 1))
    refused(five_megabytes, 413, "too_large")
    halves = people.olga.post(f"{API}/check/{PASSPORT}", content=b'{"text": "a\\ud800b"}')
    refused(halves, 400, "bad_frame")
    assert "line 2" in refused(save(people.olga, "a: b\n\0", 0), 400, "bad_frame")
    deep = people.olga.post(
        f"{API}/edit/{PASSPORT}", content=b'{"text":"a: b","changes":[{"at":"/a","value":' + b"[" * 90000
    )
    refused(deep, 400, "bad_frame")
    for revision in ("-1", "x", "99999999999", ""):
        refused(people.olga.delete(f"{API}/files/{PASSPORT}", params={"revision": revision}), 400, "bad_frame")
    refused(save(people.olga, "a: b\n", 2**40), 400, "bad_frame")


def test_a_file_on_the_disk_that_cannot_be_read_is_a_problem(people: People, bot_dir: Path) -> None:
    file = bot_dir / "catalogue" / "broken.yaml"
    try:
        file.write_bytes("title: Café\n".encode("latin-1"))
        opened = show(people.olga, "catalogue/broken.yaml")
        assert opened["text"] == "title: Caf�\n"
        assert [problem["code"] for problem in opened["checked"]["problems"]] == ["file-encoding"]
        file.write_bytes(b"x" * (MAX_BYTES + 1))
        refused(people.olga.get(f"{API}/files/catalogue/broken.yaml"), 413, "too_large")
        broken = state_of(people.olga, "catalogue/broken.yaml")
        assert broken is not None
        assert broken["problems"] == 1
    finally:
        file.unlink()
    assert state_of(people.olga, "catalogue/broken.yaml") is None


def test_a_change_of_the_form_view_keeps_everything_else(people: People) -> None:
    text = show(people.olga)["text"]
    changes = [
        {"at": "/title/lb", "value": "Pass: nei"},
        {"at": "/intents/about/examples/lb/-", "value": "ech brauch e pass"},
    ]
    edited = people.olga.post(f"{API}/edit/{PASSPORT}", json={"text": text, "changes": changes}).json()
    assert edited["checked"]["values"]["title"]["lb"] == "Pass: nei"
    assert '  lb: "Pass: nei"\n' in edited["text"]
    lines = [line for line in edited["text"].split("\n") if line not in text.split("\n")]
    assert lines == ['  lb: "Pass: nei"', "        - ech brauch e pass"]
    refused(
        people.olga.post(f"{API}/edit/knowledge/lb/page.md", json={"text": "x", "changes": []}), 422, "not_editable"
    )
    many = people.olga.post(f"{API}/edit/{PASSPORT}", json={"text": text, "changes": changes * 51})
    refused(many, 400, "bad_frame")


def test_services_go_and_come_back_and_other_files_stay(people: People) -> None:
    revision = show(people.olga)["revision"]
    assert people.olga.delete(f"{API}/files/{PASSPORT}", params={"revision": revision}).status_code == 200
    going = state_of(people.olga, PASSPORT)
    assert going is not None
    assert going["state"] == "going"
    opened = show(people.paul)
    assert opened["text"] == opened["live"]
    stale = people.paul.post(f"{API}/discard/{PASSPORT}", params={"revision": 5})
    refused(stale, 409, "changed_since")
    assert people.paul.post(f"{API}/discard/{PASSPORT}", params={"revision": opened["revision"]}).status_code == 200
    assert state_of(people.olga, PASSPORT)["state"] == "live"  # type: ignore[index]
    kept = people.olga.delete(f"{API}/files/conversation.yaml", params={"revision": 0})
    assert "must be there" in refused(kept, 400, "bad_frame")


def test_pages_are_edited_as_text(people: People) -> None:
    text = "---\ntitle: Library\nauthority: City\nlink: https://example.lu\nchecked: 2026-11-01\n---\n\nIt is free.\n"
    saved = save(people.olga, text, 0, "knowledge/en/library.md")
    assert saved.json()["checked"] == {"problems": [], "elsewhere": [], "values": None, "lines": {}}
    wrong = people.olga.post(f"{API}/check/knowledge/en/library.md", json={"text": text.replace("title", "titel")})
    assert {problem["code"] for problem in wrong.json()["problems"]} == {"key-unknown", "key-missing"}
    page = state_of(people.olga, "knowledge/en/library.md")
    assert page is not None
    assert (page["kind"], page["state"], page["title"]) == ("page", "new", {})


def test_schemas_are_shown_by_kind(people: People) -> None:
    for kind in ("service", "conversation", "crisis", "out_of_scope", "synonyms", "queues", "wrap_up", "replies"):
        assert people.olga.get(f"{API}/schemas/{kind}").json()["type"] == "object"
    refused(people.olga.get(f"{API}/schemas/page"), 404, "unknown_file")


@pytest.mark.parametrize(("language", "said"), [("lb", "Wat et kascht."), ("en", "What it costs.")])
def test_schemas_explain_in_the_readers_language(people: People, language: str, said: str) -> None:
    schema = people.olga.get(f"{API}/schemas/service", params={"language": language}).json()
    assert schema["properties"]["answer"]["properties"]["fee"]["description"] == said
    refused(people.olga.get(f"{API}/schemas/service", params={"language": "pt"}), 400, "bad_frame")


def test_agents_and_other_pages_do_not_edit(people: People, gateway: Gateway) -> None:
    refused(people.agent.get(f"{API}/files"), 403, "not_yours")
    given = {"text": "a: b\n", "revision": 0}
    foreign = people.olga.put(f"{API}/files/{PASSPORT}", json=given, headers={"Origin": "https://evil.test"})
    refused(foreign, 403, "foreign_origin")
    assert gateway.rows("SELECT count(*) FROM content_draft") == [(0,)]
