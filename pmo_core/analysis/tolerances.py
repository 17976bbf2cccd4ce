"""What leaves its tolerance in cost, time or scope, since when, and what a board said about it.

A tolerance is broken when the deviation (`analysis.deviations`) is more than it.
"""

from datetime import date

import polars as pl

from pmo_core.analysis.deviations import BASELINE, DECISION, REPORT, TODAY, deviations
from pmo_core.analysis.tolerance_words import reason
from pmo_core.model import Settings
from pmo_core.model.governance import MEASURES

UNITS = {"cost": "%", "time": "days", "scope": "%"}
"""Measure -> unit of its deviation and its limit."""
KEY = ("project", "measure")


def exceptions(
    portfolio: pl.DataFrame,
    history: pl.DataFrame,
    tolerances: pl.DataFrame,
    baselines: pl.DataFrame,
    *,
    settings: Settings,
    as_of: date,
    decisions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return one row per open project and broken measure, the longest broken first.

    Parameters
    ----------
    portfolio : polars.DataFrame
        One row per project as `analysis.overview` gives it: code, name, portfolio, stage, manager,
        is_open, planned_cost, forecast_cost, actual_cost (base currency), planned_finish,
        forecast_finish.
    history : polars.DataFrame
        Register `status_report`, amounts in base currency at one rate: project, data_date,
        forecast_cost, forecast_finish. Reports after as_of are ignored.
    tolerances : polars.DataFrame
        Register `tolerance`; an empty cell and a project without a row take the settings'.
    baselines : polars.DataFrame
        Register `baseline`, cost in base currency: project, number, approved_on, planned_cost,
        planned_finish, scope (one item a line).
    settings : Settings
        The tolerances of projects without their own.
    as_of : date
        Day that the figures speak of.
    decisions : polars.DataFrame, optional
        Register `decision`; those about an exception count, whose subject is the measure.

    Returns
    -------
    polars.DataFrame
        project, name, portfolio, stage, manager, measure, deviation, tolerated, beyond (deviation -
        tolerated), deviation_unit, first_deviation (against the first baseline), baseline_number
        (0 = the plan), beyond_cost (base currency; cost only), since_on, age_days, n_reports
        (since_on to as_of), forecast_source, exception_state ("open" or "decided"), decision,
        decided_on, outcome (the latest one about it, also where it counts no longer), reason,
        planned_cost. since_on is the first data date, or day of a new baseline, since which every
        known deviation is beyond the limit; where none shows it yet, the day on which the calendar
        went past the limit, else as_of. "decided": decided while it was broken, never mended since,
        and not worse than then by more than another tolerance.

    Examples
    --------
    >>> from pmo_core.model import REGISTERS
    >>> portfolio = pl.DataFrame({
    ...     "code": ["A"], "name": ["Alpha"], "portfolio": ["RUN"], "stage": ["delivery"],
    ...     "manager": ["Tom"], "is_open": [True], "planned_cost": [100.0],
    ...     "forecast_cost": [130.0], "actual_cost": [20.0], "planned_finish": [None],
    ...     "forecast_finish": [None]}, schema_overrides={"planned_finish": pl.Date,
    ...     "forecast_finish": pl.Date})
    >>> kept = {name: pl.DataFrame(schema=REGISTERS[name].polars_schema())
    ...         for name in ("status_report", "tolerance", "baseline")}
    >>> found = exceptions(portfolio, *kept.values(), settings=Settings(),
    ...                    as_of=date(2026, 11, 23))
    >>> found.select("measure", "deviation", "tolerated", "beyond").rows()
    [('cost', 30.0, 10.0, 20.0)]
    """
    projects = portfolio.filter("is_open")
    said = _said(decisions, as_of)
    every = deviations(projects, history, baselines, as_of=as_of, also=said).join(
        limits(projects["code"], tolerances, settings), on=list(KEY), maintain_order="left"
    )
    known = every.drop_nulls("deviation").with_columns(
        is_broken=pl.col("deviation") > pl.col("tolerated")
    )
    today = known.filter((pl.col("source") == TODAY) & pl.col("is_broken"))
    rows = today.join(_since(known), on=list(KEY), how="left", maintain_order="left")
    rows = _decided(rows.with_columns(_since_when(as_of)), known, said)
    beyond = pl.col("deviation") - pl.col("tolerated")
    return (
        rows.join(
            projects.select("name", "portfolio", "stage", "manager", "planned_cost",
                            project="code"), on="project",
        )
        .with_columns(
            beyond=beyond,
            beyond_cost=pl.when(pl.col("measure") == "cost").then(
                pl.col("cost") - pl.col("base") * (1 + pl.col("tolerated") / 100)
            ),
            age_days=(pl.lit(as_of) - pl.col("since_on")).dt.total_days(),
            n_reports=pl.col("n_reports").fill_null(0),
            deviation_unit=pl.col("measure").replace_strict(UNITS, return_dtype=pl.String),
        )
        .with_columns(reason=reason(as_of))
        .sort("since_on", "project", "measure")
        .select(
            "project", "name", "portfolio", "stage", "manager", "measure", "deviation",
            "tolerated", "beyond", "deviation_unit", "first_deviation", "baseline_number",
            "beyond_cost", "since_on", "age_days", "n_reports", "forecast_source",
            "exception_state", "decision", "decided_on", "outcome", "reason", "planned_cost",
        )
    )  # fmt: skip


def limits(projects: pl.Series, tolerances: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return what is tolerated: project, measure, tolerated, is_own (not by the settings)."""
    rows = projects.to_frame("project").join(tolerances, on="project", how="left")
    given = {
        "cost": ("cost_pct", settings.tolerance_cost_pct),
        "time": ("slip_days", settings.tolerance_slip_days),
        "scope": ("scope_pct", settings.tolerance_scope_pct),
    }
    return pl.concat(
        rows.select(
            "project",
            measure=pl.lit(measure),
            tolerated=pl.col(name).cast(pl.Float64).fill_null(float(usual)),
            is_own=pl.col(name).is_not_null(),
        )
        for measure, (name, usual) in given.items()
    )


def _since(known: pl.DataFrame) -> pl.DataFrame:
    """Return since when each is broken by reports and baselines, and when it last was not."""
    told = known.filter(pl.col("source").is_in([REPORT, BASELINE]))
    fine = pl.col("day").filter(~pl.col("is_broken")).max()
    is_after = fine.is_null() | (pl.col("day") > fine)
    return told.group_by(KEY).agg(
        fine_on=fine,
        reported_since=pl.col("day").filter(is_after).min(),
        n_reports=((pl.col("source") == REPORT) & is_after).sum().cast(pl.Int64),
    )


def _since_when(as_of: date) -> pl.Expr:
    """Return the first day; where no report shows it, that on which the calendar passed it."""
    slipped = pl.col("base_finish").dt.offset_by(
        pl.format("{}d", pl.col("tolerated").floor().cast(pl.Int64) + 1)
    )
    is_passed = (pl.col("measure") == "time") & (pl.col("finish") == as_of) & (slipped <= as_of)
    since = pl.coalesce("reported_since", pl.when(is_passed).then(slipped))
    return since.fill_null(as_of).alias("since_on")


def _said(decisions: pl.DataFrame | None, as_of: date) -> pl.DataFrame:
    """Return the latest decision that holds about each measure of each project."""
    names = ("project", "subject", "code", "decided_on", "outcome", "about", "supersedes")
    if decisions is None:
        kinds = {name: pl.Date() if name == "decided_on" else pl.String() for name in names}
        decisions = pl.DataFrame(schema=kinds)
    replaced = decisions.select(code="supersedes").drop_nulls()
    return (
        decisions.select(names)
        .filter(
            (pl.col("about") == "exception") & pl.col("subject").is_in(MEASURES)
            & (pl.col("decided_on") <= as_of)
        )
        .join(replaced, on="code", how="anti")
        .sort("decided_on", "code")
        .unique(["project", "subject"], keep="last", maintain_order=True)
        .select("project", "decided_on", "outcome", measure="subject", decision="code")
    )  # fmt: skip


def _decided(rows: pl.DataFrame, known: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Add whether a decision stands, by what was known on its day."""
    then = (
        known.filter((pl.col("source") == DECISION) & pl.col("is_broken"))
        .join(said, left_on=["project", "measure", "day"],
              right_on=["project", "measure", "decided_on"], how="semi")
        .unique(KEY)
        .select(*KEY, then="deviation")
    )  # fmt: skip
    worst = pl.col("then") + pl.col("tolerated")
    is_mended = (pl.col("fine_on") > pl.col("decided_on")).fill_null(value=False)
    holds = pl.col("then").is_not_null() & (pl.col("deviation") <= worst) & ~is_mended
    return (
        rows.join(said, on=list(KEY), how="left", maintain_order="left")
        .join(then, on=list(KEY), how="left", maintain_order="left")
        .with_columns(
            exception_state=pl.when(holds).then(pl.lit("decided")).otherwise(pl.lit("open"))
        )
    )


__all__ = ["KEY", "UNITS", "exceptions", "limits"]
