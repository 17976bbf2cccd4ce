"""The board of requests: where each stands, for how long, and what is over the limit."""

from datetime import date

import polars as pl

LANES = ("Draft", "Submitted", "In assessment", "Accepted", "Decided", "Rejected or withdrawn")
"""Stages of a request on the board, in order."""
LIMITED = ("Submitted", "In assessment", "Accepted")
"""Lanes that hold work of the PMO: these have a limit on their number."""
OPEN = LANES[:4]
"""Lanes in which somebody waits: these have a limit on the age."""
_DECIDED = ("approved", "delivery", "on hold", "closed", "canceled")


def board(
    requests: pl.DataFrame, gaps: pl.DataFrame, blocked: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return the requests with their lane and age, in the order in which a lane shows them.

    Parameters
    ----------
    requests : polars.DataFrame
        As the query `requests_board` gives them.
    gaps : polars.DataFrame
        project, n_needed, n_missing: scores of projects in assessment.
    blocked : polars.DataFrame
        project, blocked: why it cannot be accepted, in words; null = it can.
    as_of : date
        Today.

    Returns
    -------
    polars.DataFrame
        The columns of `requests` and lane; age_days since it stands there, null where that day is
        not known; n_needed, n_missing and blocked, null outside the assessment. By lane; within it
        the longest waiting first, the latest first where nobody waits any more.
    """
    state, stage = pl.col("state"), pl.col("stage")
    lane = (
        pl.when(state.is_in(["rejected", "withdrawn"]))
        .then(pl.lit(LANES[5]))
        .when(state.is_in(["in assessment", "accepted"]) & stage.is_in(_DECIDED))
        .then(pl.lit(LANES[4]))
        .otherwise(state.str.slice(0, 1).str.to_uppercase() + state.str.slice(1))
        .cast(pl.Enum(LANES))
    )
    age = (pl.lit(as_of) - pl.col("state_on")).dt.total_days()
    waits = pl.when(pl.col("lane").is_in(OPEN)).then(1).otherwise(-1)
    is_judged = pl.col("lane") == LANES[2]
    return (
        requests.with_columns(lane=lane, age_days=age)
        .join(gaps, on="project", how="left")
        .join(blocked, on="project", how="left")
        .with_columns(
            pl.when(is_judged).then(name).alias(name)
            for name in ("n_needed", "n_missing", "blocked")
        )
        .sort("lane", waits * pl.col("age_days"), "code", descending=[False, True, False],
              nulls_last=True)
    )  # fmt: skip


def lanes(found: pl.DataFrame, most: int, oldest_days: int) -> pl.DataFrame:
    """Return per lane how many requests it holds, and what is over its limits.

    Parameters
    ----------
    found : polars.DataFrame
        As `board` gives it; all requests, whatever is shown of them.
    most : int
        Requests that a lane of the PMO's work should hold at most.
    oldest_days : int
        Days that a request should stand in an open lane at most.

    Returns
    -------
    polars.DataFrame
        One row per lane, in order: lane, n_requests, limit (null = none), is_over, n_old, cost.

    Examples
    --------
    >>> made = pl.DataFrame({"lane": ["Submitted"] * 2, "age_days": [31, 30], "cost": [1.0, None]})
    >>> lanes(made.cast({"lane": pl.Enum(LANES)}), 1, 30).row(1)
    ('Submitted', 2, 1, True, 1, 1.0)
    """
    is_old = (pl.col("age_days") > oldest_days) & pl.col("lane").is_in(OPEN)
    counted = found.group_by("lane").agg(
        n_requests=pl.len().cast(pl.Int64),
        n_old=is_old.sum().cast(pl.Int64),
        cost=pl.when(pl.col("cost").count() > 0).then(pl.col("cost").sum()),
    )
    return (
        pl.DataFrame({"lane": LANES}, schema={"lane": pl.Enum(LANES)})
        .join(counted, on="lane", how="left", maintain_order="left")
        .with_columns(
            pl.col("n_requests", "n_old").fill_null(0),
            limit=pl.when(pl.col("lane").is_in(LIMITED)).then(pl.lit(most, dtype=pl.Int64)),
        )
        .select(
            "lane", "n_requests", "limit",
            is_over=(pl.col("n_requests") > pl.col("limit")).fill_null(value=False),
            n_old="n_old", cost="cost",
        )
    )  # fmt: skip


def days_to_answer(found: pl.DataFrame) -> tuple[float | None, int]:
    """Return the median days from submission to acceptance or rejection, and over how many.

    Parameters
    ----------
    found : polars.DataFrame
        As `board` gives it: state, submitted_on, state_on.

    Examples
    --------
    >>> days_to_answer(pl.DataFrame({"state": ["accepted", "rejected", "submitted"],
    ...     "submitted_on": [date(2026, 1, 1)] * 3, "state_on": [date(2026, 1, 11),
    ...     date(2026, 1, 21), date(2026, 1, 1)]}))
    (15.0, 2)
    """
    answered = found.filter(pl.col("state").is_in(["accepted", "rejected"]))
    days = (answered["state_on"] - answered["submitted_on"]).dt.total_days().drop_nulls()
    middle = days.median()
    return (None if middle is None else float(middle), days.len())  # type: ignore[arg-type]


__all__ = ["LANES", "LIMITED", "OPEN", "board", "days_to_answer", "lanes"]
