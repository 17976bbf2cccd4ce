"""Findings as they stand on a day: what waits for whom, what is late, what came again."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

OPEN, IN_ACTION, REOPENED = "open", "in action", "reopened"
TO_RETEST, LAPSED, ACCEPTED = "to re-test", "lapsed", "accepted"
VERIFIED, WITHDRAWN = "verified", "withdrawn"
STATES = (REOPENED, LAPSED, OPEN, IN_ACTION, TO_RETEST, ACCEPTED, VERIFIED, WITHDRAWN)
"""How a finding stands today, what asks most for somebody first; lapsed = accepted, and ran out."""
UNSETTLED = (REOPENED, LAPSED, OPEN, IN_ACTION, TO_RETEST)
"""The states in which something is still to be done."""
GRADES = ("major", "minor", "observation")
WITHIN_DAYS = 365
"""A finding about the same rule and project so soon after the last one is a recurrence."""
SOON_DAYS = 14
"""How long before its day somebody is reminded."""
OVERDUE, RETEST, NO_ACTION, SOON, ENDING = (
    "overdue", "waiting for re-test", "no action yet", "due soon", "acceptance ends",
)  # fmt: skip
REMINDERS = (OVERDUE, RETEST, NO_ACTION, SOON, ENDING)
"""What somebody is reminded of, the most urgent first."""
_BANDS = ("to 30 days", "31 to 90", "91 to 180", "181 to 365", "over a year")
_LIMITS = (30, 90, 180, 365)
AGES = _BANDS
"""Bands of the age of a finding."""
_RUNNING = ("open", "reopened")


@dataclass(frozen=True)
class Totals:
    """What is read first of the findings, see `totals`."""

    n_open: int
    n_major: int
    n_to_retest: int
    n_overdue: int
    n_accepted: int
    n_recurring: int
    n_verified: int
    median_days: float | None


def standing(findings: pl.DataFrame, actions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the findings with how they stand today.

    Parameters
    ----------
    findings, actions : polars.DataFrame
        Registers `finding` and `corrective_action`.
    as_of : date
        Today.

    Returns
    -------
    polars.DataFrame
        The register's fields; state_today (one of `STATES`: an acceptance that ran out is open
        again), is_open (one of `UNSETTLED`), age_days (calendar days from found to closed or
        today), n_actions (not canceled), n_done (waiting for a re-test), n_reopened (times), due_on
        (of the next action to be done; null = none), late_days (that it is overdue; null = is not).
    """
    running = pl.col("state").is_in(_RUNNING)
    of = (
        actions.filter(pl.col("state") != "canceled")
        .group_by("finding")
        .agg(
            n_actions=pl.len().cast(pl.Int64),
            n_done=(pl.col("state") == "done").sum().cast(pl.Int64),
            n_reopened=pl.col("n_reopened").sum(),
            due_on=pl.col("due_on").filter(running).min(),
            _running=running.any(),
            _reopened=(pl.col("state") == "reopened").any(),
        )
    )
    state, until = pl.col("state"), pl.col("accepted_until")
    has_lapsed = (state == "accepted") & (until < as_of).fill_null(False)
    today = (
        pl.when(state.is_in([VERIFIED, WITHDRAWN]) | ((state == "accepted") & ~has_lapsed))
        .then(state)
        .when(pl.col("n_done") > 0).then(pl.lit(TO_RETEST))
        .when(pl.col("_reopened")).then(pl.lit(REOPENED))
        .when(pl.col("_running")).then(pl.lit(IN_ACTION))
        .when(has_lapsed).then(pl.lit(LAPSED))
        .otherwise(pl.lit(OPEN))
    )  # fmt: skip
    last = pl.coalesce("closed_on", pl.lit(as_of))
    late = (pl.lit(as_of) - pl.col("due_on")).dt.total_days()
    return (
        findings.join(of, left_on="code", right_on="finding", how="left", maintain_order="left")
        .with_columns(pl.col("n_actions", "n_done", "n_reopened").fill_null(0))
        .with_columns(
            state_today=today,
            age_days=(last - pl.col("found_on")).dt.total_days(),
            late_days=pl.when(late > 0).then(late),
        )
        .with_columns(is_open=pl.col("state_today").is_in(UNSETTLED))
        .drop("_running", "_reopened")
    )


def totals(rows: pl.DataFrame, actions: pl.DataFrame, as_of: date) -> Totals:
    """Return what is read first.

    Parameters
    ----------
    rows : polars.DataFrame
        What `standing` gave.
    actions : polars.DataFrame
        Register `corrective_action`.
    as_of : date
        Today.
    """
    is_open = rows.filter("is_open")
    verified = rows.filter(pl.col("state_today") == VERIFIED)
    days = verified["age_days"].median()
    late = _overdue(actions, as_of).join(is_open, left_on="finding", right_on="code", how="semi")
    return Totals(
        n_open=is_open.height,
        n_major=is_open.filter(pl.col("grade") == "major").height,
        n_to_retest=is_open.filter(pl.col("state_today") == TO_RETEST).height,
        n_overdue=late.height,
        n_accepted=rows.filter(pl.col("state_today") == ACCEPTED).height,
        n_recurring=is_open["recurs"].count(),
        n_verified=verified.height,
        median_days=days if isinstance(days, (int, float)) else None,
    )


def _overdue(actions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return actions.filter(pl.col("state").is_in(_RUNNING), pl.col("due_on") < as_of)


def holding(findings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return rule, project and code of the findings about which no second one is raised.

    Those are the ones not closed: open, or accepted, also where the acceptance ran out.

    Parameters
    ----------
    findings : polars.DataFrame
        Register `finding`.
    as_of : date
        Today.
    """
    kept = findings.filter(
        pl.col("rule") != "", ~pl.col("state").is_in([VERIFIED, WITHDRAWN]),
        pl.col("found_on") <= as_of,
    )  # fmt: skip
    return kept.sort("found_on", "code").group_by("rule", "project").agg(pl.col("code").last())


def recurring(findings: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return rule, project and code of the findings that a new one would repeat.

    Parameters
    ----------
    findings : polars.DataFrame
        Register `finding`. Those verified within `WITHIN_DAYS` before `on` count, the latest first.
    on : date
        Day on which the new one is found.
    """
    since = on - timedelta(days=WITHIN_DAYS)
    kept = findings.filter(
        pl.col("rule") != "", pl.col("state") == VERIFIED,
        pl.col("closed_on").is_between(since, on),
    )  # fmt: skip
    return kept.sort("closed_on", "code").group_by("rule", "project").agg(pl.col("code").last())


def chain(findings: pl.DataFrame, code: str) -> pl.DataFrame:
    """Return a finding with all that it repeats and all that repeat it, the oldest first.

    Parameters
    ----------
    findings : polars.DataFrame
        Register `finding`.
    code : str
        One of them.
    """
    before = dict(findings.drop_nulls("recurs").select("code", "recurs").iter_rows())
    found, first = {code}, code
    while (first := before.get(first, "")) and first not in found:
        found.add(first)
    while more := {one for one, source in before.items() if source in found} - found:
        found |= more
    return findings.filter(pl.col("code").is_in(list(found))).sort("found_on", "code")


def reminders(
    rows: pl.DataFrame, actions: pl.DataFrame, as_of: date, soon_days: int = SOON_DAYS
) -> pl.DataFrame:
    """Return who has to be reminded of what.

    Parameters
    ----------
    rows : polars.DataFrame
        What `standing` gave.
    actions : polars.DataFrame
        Register `corrective_action`.
    as_of : date
        Today.
    soon_days : int
        How long before its day somebody is reminded.

    Returns
    -------
    polars.DataFrame
        owner (null = nobody answers for it), reminder (one of `REMINDERS`), finding, action (null =
        the finding itself), name, project, grade, due_on (of a re-test the day on which it was said
        to be done), late_days (null = not late); by owner, then the most urgent first.
    """
    soon = as_of + timedelta(days=soon_days)
    own = rows.filter(pl.col("state_today") != WITHDRAWN).select("project", "grade", finding="code")
    due = pl.col("due_on")
    what = (
        pl.when(pl.col("state") == "done").then(pl.lit(RETEST))
        .when(due < as_of).then(pl.lit(OVERDUE))
        .when(due <= soon).then(pl.lit(SOON))
    )  # fmt: skip
    doing = (
        actions.filter(pl.col("state").is_in([*_RUNNING, "done"]))
        .join(own, on="finding")
        .with_columns(reminder=what)
        .drop_nulls("reminder")
        .select(
            "owner", "reminder", "finding", "name", "project", "grade", action="code",
            due_on=pl.when(pl.col("state") == "done").then("done_on").otherwise("due_on"),
        )
    )  # fmt: skip
    waits = (
        pl.when(pl.col("state_today").is_in([OPEN, LAPSED]) & (pl.col("n_actions") == 0))
        .then(pl.lit(NO_ACTION))
        .when((pl.col("state_today") == ACCEPTED) & (pl.col("accepted_until") <= soon))
        .then(pl.lit(ENDING))
    )
    idle = (
        rows.with_columns(reminder=waits)
        .drop_nulls("reminder")
        .select(
            "owner", "reminder", "name", "project", "grade", finding="code",
            action=pl.lit(None, pl.String),
            due_on=pl.when(pl.col("reminder") == ENDING).then("accepted_until")
            .otherwise(pl.lit(None, pl.Date)),
        )
    )  # fmt: skip
    rank = pl.col("reminder").replace_strict(REMINDERS, range(len(REMINDERS)))
    late = (pl.lit(as_of) - due).dt.total_days()
    names = ("owner", "reminder", "finding", "action", "name", "project", "grade", "due_on")
    return (
        pl.concat([doing.select(names), idle.select(names)])
        .with_columns(late_days=pl.when((pl.col("reminder") == OVERDUE) & (late > 0)).then(late))
        .sort("owner", rank, "due_on", "finding", "action", nulls_last=True)
    )


def ages(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how many unsettled findings of each grade have been open for how long.

    Parameters
    ----------
    rows : polars.DataFrame
        What `standing` gave.

    Returns
    -------
    polars.DataFrame
        grade, age_band (one of `AGES`), n_findings, oldest_days; bands without one have no row.
    """
    days = pl.col("age_days")
    band = pl.lit(_BANDS[-1])
    for limit, name in zip(_LIMITS[::-1], _BANDS[-2::-1], strict=True):
        band = pl.when(days <= limit).then(pl.lit(name)).otherwise(band)
    order = {name: place for place, name in enumerate((*GRADES, *_BANDS))}
    return (
        rows.filter("is_open")
        .group_by("grade", age_band=band)
        .agg(n_findings=pl.len().cast(pl.Int64), oldest_days=days.max())
        .sort(
            pl.col("grade").replace_strict(order, return_dtype=pl.Int64),
            pl.col("age_band").replace_strict(order, return_dtype=pl.Int64),
        )
    )


def flow(findings: pl.DataFrame, as_of: date, n_months: int = 12) -> pl.DataFrame:
    """Return how many findings came, went and were there at the end of each month.

    Parameters
    ----------
    findings : polars.DataFrame
        Register `finding`. One counts from its day until it is verified or withdrawn; while it is
        accepted it is there.
    as_of : date
        Today; its month is the last one.
    n_months : int
        Months, this one included; months before the first finding are left out.

    Returns
    -------
    polars.DataFrame
        month_on, n_found, n_closed, n_at_end (at the end of the month or today).
    """
    last = as_of.replace(day=1)
    starts = pl.date_range(
        pl.lit(last).dt.offset_by(f"-{n_months - 1}mo"), pl.lit(last).dt.offset_by("1mo"), "1mo",
        eager=False,
    )  # fmt: skip
    months = pl.select(starts).to_series().to_list()
    found, closed = findings["found_on"], findings["closed_on"]
    rows = []
    for month, after in pairwise(months):
        n_at_end = int((found < after).sum()) - int((closed < after).fill_null(False).sum())
        rows.append((
            month, int(found.is_between(month, after, "left").sum()),
            int(closed.is_between(month, after, "left").fill_null(False).sum()), n_at_end,
        ))  # fmt: skip
    frame = pl.DataFrame(
        rows, orient="row",
        schema={"month_on": pl.Date, "n_found": pl.Int64, "n_closed": pl.Int64,
                "n_at_end": pl.Int64},
    )  # fmt: skip
    began = pl.col("n_found") + pl.col("n_closed") + pl.col("n_at_end") > 0
    return frame.filter(began.cum_max())


__all__ = [
    "ACCEPTED", "AGES", "GRADES", "IN_ACTION", "LAPSED", "OPEN", "REMINDERS", "REOPENED",
    "SOON_DAYS", "STATES", "TO_RETEST", "UNSETTLED", "VERIFIED", "WITHDRAWN", "WITHIN_DAYS",
    "Totals", "ages", "chain", "flow", "holding", "recurring", "reminders", "standing", "totals",
]  # fmt: skip
