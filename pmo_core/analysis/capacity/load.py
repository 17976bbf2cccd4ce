"""How loaded people and roles are in each period, and together in departments and teams.

Load = booked / capacity. A capacity that is not known leaves load, overload and free hours open.
"""

from collections.abc import Sequence

import polars as pl

FIGURES = ("capacity", "hard", "soft", "booked", "load", "over", "unbooked")


def person_load(available: pl.DataFrame, bookings: pl.DataFrame) -> pl.DataFrame:
    """Return the load of each person and period.

    Parameters
    ----------
    available : polars.DataFrame
        `person`, `period`, `hours` (null = not known).
    bookings : polars.DataFrame
        `person`, `period`, `hours`, `kind` ("hard" or "soft"), in any number of rows; those without
        a person (null or empty) are bookings of a role and left out.

    Returns
    -------
    polars.DataFrame
        `person`, `period`, `capacity`, `hard`, `soft`, `booked` (hours), `load` (booked / capacity;
        null where that is not known or 0), `over` (hours booked beyond capacity), `unbooked`
        (capacity that is not booked); one row per person and period of either frame, sorted. A
        booking in a period for which nothing is said about the person has no known capacity.

    Examples
    --------
    >>> from datetime import date
    >>> march = date(2027, 3, 1)
    >>> there = pl.DataFrame({"person": ["Kim"], "period": [march], "hours": [160.0]})
    >>> booked = pl.DataFrame(
    ...     {"person": "Kim", "period": march, "hours": [120.0, 80.0], "kind": ["hard", "soft"]}
    ... )
    >>> person_load(there, booked).select("booked", "load", "over", "unbooked").row(0)
    (200.0, 1.25, 40.0, 0.0)
    """
    key = ["person", "period"]
    there = available.group_by(key).agg(capacity=_known_sum("hours"))
    booked = _booked(bookings.filter(pl.col("person").fill_null("") != ""), key)
    return _figures(there.join(booked, on=key, how="full", coalesce=True), key)


def role_load(open_: pl.DataFrame, bookings: pl.DataFrame, capacity: pl.DataFrame) -> pl.DataFrame:
    """Return the load of each role and period: what is booked, and what is asked for beyond that.

    Parameters
    ----------
    open_ : polars.DataFrame
        `role`, `period`, `hours` that are asked for and not booked; so a booking does not count
        twice.
    bookings : polars.DataFrame
        `role`, `period`, `hours`, `kind`, with or without a person.
    capacity : polars.DataFrame
        `role`, `period`, `hours` (null = not known).

    Returns
    -------
    polars.DataFrame
        `role`, `period`, `open`, `capacity`, `hard`, `soft`, `booked`, `load`, `over`, `unbooked`.
        Here load, over and unbooked are of booked + open.
    """
    key = ["role", "period"]
    asked = open_.group_by(key).agg(open=pl.col("hours").cast(pl.Float64).sum())
    there = capacity.group_by(key).agg(capacity=_known_sum("hours"))
    rows = there.join(_booked(bookings, key), on=key, how="full", coalesce=True).join(
        asked, on=key, how="full", coalesce=True
    )
    return _figures(
        rows.with_columns(pl.col("open").fill_null(0.0)), [*key, "open"], pl.col("open")
    )


def rolled_load(load: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return the load of groups of people.

    The overload of one is not set off against the free hours of another. People whose capacity is
    not known are left out of all sums and counted.

    Parameters
    ----------
    load : polars.DataFrame
        As `person_load` returns it, with the columns to group by (department, role, period, ...).
    by : sequence of str
        Columns of the groups; a null in one is a group of its own.

    Returns
    -------
    polars.DataFrame
        `by`, `n_people`, `n_over` (people with an overload), `n_unknown`, and the figures of
        `person_load`; all figures null in a group where none is known.
    """
    known = pl.col("capacity").is_not_null()
    figures = ("capacity", "hard", "soft", "booked", "over", "unbooked")
    return (
        load.group_by(by)
        .agg(
            n_people=pl.col("person").n_unique(),
            n_over=pl.col("person").filter(pl.col("over") > 0).n_unique(),
            n_unknown=pl.col("person").filter(~known).n_unique(),
            _n=known.sum(),
            **{name: pl.col(name).filter(known).sum() for name in figures},
        )
        .with_columns(pl.when(pl.col("_n") > 0).then(pl.col(name)).alias(name) for name in figures)
        .with_columns(load=_ratio(pl.col("booked")))
        .select(*by, "n_people", "n_over", "n_unknown", *FIGURES)
        .sort(by)
    )


def _known_sum(name: str) -> pl.Expr:
    """Return the sum, null where one is null."""
    column = pl.col(name).cast(pl.Float64)
    return pl.when(column.null_count() == 0).then(column.sum())


def _booked(bookings: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    hours = pl.col("hours").cast(pl.Float64)
    return bookings.group_by(key).agg(
        hard=hours.filter(pl.col("kind") == "hard").sum(),
        soft=hours.filter(pl.col("kind") != "hard").sum(),
    )


def _figures(
    rows: pl.DataFrame, first: Sequence[str], beside: pl.Expr | None = None
) -> pl.DataFrame:
    """Return the rows with booked, load, over and unbooked, of what is booked and `beside`."""
    rows = rows.with_columns(pl.col("hard", "soft").fill_null(0.0)).with_columns(
        booked=pl.col("hard") + pl.col("soft")
    )
    used = pl.col("booked") if beside is None else pl.col("booked") + beside
    return (
        rows.with_columns(
            load=_ratio(used),
            over=(used - pl.col("capacity")).clip(0.0),
            unbooked=(pl.col("capacity") - used).clip(0.0),
        )
        .select(*first, *FIGURES)
        .sort(first[:2])
    )


def _ratio(used: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("capacity") > 0).then(used / pl.col("capacity"))


__all__ = ["FIGURES", "person_load", "role_load", "rolled_load"]
