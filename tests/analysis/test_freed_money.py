"""Who would take the money of a stopped project, by hand."""

import polars as pl

from pmo_core.analysis.freed_money import takers


def money(*given: tuple[int, float]) -> pl.DataFrame:
    """Make what is freed, by year."""
    return pl.DataFrame(given, schema={"year": pl.Int64, "cost": pl.Float64}, orient="row")


def asked(*given: tuple[str, int, float]) -> pl.DataFrame:
    """Make what candidates ask for, by year."""
    schema = {"project": pl.String, "year": pl.Int64, "cost": pl.Float64}
    return pl.DataFrame(given, schema=schema, orient="row")


def worth(**npv: float | None) -> pl.DataFrame:
    """Make what candidates are worth; each has a score of 50."""
    return pl.DataFrame(
        {"project": list(npv), "npv": list(npv.values()), "score": [50.0] * len(npv)},
        schema={"project": pl.String, "npv": pl.Float64, "score": pl.Float64},
    )


def test_money_is_spent_only_after_it_is_freed() -> None:
    """60 a year: B needs 100 in the first; A needs 110 in the second, which is kept for it."""
    found = takers(
        money((2027, 60), (2028, 60)), asked(("A", 2028, 110), ("B", 2027, 100)), worth(A=1, B=9)
    )
    assert found.select("project", "left_over").rows() == [("A", 10.0)]


def test_value_for_money_goes_first_and_an_unknown_npv_last() -> None:
    """C brings most per unit; A next does not fit any more; B has a score only and is cheap."""
    found = takers(
        money((2027, 100)), asked(("A", 2027, 60), ("B", 2027, 10), ("C", 2027, 50)),
        worth(A=100, B=None, C=100),
    )  # fmt: skip
    assert found["project"].to_list() == ["C", "B"]
    assert found["npv_per_cost"].to_list() == [2.0, None]


def test_what_is_worth_nothing_or_costs_nothing_takes_nothing() -> None:
    """A loses money, B is free; without freed money nobody takes any."""
    given = asked(("A", 2027, 10), ("B", 2027, 0), ("C", 2027, 10))
    assert takers(money((2027, 100)), given, worth(A=-5, B=9, C=1))["project"].to_list() == ["C"]
    assert takers(money(), given, worth(A=5, B=9, C=1)).is_empty()
