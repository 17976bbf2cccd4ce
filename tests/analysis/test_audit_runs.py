"""Two runs are compared pair by pair; many runs make a trend."""

from datetime import date, datetime

import polars as pl

from pmo_core.analysis import audit_runs

SCHEMA = {"rule": pl.String, "project": pl.String, "n_rows": pl.Int64, "digest": pl.String}


def made(*rows: tuple[str, str, int, str]) -> pl.DataFrame:
    """Return outcomes of a run."""
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_each_pair_stands_somehow_against_the_run_before() -> None:
    """All five states, by hand; a rule that failed once or asked otherwise says nothing."""
    before = made(
        ("A", "P1", 0, ""), ("A", "P2", 2, "x"), ("A", "P3", 2, "x"), ("A", "P4", 1, "x"),
        ("A", "P5", 1, "x"), ("A", "P7", 0, ""), ("B", "P1", 1, "x"),
    )  # fmt: skip
    now = made(
        ("A", "P1", 1, "y"), ("A", "P2", 2, "x"), ("A", "P3", 2, "y"), ("A", "P4", 0, ""),
        ("A", "P6", 3, "z"), ("A", "P7", 0, ""),
    )  # fmt: skip
    results = [
        pl.DataFrame(
            {"rule": ["A", "B", "C", "D"], "failure": [None, one, None, None],
             "parameters": [None, None, f"days = {days}", "days = 1"],
             "query_hash": ["a", "b", "c", f"d{days}"]},
            schema_overrides={"failure": pl.String, "parameters": pl.String},
        )
        for one, days in (("Too long.", 45), (None, 90))
    ]  # fmt: skip
    rules = audit_runs.ran_in_both(*results)
    assert rules.to_list() == ["A"]
    assert audit_runs.left_out(*results[::-1]).rows() == [
        ("B", "could not be run before"),
        ("C", "other thresholds: days = 45 before, days = 90 now"), ("D", "another question"),
    ]  # fmt: skip
    fewer = [one.filter(pl.col("rule") != gone) for one, gone in zip(results, "AD", strict=True)]
    assert audit_runs.left_out(*fewer).rows() == [
        ("A", "not run now"), ("B", "could not be run now"),
        ("C", "other thresholds: days = 90 before, days = 45 now"), ("D", "not run before"),
    ]  # fmt: skip
    found = audit_runs.compared(now, before, rules)
    assert found.rows() == [
        ("A", "P1", "new", 1, 0),
        ("A", "P2", "still there", 2, 2),
        ("A", "P3", "changed", 2, 2),
        ("A", "P4", "gone", 0, 1),
        ("A", "P5", "not judged any more", None, 1),
        ("A", "P6", "new", 3, None),
    ]
    assert audit_runs.counts(found).rows() == [("A", 2, 1, 1, 1, 1)]


def test_a_trend_counts_by_family() -> None:
    """Share of what was judged that passes, run by run; nothing judged is not known."""
    runs = pl.DataFrame({
        "code": ["R2", "R1"], "data_date": [date(2026, 2, 1), date(2026, 1, 1)],
        "ran_at": [datetime(2026, 2, 1), datetime(2026, 1, 1)],
    })  # fmt: skip
    results = pl.DataFrame(
        [
            ("R1", "data quality", 8, 2, 5, None), ("R1", "data quality", 2, 1, 1, None),
            ("R1", "schedule quality", 0, 0, 0, "No."), ("R2", "data quality", 10, 0, 0, None),
        ],
        schema=["run", "family", "n_projects", "n_failing", "n_rows", "failure"], orient="row",
    )  # fmt: skip
    found = audit_runs.trend(runs, results)
    assert found.select(
        "run", "family", "n_judged", "n_failing", "n_rows", "passing_pct", "n_not_run"
    ).rows() == [
        ("R1", "data quality", 10, 3, 6, 70.0, 0),
        ("R1", "schedule quality", 0, 0, 0, None, 1),
        ("R2", "data quality", 10, 0, 0, 100.0, 0),
    ]


def test_projects_are_counted_by_group() -> None:
    """A cell counts projects that were judged and that fail; who is in no group is left out."""
    groups = pl.DataFrame({"project": ["P1", "P2", "P3"], "group": ["IT", "IT", "HR"]})
    rows = made(("A", "P1", 2, "x"), ("A", "P2", 0, ""), ("A", "P3", 1, "x"), ("A", "", 9, "x"))
    assert audit_runs.by_group(rows, groups).rows() == [
        ("A", "HR", 1, 1, 1, 100.0), ("A", "IT", 2, 1, 2, 50.0),
    ]  # fmt: skip


def test_nothing_comes_before_what_there_is_not() -> None:
    """An unknown run has none before it."""
    runs = pl.DataFrame({
        "code": ["R1"], "data_date": [1], "ran_at": [1], "scope_kind": ["all"], "scope": [""],
    })  # fmt: skip
    assert audit_runs.before(runs, "R9") is None
