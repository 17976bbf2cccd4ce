"""Conditions of decisions, counted by hand."""

from datetime import date

import polars as pl

from pmo_core.analysis.conditions import days_to_hold, figures, with_state

AS_OF = date(2026, 11, 2)
DUE = date(2026, 11, 1)


def kept() -> pl.DataFrame:
    """Give seven conditions of six conditional goes."""
    return pl.DataFrame(
        [
            ("D-1", DUE, DUE, None),  # met on the day
            ("D-1", date(2026, 12, 1), None, None),  # not due yet: D-1 cannot be judged
            ("D-2", DUE, date(2026, 11, 2), None),  # met late
            ("D-3", DUE, None, None),  # overdue
            ("D-4", DUE, None, "D-9"),  # the decision holds no longer
            ("D-5", DUE, date(2026, 10, 1), None),
            ("D-6", AS_OF, None, None),  # due today: not overdue
        ],
        schema={
            "decision": pl.String, "due_on": pl.Date, "met_on": pl.Date, "superseded_by": pl.String,
        },
        orient="row",
    ).with_columns(outcome=pl.lit("conditional go"))  # fmt: skip


def test_the_most_urgent_come_first() -> None:
    """One day overdue first, then open ones by the day due, then what is done."""
    states = with_state(kept(), AS_OF)
    assert states.select("decision", "condition_state", "overdue_days").rows() == [
        ("D-3", "overdue", 1), ("D-6", "open", None), ("D-1", "open", None),
        ("D-2", "met late", None), ("D-1", "met in time", None), ("D-5", "met in time", None),
        ("D-4", "superseded", None),
    ]  # fmt: skip


def test_a_conditional_go_is_in_time_when_all_its_conditions_are() -> None:
    """Judged are D-2 (late), D-3 (overdue) and D-5: one of three is in time."""
    found = figures(with_state(kept(), AS_OF))
    assert (found.n_open, found.n_overdue) == (3, 1)
    assert (found.n_in_time, found.n_judged) == (1, 3)
    assert found.in_time_pct is not None
    assert abs(found.in_time_pct - 100 / 3) < 1e-9


def test_without_conditions_nothing_can_be_judged() -> None:
    """The share is not known, rather than 0 or 100."""
    found = figures(with_state(kept().clear(), AS_OF))
    assert (found.n_open, found.n_judged, found.in_time_pct) == (0, 0, None)


def test_days_from_due_to_held_by_board() -> None:
    """Medians 5 (of 0 and 10) and -2; a gate that is not held or has no day due is left out."""
    gates = pl.DataFrame(
        [
            ("A", date(2026, 1, 1), date(2026, 1, 1)),
            ("A", date(2026, 1, 1), date(2026, 1, 11)),
            ("A", date(2026, 1, 1), None),
            ("B", None, date(2026, 1, 1)),
            ("B", date(2026, 1, 3), date(2026, 1, 1)),
        ],
        schema={"board": pl.String, "due_on": pl.Date, "held_on": pl.Date},
        orient="row",
    )
    assert days_to_hold(gates).rows() == [("A", 2, 5.0), ("B", 1, -2.0)]
