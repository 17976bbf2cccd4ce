"""The figures of a request as tables that people fill in, and back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from pmo_core.model.intake import Effort, Figures, YearRange

_AMOUNTS = ("low", "likely", "high")
_YEARS_AHEAD = 5
_EARLIEST, _LATEST = 1990, 2150


def years_of(figures: Figures, this_year: int, wanted: Iterable[int] = ()) -> list[int]:
    """Return the fiscal years to ask for: this one, five more, and all that are spoken of.

    Parameters
    ----------
    figures : Figures
        What was given so far.
    this_year : int
        The fiscal year of today.
    wanted : iterable of int
        Years of the plan.

    Examples
    --------
    >>> years_of(Figures(costs=(YearRange(year=2033, likely=5),)), 2026)[-2:]
    [2032, 2033]
    """
    told = [one.year for one in (*figures.costs, *figures.benefits)]
    told += [one.year for one in figures.effort]
    spoken = [*told, *(year for year in wanted if _EARLIEST <= year <= _LATEST), this_year]
    return list(range(min(spoken), max(*spoken, this_year + _YEARS_AHEAD) + 1))


def amounts(ranges: Sequence[YearRange], years: Sequence[int]) -> pl.DataFrame:
    """Return one row per year to be filled in: year, low, likely, high (Float64, null = empty)."""
    schema = {"year": pl.Int64, **dict.fromkeys(_AMOUNTS, pl.Float64)}
    given = pl.DataFrame([one.model_dump() for one in ranges], schema=schema)
    asked = pl.DataFrame({"year": list(years)}, schema={"year": pl.Int64})
    return asked.join(given.unique("year", keep="last"), on="year", how="left").sort("year")


def ranges_of(rows: pl.DataFrame) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the years that were filled in, as JSON has them, and sentences about what is wrong.

    Where only low and high are given, likely is their mean: the user sees it in the table at once.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2027, 2028], "low": [60.0, 5.0], "likely": [None, None],
    ...     "high": [100.0, None]})
    >>> ranges_of(rows)
    ([{'year': 2027, 'likely': 80.0, 'low': 60.0, 'high': 100.0}], ['2028: likely is missing.'])
    """
    filled = rows.with_columns(
        likely=pl.coalesce("likely", (pl.col("low") + pl.col("high")) / 2)
    ).filter(pl.any_horizontal(pl.col(_AMOUNTS).is_not_null()))
    bare = filled.filter(pl.col("likely").is_null())
    told = [f"{year}: likely is missing." for year in bare["year"]]
    whole = filled.filter(pl.col("likely").is_not_null()).select("year", "likely", "low", "high")
    return [_without_nothing(row) for row in whole.rows(named=True)], told


def efforts(
    effort: Sequence[Effort], roles: Mapping[str, str], years: Sequence[int]
) -> pl.DataFrame:
    """Return one row per role to be filled in: role, name, and hours in a column per year.

    Parameters
    ----------
    effort : sequence of Effort
        What was given so far; a role that is not kept any more has a row too.
    roles : mapping of str to str
        Role -> name.
    years : sequence of int
        The columns, named "2027" and so on (Float64, null = empty).
    """
    hours: dict[tuple[str, int], float] = {}
    for one in effort:
        hours[one.role, one.year] = hours.get((one.role, one.year), 0.0) + one.hours
    names = dict(roles) | {role: role for role, _ in hours if role not in roles}
    columns: dict[str, Any] = {"role": list(names), "name": list(names.values())}
    columns |= {str(year): [hours.get((role, year)) for role in names] for year in years}
    texts = dict.fromkeys(("role", "name"), pl.String)
    return pl.DataFrame(columns, schema=texts | dict.fromkeys(map(str, years), pl.Float64))


def efforts_of(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the hours that were filled in, as JSON has them; zero is not kept.

    Examples
    --------
    >>> efforts_of(pl.DataFrame({"role": ["DEV"], "name": ["Dev"], "2027": [8.0], "2028": [None]}))
    [{'year': 2027, 'role': 'DEV', 'hours': 8.0}]
    """
    years = [name for name in rows.columns if name not in ("role", "name")]
    long = rows.unpivot(years, index="role", variable_name="year", value_name="hours")
    told = long.with_columns(pl.col("year").cast(pl.Int64), pl.col("hours").cast(pl.Float64))
    return (
        told.filter(pl.col("hours") != 0).sort("role", "year").select("year", "role", "hours")
    ).to_dicts()


def shares(goals: Mapping[str, float], known: Mapping[str, str]) -> pl.DataFrame:
    """Return one row per goal to be filled in: goal, name, share_pct (null = does not serve it)."""
    names = dict(known) | {goal: goal for goal in goals if goal not in known}
    return pl.DataFrame(
        {
            "goal": list(names),
            "name": list(names.values()),
            "share_pct": [goals.get(goal) for goal in names],
        },
        schema={"goal": pl.String, "name": pl.String, "share_pct": pl.Float64},
    )


def shares_of(rows: pl.DataFrame) -> dict[str, float]:
    """Return goal -> percent where it is more than nothing."""
    return dict(rows.filter(pl.col("share_pct") > 0).select("goal", "share_pct").iter_rows())


def by_year(figures: Figures) -> pl.DataFrame:
    """Return all figures of a request side by side, a row per fiscal year.

    Returns
    -------
    polars.DataFrame
        year, cost_low, cost, cost_high, benefit_low, benefit, benefit_high, hours; what was not
        given is null.
    """
    names = {"low": "{}_low", "likely": "{}", "high": "{}_high"}
    parts = [
        amounts(ranges, [one.year for one in ranges])
        .unique("year")
        .rename({field: name.format(what) for field, name in names.items()})
        for what, ranges in (("cost", figures.costs), ("benefit", figures.benefits))
    ]
    schema = {"year": pl.Int64, "role": pl.String, "hours": pl.Float64}
    effort = pl.DataFrame([one.model_dump() for one in figures.effort], schema=schema)
    parts.append(effort.group_by("year").agg(pl.col("hours").sum()))
    whole = pl.concat([part.select("year") for part in parts]).unique()
    for part in parts:
        whole = whole.join(part, on="year", how="left")
    return whole.sort("year")


def totals(ranges: Sequence[Mapping[str, Any]]) -> tuple[float, float, float]:
    """Return low, likely and high in all; a year without a bound counts with its likely amount.

    Examples
    --------
    >>> totals([{"year": 2027, "likely": 80.0, "low": 60.0}, {"year": 2028, "likely": 20.0}])
    (80.0, 100.0, 100.0)
    """
    low, likely, high = (
        sum(float(one.get(name) or one["likely"]) for one in ranges) for name in _AMOUNTS
    )
    return low, likely, high


def as_json(parts: Mapping[str, Any]) -> str | None:
    """Return costs, benefits, effort and goals as `Request.figures` keeps them; None = nothing.

    Raises
    ------
    pydantic.ValidationError
        A number cannot be so.
    """
    given = {name: part for name, part in parts.items() if part}
    if not given:
        return None
    return Figures.model_validate(given).model_dump_json(exclude_none=True, exclude_defaults=True)


def _without_nothing(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


__all__ = [
    "amounts", "as_json", "by_year", "efforts", "efforts_of", "ranges_of", "shares", "shares_of",
    "totals", "years_of",
]  # fmt: skip
