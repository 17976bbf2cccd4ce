"""How far the figures of a project can be trusted: how old they are, what lacks, what contradicts.

A figure is as good as what it was worked out from. Each rule below asks one question; what speaks
against the figures is named, so that it can be mended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis.rating import MUST_REPORT, NOT_BEGUN
from pmo_core.analysis.work_breakdown import valued
from pmo_core.model import Settings

LEVELS = ("good", "doubtful", "poor")
DOUBTFUL_PCT, POOR_PCT = 20.0, 50.0
"""Work without current progress from which the figures are doubtful, and poor; percent."""
ALLOWED_PCT = 1.0
"""Difference of two amounts up to which they agree: roundings and rates, percent."""

EARNS_BY_ITSELF = ("level of effort", "apportioned", "weighted milestones")
"""Techniques that need no progress of the element itself."""

REGISTERS = ("project", "status_report", "wbs_element", "progress", "baseline", "earned_value")
"""Registers that `trust` looks at."""


@dataclass(frozen=True)
class _Rule:
    """One question: how bad the answer is (0 nothing, 1 doubtful, 2 poor), and its words."""

    level: pl.Expr
    words: pl.Expr
    contradicts: bool = False


def trust(
    projects: pl.DataFrame,
    kept: Mapping[str, pl.DataFrame],
    posted: pl.DataFrame,
    *,
    as_of: date,
    settings: Settings,
) -> pl.DataFrame:
    """Return how far the figures of each project can be trusted, and why.

    Poor: one answer is poor, or two contradict each other's source; doubtful: any speaks against
    the figures; good: none does. Not rated (null): what has not begun, and what has ended.

    - Age of status: doubtful beyond `stale_status_days`, poor beyond twice as many days, or where a
      project in delivery or on hold never reported.
    - Age of actuals of a project in delivery: doubtful beyond `stale_actuals_days` or where nothing
      is posted that long after the start, poor beyond twice as many days.
    - Work without progress: doubtful from 20 %, poor from 50 % of the budget of the elements that
      should have begun by the latest progress of the project without one of the last
      `stale_status_days` (what is finished needs no new one, what earns by itself none); of a
      project that does not report by element, all of it where no percent complete is known at all.
    - Contradictions: forecast cost below the cost posted; forecast finish in the past; percent
      complete fallen; 100 % complete but not finished; rated green while red by rule; earned more
      than the budget; elements that sum to more than the budget, or to less than it without what
      the latest baseline keeps back. Amounts agree within 1 %.

    Parameters
    ----------
    projects : polars.DataFrame
        As `analysis.overview.overview` returns it.
    kept : mapping of str to polars.DataFrame
        The `REGISTERS` by name. Rows after as_of are ignored.
    posted : polars.DataFrame
        project, last_on: day of the latest line posted until as_of.
    as_of : date
        Day that the figures speak of.
    settings : Settings
        The limits.

    Returns
    -------
    polars.DataFrame
        One row per project, in order of code: project, trust (good, doubtful, poor or null),
        trust_reason (never null), status_age_days, actuals_age_days, unreported_pct (0-100, null
        where no work is due), n_contradictions.
    """
    frame = _gathered(projects, kept, posted, as_of, settings)
    rules = (*_gaps(as_of, settings), *_contradictions(as_of))
    is_rated = pl.col("is_open") & ~pl.col("stage").is_in(NOT_BEGUN).fill_null(value=False)
    levels = [rule.level.fill_null(0) for rule in rules]
    n_contradictions = pl.sum_horizontal(
        level for level, rule in zip(levels, rules, strict=True) if rule.contradicts
    )
    worst = pl.when(n_contradictions > 1).then(2).otherwise(pl.max_horizontal(levels))
    said = pl.concat_str(
        (pl.when(level > 0).then(rule.words) for level, rule in zip(levels, rules, strict=True)),
        separator="; ",
        ignore_nulls=True,
    )
    names = dict(enumerate(LEVELS))
    return frame.select(
        project="code",
        trust=pl.when(is_rated).then(worst.replace_strict(names, return_dtype=pl.String)),
        trust_reason=pl.when(~pl.col("is_open")).then(pl.lit("Not rated: has ended."))
        .when(~is_rated).then(pl.lit("Not rated: has not begun."))
        .when(said == "").then(pl.lit("Nothing speaks against the figures."))
        .otherwise(pl.concat_str(said.str.head(1).str.to_uppercase(), said.str.slice(1),
                                 pl.lit("."))),
        status_age_days="status_age_days",
        actuals_age_days="actuals_age_days",
        unreported_pct="unreported_pct",
        n_contradictions=pl.when(is_rated).then(n_contradictions),
    ).sort("project")  # fmt: skip


def _gaps(as_of: date, settings: Settings) -> tuple[_Rule, ...]:
    """Return what asks for old or missing data."""
    age, posted = pl.col("status_age_days"), pl.col("actuals_age_days")
    missing, limit = pl.col("unreported_pct").round(6), settings.stale_actuals_days
    must_report = pl.col("stage").is_in(MUST_REPORT).fill_null(value=False)
    since_start = (pl.lit(as_of) - pl.coalesce("actual_start", "planned_start")).dt.total_days()
    in_delivery = pl.col("stage").eq_missing("delivery") | pl.col("stage").is_null()
    nothing = posted.is_null() & (since_start.is_null() | (since_start > limit))
    return (
        _Rule(
            (must_report & age.is_null()).cast(pl.Int32) * 2, pl.lit("no status was ever reported")
        ),
        _Rule(_beyond(age, settings.stale_status_days), pl.format("status {} days old", age)),
        _Rule((in_delivery & nothing).cast(pl.Int32), pl.lit("no cost or hours posted")),
        _Rule(
            in_delivery.cast(pl.Int32) * _beyond(posted, limit),
            pl.format("actuals {} days old", posted),
        ),
        _Rule(
            pl.when(missing >= POOR_PCT).then(2).when(missing >= DOUBTFUL_PCT).then(1),
            pl.format("{} % of the work due has no current progress", _whole(missing)),
        ),
    )


def _contradictions(as_of: date) -> tuple[_Rule, ...]:
    """Return what asks for figures that cannot both be true."""
    cost, sums, percent = pl.col("actual_cost"), pl.col("elements_pct").round(6), "percent_complete"
    below = ((1 - pl.col("forecast_cost") / cost) * 100).round(6)
    return (
        _contradiction(
            (cost > 0) & (below > ALLOWED_PCT),
            pl.format("forecast cost {} % below the cost posted", _whole(below)),
        ),
        _contradiction(
            pl.col("forecast_finish") < as_of,
            pl.format("forecast finish {} has passed", "forecast_finish"),
        ),
        _contradiction(
            pl.col("percent_last") < pl.col("percent_before"),
            pl.format("percent complete fell from {} to {}", _one("percent_before"),
                      _one("percent_last")),
        ),
        _contradiction(
            pl.col("n_fallen") > 0,
            pl.format("percent complete fell of {} elements", "n_fallen")
            .str.replace(" 1 elements$", " 1 element"),
        ),
        _contradiction(
            (pl.col(percent) >= 100) & pl.col("actual_finish").is_null(),
            pl.lit("100 % complete but not finished"),
        ),
        _contradiction(
            (pl.col("rag_reported") == "green") & (pl.col("rag_computed") == "red"),
            pl.lit("rated green, but red by rule"),
        ),
        _contradiction(
            pl.col("earned_pct") > 100 + ALLOWED_PCT,
            pl.format("{} % of the budget earned", _whole(pl.col("earned_pct"))),
        ),
        _contradiction(
            (sums > 100 + ALLOWED_PCT) | (sums < 100 - ALLOWED_PCT - pl.col("kept_back_pct")),
            pl.format("elements sum to {} % of the budget", _whole(sums)),
        ),
    )  # fmt: skip


def _contradiction(found: pl.Expr, words: pl.Expr) -> _Rule:
    return _Rule(found.cast(pl.Int32), words, contradicts=True)


def _beyond(days: pl.Expr, limit: int) -> pl.Expr:
    """1 beyond the limit, 2 beyond twice the limit, else 0."""
    return pl.when(days > 2 * limit).then(2).when(days > limit).then(1).otherwise(0)


def _one(name: str) -> pl.Expr:
    """A number as people write it: 62.5, and 80 without a point."""
    return pl.col(name).round(1).cast(pl.String).str.strip_suffix(".0")


def _whole(number: pl.Expr) -> pl.Expr:
    return number.round(0).cast(pl.Int64)


def _gathered(
    projects: pl.DataFrame,
    kept: Mapping[str, pl.DataFrame],
    posted: pl.DataFrame,
    as_of: date,
    settings: Settings,
) -> pl.DataFrame:
    """Return the projects with all that the rules ask for."""
    then = pl.col("data_date") <= as_of
    progress = kept["progress"].filter(then).sort("project", "wbs", "data_date")
    measured = kept["earned_value"].filter(then)
    work = valued(kept["wbs_element"].rename({"code": "wbs"}))[0]
    budget = kept["project"].select("code", budget=pl.col("planned_cost").cast(pl.Float64))
    latest = (pl.concat([
        posted.select("project", "last_on"),
        measured.filter(pl.col("measured_cost").is_not_null())
        .select("project", last_on="data_date"),
    ]).group_by("project").agg(pl.col("last_on").max()))  # fmt: skip
    frame = projects.select(
        "code", "stage", "is_open", "status_age_days", "percent_complete", "actual_start",
        "planned_start", "actual_finish", "actual_cost", "forecast_cost", "forecast_finish",
        "rag_reported", "rag_computed",
    )  # fmt: skip
    for more in (
        latest, _percent_before(kept["status_report"].filter(then)), _fallen(progress),
        _earned(measured), _unreported(work, progress, as_of, settings),
    ):  # fmt: skip
        frame = frame.join(more, left_on="code", right_on="project", how="left")
    approved = kept["baseline"].filter(pl.col("approved_on") <= as_of)
    frame = frame.join(
        _elements_pct(work, approved, budget),
        left_on="code",
        right_on="project",
        how="left",
    )
    is_known = pl.any_horizontal(
        pl.col("percent_complete").is_not_null(), pl.col("is_measured").fill_null(value=False)
    )
    # Without progress by element, the project's own percent stands for all of its work.
    by_project = pl.when(is_known).then(0.0).otherwise(100.0)
    return frame.with_columns(
        unreported_pct=pl.when(pl.col("by_element").fill_null(value=False))
        .then("unreported_pct").otherwise(by_project),
        actuals_age_days=(pl.lit(as_of) - pl.col("last_on")).dt.total_days(),
    )  # fmt: skip


def _percent_before(reports: pl.DataFrame) -> pl.DataFrame:
    """The percent complete of the last two reports that give any."""
    known = reports.drop_nulls("percent_complete").sort("project", "data_date")
    before = known.group_by("project").agg(pl.col("percent_complete").tail(2))
    return before.filter(pl.col("percent_complete").list.len() == 2).select(
        "project",
        percent_before=pl.col("percent_complete").list.first(),
        percent_last=pl.col("percent_complete").list.last(),
    )


def _fallen(progress: pl.DataFrame) -> pl.DataFrame:
    """How many elements have a lower percent complete than at the report before."""
    known = progress.drop_nulls("percent_complete")
    change = pl.col("percent_complete").tail(2).diff().last()
    changes = known.group_by("project", "wbs").agg(change)
    fallen = changes.filter(pl.col("percent_complete") < 0)
    return fallen.group_by("project").agg(n_fallen=pl.len())


def _earned(measured: pl.DataFrame) -> pl.DataFrame:
    """What another tool measured last: EV in percent of BAC, and that it measured at all."""
    last = measured.sort("project", "data_date").unique("project", keep="last")
    budget = pl.col("budget_at_completion").cast(pl.Float64)
    return last.select(
        "project",
        is_measured=pl.col("earned_value").is_not_null(),
        earned_pct=pl.when(budget > 0).then(pl.col("earned_value").cast(pl.Float64) / budget * 100),
    )


def _unreported(
    work: pl.DataFrame, progress: pl.DataFrame, as_of: date, settings: Settings
) -> pl.DataFrame:
    """Whether a project reports by element, and which part of the work due it says nothing of."""
    by_itself = pl.col("technique").is_in(EARNS_BY_ITSELF).fill_null(value=False)
    told = progress.group_by("project").agg(_told_on=pl.col("data_date").max())
    due = work.join(told, on="project").filter(
        pl.col("planned_start") <= pl.col("_told_on"), ~by_itself
    )
    last = progress.unique(["project", "wbs"], keep="last").select(
        "project",
        "wbs",
        is_current=((pl.lit(as_of) - pl.col("data_date")).dt.total_days()
        <= settings.stale_status_days)
        | (pl.col("percent_complete") >= 100).fill_null(value=False)
        | pl.col("actual_finish").is_not_null(),
    )  # fmt: skip
    cost = pl.col("planned_cost").cast(pl.Float64)
    weight = (
        pl.when((cost > 0).fill_null(value=False).all().over("project")).then(cost).otherwise(1.0)
    )
    missing = ~pl.col("is_current").fill_null(value=False)
    shares = (
        due.with_columns(_weight=weight)
        .join(last, on=["project", "wbs"], how="left")
        .group_by("project")
        .agg(unreported_pct=pl.col("_weight").filter(missing).sum() / pl.col("_weight").sum() * 100)
    )
    return told.select("project", by_element=pl.lit(value=True)).join(
        shares, on="project", how="left"
    )


def _elements_pct(
    work: pl.DataFrame, baselines: pl.DataFrame, budget: pl.DataFrame
) -> pl.DataFrame:
    """The sum of the elements, and what the latest baseline keeps back, in percent of the budget.

    All three are in the project's currency. Where an element has no cost, nothing is compared.
    """
    cost = pl.col("planned_cost").cast(pl.Float64)
    summed = work.group_by("project").agg(_sum=pl.when(cost.is_not_null().all()).then(cost.sum()))
    back = pl.sum_horizontal("management_reserve", "undistributed_budget").cast(pl.Float64)
    last = baselines.sort("project", "number").unique("project", keep="last")
    return (
        summed.join(budget.filter(pl.col("budget") > 0), left_on="project", right_on="code")
        .join(last.select("project", _back=back), on="project", how="left")
        .select(
            "project",
            elements_pct=pl.col("_sum") / pl.col("budget") * 100,
            kept_back_pct=pl.col("_back").fill_null(0.0) / pl.col("budget") * 100,
        )
    )


__all__ = ["LEVELS", "REGISTERS", "trust"]
