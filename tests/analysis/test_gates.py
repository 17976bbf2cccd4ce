"""The governance questions about gates, on a few gates that can be checked by hand."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis import gates

AS_OF = date(2026, 6, 30)
A, B, C, D = (date(2026, month, 1) for month in (1, 2, 3, 5))
LATER = date(2026, 9, 1)


def kept(*rows: tuple[str, int, date | None, date | None], **more: object) -> pl.DataFrame:
    """Gates of project, number, day due, day held; the gate is called after its number."""
    frame = pl.DataFrame(
        rows, schema={"project": pl.String, "number": pl.Int64, "due_on": pl.Date,
                      "held_on": pl.Date}, orient="row",
    )  # fmt: skip
    given = {
        "gate": pl.format("G{}", "number"), "gate_name": pl.lit(None, pl.String),
        "is_required": pl.lit(value=True), "board": pl.lit("SC"), "stage": pl.lit("delivery"),
        "submitted_on": pl.lit(None, pl.Date),
    }  # fmt: skip
    return frame.with_columns(
        **{name: pl.lit(more[name]) if name in more else made for name, made in given.items()}
    )


def test_a_gate_in_the_future_is_not_held() -> None:
    """Its date becomes the day due; on its day it is held."""
    held = gates.as_held(kept(("P", 1, None, LATER)), AS_OF)
    assert held.select("held_on", "due_on").row(0) == (None, LATER)
    held = gates.as_held(kept(("P", 1, None, LATER)), LATER)
    assert held["held_on"][0] == LATER


def test_skipped_is_what_a_later_gate_passed_over() -> None:
    """Gates 1 and 2 have no date and gate 3 was held; gate 4 is still to come; Q skipped none."""
    rows = kept(
        ("P", 1, A, None), ("P", 2, B, None), ("P", 3, C, D), ("P", 4, LATER, None),
        ("Q", 1, A, A), ("Q", 2, B, None),
    )  # fmt: skip
    found = gates.skipped(gates.as_held(rows, AS_OF))
    assert found.select("project", "gate", "held_later_on").rows() == [
        ("P", "G1", D),
        ("P", "G2", D),
    ]
    assert gates.skipped(gates.as_held(rows, date(2026, 4, 1))).is_empty()


def test_gates_that_are_not_required_are_never_skipped_or_overdue() -> None:
    """They may be left out."""
    rows = kept(("P", 1, A, None), ("P", 2, B, C), ("P", 3, C, None), is_required=False)
    held = gates.as_held(rows, AS_OF)
    assert gates.skipped(held).is_empty()
    assert gates.overdue(held, AS_OF).is_empty()


def test_out_of_order_names_the_earlier_gate() -> None:
    """Gate 3 was held on 1 February, gate 1 on 1 March: 28 days too early, whatever 2 says."""
    rows = kept(("P", 1, None, C), ("P", 2, None, None), ("P", 3, None, B), ("P", 4, None, D))
    (row,) = gates.out_of_order(gates.as_held(rows, AS_OF)).to_dicts()
    assert (row["gate"], row["held_on"], row["before_gate"]) == ("G3", B, "G1")
    assert (row["held_before_on"], row["early_days"]) == (C, 28)


def test_gates_on_one_day_or_with_one_number_are_in_order() -> None:
    """Two gates on one day are in order; so are two with the same place, whichever came first."""
    same_day = kept(("P", 1, None, B), ("P", 2, None, B))
    assert gates.out_of_order(gates.as_held(same_day, AS_OF)).is_empty()
    side_by_side = kept(("P", 1, None, C), ("P", 1, None, B)).with_columns(
        gate=pl.Series(["X", "Y"])
    )
    assert gates.out_of_order(gates.as_held(side_by_side, AS_OF)).is_empty()


def test_overdue_is_neither_held_nor_passed_over() -> None:
    """Due before the day, not held, none later held; not on its day, not of ended projects."""
    rows = kept(("P", 1, A, A), ("P", 2, C, None), ("P", 3, AS_OF, None))
    (row,) = gates.overdue(gates.as_held(rows, AS_OF), AS_OF).to_dicts()
    assert (row["gate"], row["gate_overdue_days"]) == ("G2", (AS_OF - C).days)
    ended = kept(("P", 2, C, None), stage="canceled")
    assert gates.overdue(gates.as_held(ended, AS_OF), AS_OF).is_empty()
    unknown = kept(("P", 2, C, None), stage=None)
    assert gates.overdue(gates.as_held(unknown, AS_OF), AS_OF).height == 1


def test_days_from_one_gate_or_the_request_to_another() -> None:
    """Both dates are needed; negative days are kept, and left out of the figures of the board."""
    rows = kept(
        ("P", 1, None, A), ("P", 2, None, C), ("Q", 1, None, A), ("Q", 2, None, None),
        ("R", 1, None, C), ("R", 2, None, B),
    ).with_columns(submitted_on=pl.when(project="P").then(date(2025, 12, 2)))  # fmt: skip
    held = gates.as_held(rows, AS_OF)
    assert gates.milestones(held) == [gates.SUBMITTED, "G1", "G2"]
    days = gates.days_between(held, "G1", "G2")
    assert days.select("project", "approval_days").rows() == [("P", 59), ("R", -28)]
    assert gates.by_body(days).select("board", "n_projects", "median_days").rows() == [
        ("SC", 1, 59.0)
    ]
    asked = gates.days_between(held, gates.SUBMITTED, "G1")
    assert asked.select("project", "approval_days").rows() == [("P", 30)]


def test_by_gate_counts_what_the_lists_hold() -> None:
    """One row per gate in its place, each count that of its list."""
    rows = kept(
        ("P", 1, A, None), ("P", 2, B, C), ("P", 3, C, B), ("Q", 1, A, A), ("Q", 2, C, None),
    )  # fmt: skip
    found = gates.by_gate(gates.as_held(rows, AS_OF), AS_OF)
    assert found.rows() == [("G1", 1, 1, 0, 0), ("G2", 1, 0, 0, 1), ("G3", 1, 0, 1, 0)]


@pytest.mark.parametrize("name", ["skipped", "out_of_order", "by_body", "days_between", "overdue"])
def test_no_gates_at_all(name: str) -> None:
    """Without gates every answer is an empty table."""
    held = gates.as_held(kept(), AS_OF)
    answers = {
        "skipped": lambda: gates.skipped(held),
        "out_of_order": lambda: gates.out_of_order(held),
        "overdue": lambda: gates.overdue(held, AS_OF),
        "days_between": lambda: gates.days_between(held, "G1", "G2"),
        "by_body": lambda: gates.by_body(gates.days_between(held, "G1", "G2")),
    }
    assert answers[name]().is_empty()
