"""Secrets in files: found, reviewed, and none in the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.secrets import Reviewed, Suspect, find_secrets, is_code, read_reviewed, tracked_files, unreviewed

# Put together here, so that this file holds none.
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----"
AMAZON = "AKIA" + "QWERTYUIOPASDFGH"
ADDRESS = "postgresql://moien:" + "hunter2hunter2" + "@db.internal/moien"
SECRETS = {"Private Key": KEY, "AWS Access Key": AMAZON, "Basic Auth Credentials": ADDRESS}


@pytest.mark.parametrize(("kind", "secret"), SECRETS.items(), ids=SECRETS.keys())
def test_a_secret_is_found_where_it_stands_and_not_shown(tmp_path: Path, kind: str, secret: str) -> None:
    (tmp_path / "settings.py").write_text(f'first = 1\nsecond = "{secret}"\n')
    [found] = find_secrets(["settings.py"], tmp_path)
    assert found == Suspect(path="settings.py", kind=kind, line=2)
    assert secret not in str(found)


def test_a_password_counts_in_code_and_not_in_tests(tmp_path: Path) -> None:
    for folder in ("channels", "tests"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text('password = "s3cr3t-of-somebody"\n')
    found = list(find_secrets(["channels/one.py", "tests/one.py"], tmp_path))
    assert [one.path for one in found] == ["channels/one.py"]
    assert not is_code("web/kit/src/staff/words/lb.json")


def test_what_was_reviewed_holds_for_one_file_and_one_kind() -> None:
    one, other = (Suspect(path=path, kind="Private Key", line=1) for path in ("a.py", "b.py"))
    reviewed = [
        Reviewed(path="a.py", kind="Private Key", why="x"),
        Reviewed(path="b.py", kind="JSON Web Token", why="x"),
    ]
    assert unreviewed([one, other], reviewed) == [other]


@pytest.mark.slow
def test_no_tracked_file_holds_a_secret() -> None:
    """Also: nothing stays in the list of reviews that is not found any more."""
    files, reviewed = tracked_files(), read_reviewed()
    found = list(find_secrets(files))
    assert [str(one) for one in unreviewed(found, reviewed)] == []
    there = {(one.path, one.kind) for one in found}
    assert [one for one in reviewed if (one.path, one.kind) not in there] == []
