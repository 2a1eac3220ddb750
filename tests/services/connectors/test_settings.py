"""Which variable belongs to which administration, and secrets in files."""

from pathlib import Path

import pytest

from services.connectors.settings import read_connectors

PREFIX = "MOIEN_CONNECTOR_"


@pytest.mark.parametrize(
    ("variable", "administration", "name"),
    [
        ("COMMUNE_URL", "commune", "url"),
        ("TAX_OFFICE_URL", "tax_office", "url"),
        ("TAXES_TOKEN_URL", "taxes", "token_url"),
        ("TAXES_API_KEY", "taxes", "api_key"),
        ("TAXES_API_KEY_HEADER", "taxes", "api_key_header"),
        ("TAXES_KEY", "taxes", "key"),
        ("TAXES_CA", "taxes", "ca"),
    ],
)
def test_names(variable: str, administration: str, name: str) -> None:
    assert read_connectors({f"{PREFIX}{variable}": " x "}) == {administration: {name: "x"}}


@pytest.mark.parametrize(
    "variable", ["MOIEN_CONNECTOR_URL", "MOIEN_CONNECTOR_TIMEOUT", "CONNECTOR_X_URL", "MOIEN_X_URL"]
)
def test_other_variables_belong_to_nobody(variable: str) -> None:
    assert read_connectors({variable: "x"}) == {}


def test_nothing_is_set_by_nothing() -> None:
    assert read_connectors({f"{PREFIX}COMMUNE_URL": " "}) == {}


@pytest.mark.parametrize("name", ["API_KEY", "CLIENT_ID", "CLIENT_SECRET"])
def test_a_secret_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\n")
    variable = f"{PREFIX}TAXES_{name}"
    assert read_connectors({f"{variable}_FILE": str(file)}) == {"taxes": {name.lower(): "s3cret"}}
    with pytest.raises(ValueError, match=f"{variable}_FILE: the same is set without _FILE"):
        read_connectors({variable: "x", f"{variable}_FILE": str(file)})


@pytest.mark.parametrize("name", ["URL", "CERT", "KEY"])
def test_what_is_no_secret_may_not(name: str) -> None:
    with pytest.raises(ValueError, match=f"TAXES_{name}_FILE: only API_KEY, CLIENT_ID, CLIENT_SECRET may stand in a"):
        read_connectors({f"{PREFIX}TAXES_{name}_FILE": "x"})
