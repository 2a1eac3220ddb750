"""Every table has a rule, every rule that ends by itself has a deletion and a look, and the record says the same."""

import re
from pathlib import Path

from contracts.erasing import OF_CONVERSATIONS
from contracts.forgetting import KINDS
from contracts.staff_tables import metadata
from contracts.studio_tables import trial  # noqa: F401 - its tables belong to the metadata
from services.forgetting.overdue import OVER
from services.forgetting.rules import RULES, Rule

ROOT = Path(__file__).parents[3]
RECORD = (ROOT / "docs" / "processing-record.md").read_text(encoding="utf-8")


def rules_with(table: str) -> list[Rule]:
    return [rule for rule in RULES if table in rule.tables]


def test_no_table_is_without_a_rule_and_no_rule_without_its_table() -> None:
    ruled = {table for rule in RULES for table in rule.tables}
    assert ruled == set(metadata.tables)


def test_every_kind_that_the_self_test_looks_for_has_one_rule() -> None:
    kinds = [rule.kind for rule in RULES]
    assert len(kinds) == len(set(kinds))
    assert set(KINDS) <= set(kinds)


def test_what_ends_by_itself_is_looked_for_in_the_tables_of_its_rule() -> None:
    for over in OVER:
        [rule] = [rule for rule in RULES if rule.kind == over.kind]
        assert over.table.name in rule.tables
        assert rule.keeper == "retention"


def test_whatever_hangs_on_a_conversation_is_a_citizens() -> None:
    for table in OF_CONVERSATIONS:
        assert {rule.whose for rule in rules_with(table.name)} == {"citizens"}
    hanging = {name for name, table in metadata.tables.items() if "conversation_id" in table.c}
    assert hanging - {"erasure"} == {table.name for table in OF_CONVERSATIONS}, "a proof outlasts its conversation"


def test_every_setting_is_described() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert rule.setting is None or f"| `{rule.setting}` |" in settings


def test_the_record_of_processing_says_the_same_as_the_rules() -> None:
    rows = re.findall(
        r"^\| `([a-z_]+)` \| ([^|]*) \| (citizens|staff|nobody) \| [^|]* \| ([^|]*) \| ([^|]*) \|$", RECORD, re.M
    )
    told = {
        kind: (tuple(re.findall(r"`([a-z_]+)`", tables)), whose, re.findall(r"`(MOIEN_[A-Z_]+)`", term), keeper.strip())
        for kind, tables, whose, term, keeper in rows
    }
    assert told == {
        rule.kind: (rule.tables, rule.whose, [rule.setting] if rule.setting else [], rule.keeper) for rule in RULES
    }


def test_the_record_has_what_article_30_asks_for() -> None:
    for heading in (
        "Controller",
        "Purposes",
        "Whose data, and which",
        "Recipients",
        "Third countries",
        "Time limits",
        "Security",
        "Data-protection impact",
        "What an administration fills in",
    ):
        assert f"\n## {heading}\n" in RECORD, heading
