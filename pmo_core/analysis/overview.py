"""All projects in one table: planned, actual and forecast, variances, and the rating by rule."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.analysis.notes import missing_note
from pmo_core.analysis.rating import rated
from pmo_core.analysis.variance import cost_variance, overrun_pct, schedule_variance
from pmo_core.model import Settings

FINISHED = ("closed", "canceled")
_STATUS = {
    "data_date": "status_on", "percent_complete": "percent_complete", "rag": "rag_reported",
    "comment": "comment", "planned_cost": "status_planned_cost", "forecast_cost": "status_cost",
    "planned_finish": "status_planned_finish", "forecast_finish": "status_finish",
    "phase": "status_phase", "withheld": "status_withheld",
}  # fmt: skip


def overview(
    projects: pl.DataFrame,
    reports: pl.DataFrame,
    actual: pl.DataFrame,
    rates: pl.DataFrame,
    *,
    as_of: date,
    settings: Settings,
) -> pl.DataFrame:
    """Return one row per project with its figures in base currency.

    Parameters
    ----------
    projects : polars.DataFrame
        Register `project`.
    reports : polars.DataFrame
        Register `status_report`; those after as_of are ignored, the latest other counts.
    actual : polars.DataFrame
        `project`, `actual_cost` (base currency, to as_of; null or no row = nothing known). Other
        columns (hours, counts of lines) are taken over.
    rates : polars.DataFrame
        Register `rate`. Plans and forecasts are converted with one rate, that of as_of, so that
        their difference holds no change of rates.
    as_of : date
        Day that the figures speak of.
    settings : Settings
        Base currency and thresholds.

    Returns
    -------
    polars.DataFrame
        The fields of the register, in order of code, with these changed or added: `planned_cost`,
        `planned_finish` (the project's, else the report's); `forecast_cost` (the report's, else the
        project's); `forecast_finish` (the actual finish, else the report's, else the project's);
        `actual_cost`; `remaining_cost` (forecast - actual; null for a finished project, to which
        nothing comes any more); `cost_variance` (planned - forecast); `cost_variance_pct`,
        `cost_overrun_pct`, `spent_pct` (of planned); `slip_days` (forecast, or as_of when overdue,
        less planned finish); `schedule_variance_days` (= - slip_days); `overdue_days` (as_of -
        planned finish of work whose stage says that it is open; also its slip where no finish is
        forecast);
        `percent_complete`, `status_on`, `status_age_days`, `comment`; `is_open`, `is_stale`;
        `rag_reported`, `rag_computed`, `rag_reason`, `rag` (the manager's, else by rule);
        `n_withheld`; `n_without_rate`. What is not known is null, never 0.
    """
    joined = (
        _in_base(projects, rates, as_of, settings)
        .join(
            _latest(reports, rates, as_of, settings), left_on="code", right_on="project", how="left"
        )
        .join(actual, left_on="code", right_on="project", how="left")
        .with_columns(pl.col("actual_cost").cast(pl.Float64))
    )
    is_finished = pl.col("stage").is_in(FINISHED).fill_null(value=False)
    is_finished = is_finished | (pl.col("actual_finish") <= as_of).fill_null(value=False)
    frame = joined.with_columns(
        planned_cost=pl.coalesce("planned_cost", "status_planned_cost"),
        planned_finish=pl.coalesce("planned_finish", "status_planned_finish"),
        forecast_cost=pl.coalesce("status_cost", "forecast_cost"),
        forecast_finish=pl.coalesce("actual_finish", "status_finish", "forecast_finish"),
        phase=pl.coalesce("phase", "status_phase"),
        is_open=~is_finished,
        n_withheld=_parts("withheld") + _parts("status_withheld"),
        n_without_rate=pl.col("n_without_rate") + pl.col("n_without_rate_status").fill_null(0),
        status_age_days=(pl.lit(as_of) - pl.col("status_on")).dt.total_days(),
    )
    frame = _with_variances(frame, as_of)
    frame = rated(frame, settings).with_columns(rag=pl.coalesce("rag_reported", "rag_computed"))
    dropped = [name for name in _STATUS.values() if name.startswith("status_")]
    return frame.drop(set(dropped) - {"status_on"}, "n_without_rate_status").sort("code")


def _in_base(
    frame: pl.DataFrame, rates: pl.DataFrame, as_of: date, settings: Settings
) -> pl.DataFrame:
    """Planned and forecast cost in base currency at the rate of as_of."""
    columns = ["planned_cost", "forecast_cost"]
    return convert(frame, rates, columns, base=settings.base_currency, on=as_of)


def _latest(
    reports: pl.DataFrame, rates: pl.DataFrame, as_of: date, settings: Settings
) -> pl.DataFrame:
    """The latest report of each project that is not after as_of, under names of its own."""
    last = reports.filter(pl.col("data_date") <= as_of).sort("project", "data_date")
    last = last.unique("project", keep="last", maintain_order=True)
    return _in_base(last, rates, as_of, settings).select(
        "project",
        pl.col("n_without_rate").alias("n_without_rate_status"),
        *(pl.col(name).alias(alias) for name, alias in _STATUS.items()),
    )


def _parts(withheld: str) -> pl.Expr:
    """Number of amounts that a text of withheld amounts names, separated by semicolons."""
    named = pl.when(pl.col(withheld) != "").then(pl.col(withheld))
    return named.str.split(";").list.len().fill_null(0).cast(pl.Int64)


def _with_variances(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add the differences between plan, actual and forecast."""
    planned, forecast, actual = (
        pl.col(name) for name in ("planned_cost", "forecast_cost", "actual_cost")
    )
    # Where no stage is given, a projected finish in the past is taken for the actual one.
    is_done = ~pl.col("is_open") | pl.col("stage").is_null()
    variance_days = schedule_variance(
        pl.col("planned_finish"), pl.col("forecast_finish"), as_of, is_done
    )
    past = (pl.lit(as_of) - pl.col("planned_finish")).dt.total_days()
    overdue = pl.when(~is_done & (past > 0)).then(past)
    variance_days = pl.coalesce(variance_days, -overdue)
    return frame.with_columns(
        remaining_cost=pl.when("is_open").then(forecast - actual.fill_null(0.0)),
        cost_variance=cost_variance(planned, forecast),
        cost_overrun_pct=overrun_pct(planned, forecast),
        cost_variance_pct=-overrun_pct(planned, forecast),
        spent_pct=pl.when(planned > 0).then(actual / planned * 100),
        schedule_variance_days=variance_days,
        slip_days=-variance_days,
        overdue_days=overdue,
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over many projects: the sum of what is known, and how much is not.

    `value` is null when nothing is known, `note` says what is missing ("4 of 31 without budget").
    """

    name: str
    value: float | None
    n_known: int
    n_missing: int
    note: str


def headline(frame: pl.DataFrame) -> tuple[Figure, ...]:
    """Return the sums over the projects of an overview.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows of `overview`, filtered as wanted; with `n_unvalued` and `n_after` (lines without cost
        or rate, lines after as_of) where these are known.

    Returns
    -------
    tuple of Figure
        planned_cost, actual_cost, forecast_cost over the projects that know them; cost_variance
        only over the projects that know both planned and forecast cost, so that it never compares
        sums over different projects.
    """
    words = {
        "planned_cost": "without budget", "actual_cost": "without actuals",
        "forecast_cost": "without forecast", "cost_variance": "without budget or forecast",
    }  # fmt: skip
    return tuple(_figure(frame, name, what) for name, what in words.items())


def _figure(frame: pl.DataFrame, name: str, what: str) -> Figure:
    """Sum a column and count what is missing in it."""
    values = frame[name]
    n_missing = values.null_count()
    n_known = values.len() - n_missing
    total = float(values.sum()) if n_known else None
    notes = [missing_note(n_missing, values.len(), what)]
    if name == "actual_cost":
        notes += lines_notes(frame)
    else:
        missing = frame.filter(pl.col(name).is_null())
        counted = {"withheld": "n_withheld", "without a rate": "n_without_rate"}
        n_of = {word: missing.filter(pl.col(column) > 0).height for word, column in counted.items()}
        notes += [f"{n} of these {word}" for word, n in n_of.items() if n]
    return Figure(name, total, n_known, n_missing, "; ".join(filter(None, notes)))


def lines_notes(frame: pl.DataFrame) -> list[str]:
    """Return how many posted lines are in no sum, where projects count them, and why.

    Examples
    --------
    >>> lines_notes(pl.DataFrame({"n_unvalued": [2, 0], "n_lines": [9, None], "n_after": [0, 1]}))
    ['2 of 9 lines without cost or rate', '1 line after this day left out']
    """
    if not {"n_unvalued", "n_lines", "n_after"} <= set(frame.columns):
        return []
    n_unvalued, n_lines, n_after = (
        int(frame[name].sum()) for name in ("n_unvalued", "n_lines", "n_after")
    )
    ahead = f"{n_after:,} {'line' if n_after == 1 else 'lines'} after this day left out"
    return [
        *filter(None, [missing_note(n_unvalued, n_lines, "lines without cost or rate")]),
        *([ahead] if n_after else []),
    ]
