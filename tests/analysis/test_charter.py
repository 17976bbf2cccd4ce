"""Charters: who must approve, what an approval is worth, and the table of roles."""

from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.analysis.charter import approvals, charter_hash, raci, raci_text, required, standing
from pmo_core.analysis.text_diff import field_diff, line_diff
from pmo_core.model import Charter, CharterApproval


@pytest.mark.parametrize(
    ("cost", "risk", "positions"),
    [
        (49_999, None, "sponsor, project manager"),
        (50_000, 10, "sponsor, project manager, PMO"),
        (Decimal(100_000), 10, "sponsor, project manager, PMO, finance"),
        (None, None, "sponsor, project manager, PMO, finance"),
        (10, 50, "sponsor, project manager, security"),
        (500_000, 0, "sponsor, project manager, PMO, finance, security, architecture"),
    ],
)
def test_more_money_and_risk_need_more_approvals(cost, risk, positions):
    """Each limit adds its position; an unknown cost counts as 100,000."""
    assert ", ".join(required(cost, risk)) == positions


def approval(position: str, text_hash: str, day: int) -> dict[str, object]:
    """An approval on a day of November."""
    return CharterApproval(
        project="P", position=position, charter_hash=text_hash, approver=f"{position} {day}",
        approved_at=datetime(2026, 11, day), comment=None,
    ).model_dump()  # fmt: skip


def test_an_approval_holds_for_its_text_alone():
    """Of the text now: approved; of another one: outdated; none: open; not asked for: kept."""
    rows = [
        approval("sponsor", "new", 2), approval("sponsor", "old", 1),
        approval("project manager", "old", 1), approval("security", "new", 3),
    ]  # fmt: skip
    kept = pl.DataFrame(rows, schema=CharterApproval.polars_schema())
    found = approvals(kept, "new", ("sponsor", "project manager", "PMO"))
    assert found.select("position", "approval", "is_required", "approver").rows() == [
        ("sponsor", "approved", True, "sponsor 2"),
        ("project manager", "outdated", True, "project manager 1"),
        ("PMO", "open", True, None),
        ("security", "approved", False, "security 3"),
    ]


def test_an_approval_of_the_text_now_counts_whatever_came_later():
    """The text went back to what was approved: the approval holds again."""
    rows = [approval("sponsor", "a", 1), approval("sponsor", "b", 2)]
    kept = pl.DataFrame(rows, schema=CharterApproval.polars_schema())
    assert approvals(kept, "a", ("sponsor",))["approver"].to_list() == ["sponsor 1"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("purpose", "x "), ("budget", Decimal("1.01")), ("method", "agile"), ("risks", "")],
)
def test_every_word_counts_in_the_hash(field, value):
    """A blank, a cent, another method and an empty text instead of none give another hash."""
    charter = Charter(project="P", purpose="x", budget=Decimal(1), method="light")
    changed = charter.model_copy(update={field: value})
    assert charter_hash(charter.model_dump()) != charter_hash(changed.model_dump())


def test_the_hash_reads_records_and_rows_alike():
    """A budget with and without its zeros is one budget."""
    one, other = (Charter(project="P", budget=Decimal(x)).model_dump() for x in ("1", "1.0000"))
    assert charter_hash(one) == charter_hash(other)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Design: R=Tom, A=Ana", ("Design", "Tom", "Ana", "", "")),
        ("Build: phase 2: C=Kim, Lee, I=PMO", ("Build: phase 2", "", "", "Kim, Lee", "PMO")),
        ("Just a work", ("Just a work", "", "", "", "")),
    ],
)
def test_a_line_of_roles_is_a_row(line, row):
    """Names stand under their letter, and the row writes the same line again."""
    assert raci(line).rows() == [row]
    assert raci_text(raci(line)) == line


def test_empty_rows_of_a_table_are_left_out():
    """A row without a work is no line; line breaks in a cell become blanks."""
    table = raci("a").clear().vstack(
        pl.DataFrame([("", "x", "", "", ""), ("A\nB", "x", None, " ", "")], schema=raci("a").schema,
                     orient="row")
    )  # fmt: skip
    assert raci_text(table) == "A B: R=x"
    assert raci_text(table.clear()) is None


def test_a_diff_shows_lines_that_came_and_went():
    """Lines in both texts are marked so; the order of both texts is kept."""
    assert line_diff("a\nb\nc", "a\nx\nc\nd") == [
        (" ", "a"), ("-", "b"), ("+", "x"), (" ", "c"), ("+", "d"),
    ]  # fmt: skip
    assert line_diff(None, "") == []


def test_a_diff_of_fields_leaves_out_what_is_alike():
    """Only fields that differ are named, numbers as they are written."""
    before = {"purpose": "a\nb", "budget": Decimal(10), "risks": None}
    after = {"purpose": "a", "budget": None, "risks": None}
    assert field_diff(before, after).rows() == [("purpose", "-", "b"), ("budget", "-", "10")]


def test_where_each_charter_stands():
    """No charter, nobody's approval, some, all, and approvals of another text only."""
    names = ["NONE", "DRAFT", "SOME", "ALL", "OLD"]
    projects = pl.DataFrame(
        {"project": names, "planned_cost": [1.0] * 5, "risk_pct": [None] * 5},
        schema={"project": pl.String, "planned_cost": pl.Float64, "risk_pct": pl.Float64},
    )
    texts = [Charter(project=name, author="Tom").model_dump() for name in names[1:]]
    given = [("SOME", "sponsor", 2), ("ALL", "sponsor", 3), ("ALL", "project manager", 3)]
    rows = [
        {**approval(position, charter_hash(texts[n - 1]), 1), "project": name}
        for name, position, n in given
    ]
    rows += [{**approval("sponsor", "old", 1), "project": name} for name in ("OLD", "SOME")]
    found = standing(
        pl.DataFrame(texts, schema=Charter.polars_schema()),
        pl.DataFrame(rows, schema=CharterApproval.polars_schema()),
        projects,
    )
    assert found.select("project", "charter_state", "n_approved", "n_required").rows() == [
        ("NONE", "none", 0, 2), ("DRAFT", "draft", 0, 2), ("SOME", "in approval", 1, 2),
        ("ALL", "approved", 2, 2), ("OLD", "outdated", 0, 2),
    ]  # fmt: skip
