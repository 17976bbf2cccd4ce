"""Violations are told project by project: number, hash and the evidence that fits."""

import hashlib
import json
from datetime import date

import polars as pl

from pmo_core.analysis.audit_outcomes import MOST_CHARACTERS, MOST_ROWS, SCHEMA, outcomes

JUDGED = pl.DataFrame({"project": ["P"], "n_checked": [3]})


def found(**columns: list[object]) -> dict[str, object]:
    """Return the outcome of project P for violations with these columns."""
    rows = pl.DataFrame({"project": ["P"] * len(next(iter(columns.values()))), **columns})
    return outcomes(rows, JUDGED).row(0, named=True)


def test_the_hash_is_that_of_all_rows_in_any_order() -> None:
    """The hash by hand; another order, and what sums leave behind nine digits, change nothing."""
    one = found(a=[0.1 + 0.2, 2.0], b=["x", "y"])
    lines = ['{"a":0.3,"b":"x"}', '{"a":2.0,"b":"y"}']
    assert one["digest"] == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert found(a=[2.0, 0.3], b=["y", "x"])["digest"] == one["digest"]
    assert found(a=[2.0, 0.31], b=["y", "x"])["digest"] != one["digest"]


def test_evidence_is_what_fits() -> None:
    """As many rows as may be kept, long texts cut, the whole counted and hashed."""
    many = found(n=list(range(1_000)))
    assert many["n_rows"] == 1_000
    assert json.loads(str(many["evidence"])) == [{"n": n} for n in range(MOST_ROWS)]
    long = found(text=["x" * 10_000] * 40)
    assert 0 < len(str(long["evidence"])) <= MOST_CHARACTERS
    assert long["digest"] != found(text=["x" * 9_999] * 40)["digest"]


def test_kinds_of_cells_are_told() -> None:
    """Days, decimals, empty cells and flags stand in the evidence as they are read."""
    told = found(
        day=[date(2026, 1, 2)], money=[pl.Series([1.5]).cast(pl.Decimal(18, 4))[0]], none=[None],
        flag=[True],
    )["evidence"]  # fmt: skip
    assert json.loads(str(told)) == [
        {"day": "2026-01-02", "money": 1.5, "none": None, "flag": True}
    ]


def test_nothing_to_judge_is_no_outcome() -> None:
    """Without violations there are outcomes of what was judged only, uncounted things too."""
    none = pl.DataFrame(schema={"project": pl.String})
    judged = pl.DataFrame({"project": ["P", "Q", "R"], "n_checked": [0, 2, None]})
    rows = outcomes(none, judged)
    assert rows.rows() == [("Q", 2, 0, "", None), ("R", None, 0, "", None)]
    assert dict(rows.schema) == SCHEMA


def test_a_rule_may_select_the_project_alone() -> None:
    """Then the evidence is a row without cells."""
    rows = outcomes(pl.DataFrame({"project": ["P", "P"]}), JUDGED)
    assert rows.select("n_rows", "evidence").rows() == [(2, "[{},{}]")]
