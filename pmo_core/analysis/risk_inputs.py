"""A schedule as uncertain durations on one axis of working days, for `schedule_risk`.

The axis begins on the earliest day as of which projects are known; its days are those of the
default calendar, so that without any width the draws end where the critical path does. What a task
takes by a calendar of its own is scaled to the days that it spans there, so ten days at weekends
are five weeks. What is finished is left out; what has begun has what is left.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.range_defaults import NO_HISTORY, default_ranges
from pmo_core.analysis.risk_plan import LINKS
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Finding

ESTIMATED = "estimated"
NOT_RISING = "its range does not hold its duration"
_SHAPES = {"PERT": "pert", "triangular": "triangular", "lognormal": "lognormal"}
_ROUNDING = 1e-3
"""Days that a finish may lie after a day and still be on it; draws have seven digits."""


@dataclass(frozen=True)
class Axis:
    """Working days counted from the first one.

    Parameters
    ----------
    start : date
        A working day; it is number 0.
    calendar : Calendar
        Which days count.
    """

    start: date
    calendar: Calendar

    @classmethod
    def since(cls, as_of: date, calendar: Calendar) -> "Axis":
        """Return the axis that begins on the first working day on or after a day."""
        return cls(calendar.day(as_of), calendar)

    def before(self, days: pl.Series) -> pl.Series:
        """Return how many working days lie before each day; 0 for days before the start."""
        return self.calendar.count(_all(self.start, days), days).clip(0).cast(pl.Float64)

    def until(self, days: pl.Series) -> pl.Series:
        """Return how many working days there are until the end of each day; null gives null.

        Days before the start have -1: nothing that is still to do is reached by then.
        """
        passed = (days >= self.start).cast(pl.Float64)
        return self.before(days + timedelta(days=1)) - (1.0 - passed)

    def dates(self, moments: pl.Series) -> pl.Series:
        """Return the day on which each moment is reached; never before the axis begins.

        Examples
        --------
        >>> axis = Axis(date(2026, 11, 23), Calendar())  # a Monday
        >>> [f"{day:%m-%d}" for day in axis.dates(pl.Series([0.0, 1.0, 5.0, 5.2]))]
        ['11-23', '11-23', '11-27', '11-30']
        """
        whole = (moments - _ROUNDING).ceil().cast(pl.Int64) - 1
        return self.calendar.add(_all(self.start, moments), whole.clip(0))


def _all(day: date, like: pl.Series) -> pl.Series:
    return pl.Series([day], dtype=pl.Date).new_from_index(0, len(like))


def key(project: str = "project", code: str = "code") -> pl.Expr:
    """Return the name of a task in a plan of many projects."""
    return pl.concat_str(pl.col(project), pl.col(code), separator=" / ")


def ranges(tasks: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Return for each task how long it may take, and what that was taken from.

    Parameters
    ----------
    tasks : polars.DataFrame
        duration (working days), low_days, high_days, range_shape (null = PERT), task_type.
    history : polars.DataFrame
        Finished tasks, see `range_defaults.default_ranges`.

    Returns
    -------
    polars.DataFrame
        One row per task, in order: kind, low, likely, high, basis: `ESTIMATED` where both ends are
        given and hold the duration, "own history of ...", `NO_HISTORY` or `NOT_RISING` (both
        fixed). Milestones are fixed at 0.

    Examples
    --------
    >>> one = pl.DataFrame({"duration": [10], "low_days": [8.0], "high_days": [20.0],
    ...                     "range_shape": [None], "task_type": ["IT"]})
    >>> nothing = pl.DataFrame(schema={"task_type": pl.String, "planned": float, "actual": float})
    >>> ranges(one, nothing).row(0)
    ('pert', 8.0, 10.0, 20.0, 'estimated')
    """
    planned = tasks.select("task_type", planned=pl.col("duration").cast(pl.Float64))
    learned = default_ranges(planned, history).rename(
        {"kind": "_kind", "low": "_low", "likely": "_likely", "high": "_high", "basis": "_basis"}
    )
    both = pl.concat([tasks, learned.drop("n")], how="horizontal")
    duration = pl.col("duration").cast(pl.Float64)
    is_given = pl.col("low_days").is_not_null() & pl.col("high_days").is_not_null()
    is_rising = (pl.col("low_days") <= duration) & (duration <= pl.col("high_days"))
    is_wide = pl.col("low_days") < pl.col("high_days")
    shape = pl.col("range_shape").fill_null("PERT").replace_strict(_SHAPES, default="pert")
    # Three quantiles of which two are the same belong to no lognormal.
    is_uneven = (pl.col("low_days") == duration) | (duration == pl.col("high_days"))
    kind = pl.when(is_uneven & (shape == "lognormal")).then(pl.lit("pert")).otherwise(shape)

    def chosen(given: pl.Expr, default: str) -> pl.Expr:
        return (
            pl.when(duration == 0).then(0.0).when(is_given & is_rising).then(given)
            .when(is_given).then(duration).otherwise(pl.col(default))
        )  # fmt: skip

    return both.select(
        kind=pl.when(duration == 0).then(pl.lit("fixed"))
        .when(is_given & is_rising & is_wide).then(kind)
        .when(is_given).then(pl.lit("fixed")).otherwise("_kind"),
        low=chosen(pl.col("low_days"), "_low"),
        likely=chosen(duration, "_likely"),
        high=chosen(pl.col("high_days"), "_high"),
        basis=pl.when(duration == 0).then(pl.lit("milestone"))
        .when(is_given & is_rising).then(pl.lit(ESTIMATED))
        .when(is_given).then(pl.lit(NOT_RISING)).otherwise("_basis"),
    )  # fmt: skip


def drawn(scheduled: pl.DataFrame, links: pl.DataFrame, axis: Axis) -> pl.DataFrame:
    """Return the tasks that are still to do, as `risk_plan.TASKS` with earliest and basis.

    What is certain is not drawn: what is finished, the start of what has begun, and a project
    without tasks of its own. What waits for it starts no earlier than the critical path says.

    Parameters
    ----------
    scheduled : polars.DataFrame
        project, code, name, duration (own calendar), kind, low, likely, high, basis (`ranges`),
        actual_start, actual_finish, constraint, constraint_on, early_start, early_finish,
        driver_project, driver (`critical_path`), remaining, start_on and data_on (of the
        project: its tasks are known as of that day). A code of "" stands for a whole project,
        which is no task.
    links : polars.DataFrame
        As `critical_path` gives them: project, successor, predecessor_project, predecessor, kind,
        gap.
    axis : Axis
        Where days are counted.

    Returns
    -------
    polars.DataFrame
        task, project, code, name, kind, low, likely, high, earliest, basis, is_begun,
        early_finish; ranges and earliest in days of the axis.
    """
    is_open = pl.col("actual_finish").is_null() & (pl.col("code") != "")
    open_ = (
        scheduled.filter(is_open)
        .join(_spare(links, scheduled.filter(is_open)), on=["project", "code"], how="left",
              maintain_order="left")
        .with_columns(is_begun=pl.col("actual_start").is_not_null())
    )  # fmt: skip
    start = open_["early_start"]
    until = axis.until(open_["early_finish"])
    spanned = axis.calendar.count(start, open_["early_finish"] + timedelta(days=1))
    left = pl.when("is_begun").then(pl.coalesce("remaining", until)).otherwise(spanned)
    is_from = open_["constraint"].is_in(["start no earlier than", "must start on"])
    held = open_.select(pl.when(is_from).then("constraint_on").otherwise(None)).to_series()
    reported = pl.max_horizontal("data_on", pl.lit(axis.start))
    today = open_.select(reported).to_series()
    return open_.with_columns(
        left=left, first=axis.before(start), held=axis.before(held).fill_null(0.0),
        from_on=axis.before(open_["start_on"]).fill_null(0.0),
        reported=axis.before(today),
    ).with_columns(
        scale=pl.when(pl.col("duration") > 0).then(pl.col("left") / pl.col("duration"))
        .otherwise(0.0),
        certain=pl.when(pl.col("driver").is_null()).then("first")
        .otherwise((pl.col("first") - pl.col("spare")).clip(0)),
    ).select(
        key().alias("task"), "project", "code", "name", "kind",
        *(pl.col(name) * pl.col("scale") for name in ("low", "likely", "high")),
        # Links can move it from here on; what else decides its start is certain.
        earliest=pl.when("is_begun").then("reported")
        .otherwise(pl.max_horizontal("held", "from_on", "reported", "certain")),
        basis="basis", is_begun="is_begun", early_finish="early_finish",
    )  # fmt: skip


def _spare(links: pl.DataFrame, open_: pl.DataFrame) -> pl.DataFrame:
    """Return by how many days tasks could come earlier, for what they wait for that is certain.

    Columns: project, code, spare; tasks that wait for nothing of the kind are left out.
    """
    key = ["predecessor_project", "predecessor"]
    is_begun = pl.col("actual_start").is_not_null()
    codes = open_.select(predecessor_project="project", predecessor="code", is_begun=is_begun)
    ends = codes.select("predecessor_project", predecessor=pl.lit(""), is_begun=False).unique()
    is_start = pl.col("kind").fill_null("FS").str.starts_with("S")
    return (
        links.with_columns(pl.coalesce("predecessor_project", "project"))
        .join(pl.concat([codes, ends]), on=key, how="left")
        .filter(pl.col("is_begun").is_null() | (pl.col("is_begun") & is_start))
        .group_by("project", code="successor")
        .agg(spare=pl.col("gap").min())
    )


def tied(links: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    """Return the links between tasks still to do, as `risk_plan.LINKS`.

    What is left of what has begun still waits for what has to end before it, as in the critical
    path. Starts of what has begun are certain, and tie nothing here.

    Parameters
    ----------
    links : polars.DataFrame
        project, predecessor_project (null = the same), predecessor ("" = the whole project),
        successor, kind, lag.
    tasks : polars.DataFrame
        What `drawn` returned.
    """
    begun = tasks.select("task", "is_begun")
    known = pl.concat([tasks["task"], tasks["project"].unique()]).alias("predecessor").to_frame()
    of = pl.coalesce("predecessor_project", "project")
    return (
        links.select(
            predecessor=pl.when(pl.col("predecessor") == "")
            .then(of)
            .otherwise(pl.concat_str(of, "predecessor", separator=" / ")),
            successor=key("project", "successor"),
            kind=pl.col("kind").fill_null("FS"),
            lag=pl.col("lag").cast(pl.Float64).fill_null(0.0),
        )
        .join(known, on="predecessor", how="semi")
        .join(begun.rename({"task": "successor"}), on="successor", maintain_order="left")
        .join(
            begun.rename({"task": "predecessor"}),
            on="predecessor",
            how="left",
            maintain_order="left",
            suffix="_before",
        )
        .filter(
            ~(pl.col("is_begun") & (pl.col("kind") == "SS")),
            ~(pl.col("is_begun_before").fill_null(False) & pl.col("kind").str.starts_with("S")),
        )
        .select(list(LINKS))
    )


def unsure(tasks: pl.DataFrame) -> list[Finding]:
    """Return what is to be said about the ranges: contradictory ones, and tasks without any."""
    wrong = tasks.filter(basis=NOT_RISING)
    n_fixed = tasks.filter(basis=NO_HISTORY).height
    found = [
        Finding(
            "warning", "range_not_rising",
            f"{row['project']} {row['code']} {row['name']}: its range does not hold its duration; "
            "it is taken as certain.",
        )
        for row in wrong.iter_rows(named=True)
    ]  # fmt: skip
    if n_fixed:
        words = f"{n_fixed:,} tasks have neither a range nor a history of finished tasks"
        found.append(Finding("warning", "no_range", f"{words}; they are taken as certain."))
    return found


__all__ = ["ESTIMATED", "NOT_RISING", "Axis", "drawn", "key", "ranges", "tied", "unsure"]
