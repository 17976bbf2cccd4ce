"""A question of a user gets its answer: registers of one moment, thresholds, types, sentences."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.errors import PmoError, Refused
from pmo_core.model import REGISTERS, Project, Record
from pmo_core.store import Repository, question_text
from pmo_core.store.question_text import Named
from pmo_core.store.rights import ASKABLE

DAY = date(2026, 10, 31)


def test_an_answer_has_its_rows_types_and_time(staffed: Repository) -> None:
    """Numbers, days, moments, texts and unknown values come back as what they are."""
    asked = staffed.question(
        "select code as project, $as_of as day, $days::int as days, 1.50::decimal(9, 2) as money, "
        "timestamp '2026-01-31 12:30' as moment, null::double as unknown, sum(1) over () as n, "
        "[1, 2] as list, true as flag from project order by all limit 1",
        {"as_of": DAY, "days": 45.0, "other": 1},
    )
    assert asked.frame.row(0, named=True) == {
        "project": "P1", "day": DAY, "days": 45, "money": Decimal("1.50"),
        "moment": datetime(2026, 1, 31, 12, 30), "unknown": None, "n": 3, "list": "[1, 2]",
        "flag": True,
    }  # fmt: skip
    assert asked.frame.schema["unknown"] == pl.Float64
    assert 0 < asked.seconds < 5


def test_tables_can_be_given_and_a_moment_stays(staffed: Repository) -> None:
    """Frames stand beside registers, and within a moment a question sees what held at its start."""
    frames = {"earned_status": pl.DataFrame({"project": ["P2"], "cpi": [0.8]})}
    sql = "select count(*) as n, max(cpi) as cpi from project left join earned_status on code = "
    with staffed.moment() as seen:
        staffed.session("ann", "administrator").save(
            Project.model_validate({"code": "P4", "name": "New"})
        )
        assert seen.question(f"{sql} project", {}, frames).frame.row(0) == (3, 0.8)
    assert staffed.question(f"{sql} project", {}, frames).frame.row(0) == (4, 0.8)


SENTENCES = {
    "select stag from project": "no column 'stag' here. Did you mean stage",
    "select code from projects": "no table 'projects' here. Did you mean project?",
    "selec 1": "cannot be read near 'selec'",
    "select code, max(name) from project": "'code' is neither grouped nor summed up",
    "select 1 as a, 2 as a": "Two columns of the answer are called 'a'",
    "select $days": r"Nothing is known about \$days. Add a threshold",
    "delete from project": "A question is one SELECT",
    "select 'a'::int": "The engine says: Could not convert",
    "select now() as a": "with a time zone cannot be shown",
}


def test_what_is_wrong_is_said_in_a_sentence(staffed: Repository) -> None:
    """The engine's words become ours, with what to do."""
    for sql, sentence in SENTENCES.items():
        with pytest.raises(PmoError, match=sentence):
            staffed.question(sql)


def test_only_columns_that_can_be_seen_are_copied() -> None:
    """Without a star a register gives the columns named, one at least; with one, all."""
    table = {"type": "BASE_TABLE", "table_name": "project", "alias": "p"}
    stage = {"class": "COLUMN_REF", "type": "COLUMN_REF", "column_names": ["p", "Stage"]}
    star = {"class": "STAR", "type": "STAR"}
    row = {"class": "COLUMN_REF", "type": "COLUMN_REF", "column_names": ["P"]}

    def columns(*select: dict[str, object], **more: object) -> list[str]:
        node = {"type": "SELECT_NODE", "select_list": list(select), "from_table": table, **more}
        return question_text.named([{"node": node}]).columns("project")

    every = list(Project.model_fields)
    assert columns(stage) == ["stage"]
    assert columns() == ["code"]
    assert columns(stage, modifiers=[{"orders": [{"expression": star}]}]) == ["stage"]
    assert columns(star) == every
    assert columns(row) == every


def test_unlisted_parts_are_refused() -> None:
    """A kind of statement, expression or table that a later engine brings does not pass."""
    for node in (
        {"type": "DELETE_QUERY_NODE"}, {"class": "NEW", "type": "NEW"}, {"type": "SHOW_REF"},
        {"type": "TABLE_FUNCTION", "function": {"function_name": "read_anything"}},
    ):  # fmt: skip
        with pytest.raises(Refused):
            question_text.named([{"node": node}])
    assert question_text.named([{"node": {"type": "SELECT_NODE"}}]) == Named(
        frozenset(), frozenset(), frozenset({"select_node"})
    )


def test_every_register_is_for_somebody() -> None:
    """A new register can be asked by all roles unless it is named as confidential."""
    registers: dict[str, type[Record]] = REGISTERS
    assert ASKABLE["administrator"] == set(registers)
    assert ASKABLE["viewer"] == set(registers) - {"interview", "cost_rate"}
