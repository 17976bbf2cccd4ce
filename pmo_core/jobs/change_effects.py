"""What a change request would do to others, worked out as its approval would write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis import change_control
from pmo_core.analysis.agenda import in_charge
from pmo_core.analysis.business_case import BusinessCase
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.currency import convert
from pmo_core.analysis.selection.build_use import sums
from pmo_core.analysis.selection.case import Case
from pmo_core.jobs.decision_effects import Effects, work_out
from pmo_core.jobs.facts import Source
from pmo_core.model import ChangeRequest, Decision, Project
from pmo_core.store import Repository
from pmo_core.store.migrate import utc_now


@dataclass(frozen=True, eq=False)
class Effect:
    """What a change would do, worked out as its approval would write it.

    Parameters
    ----------
    amount : float or None
        Size of the change of cost, base currency; None where there is no rate.
    board : str or None
        The lowest board whose mandate covers it; None where no board is in charge.
    money, people, projects : polars.DataFrame
        See `analysis.change_control`: money, people, reach.
    before, after : BusinessCase
        The case from now on.
    finish_before, finish_after : date or None
        Finish of the project: the forecast, else the plan.
    """

    amount: float | None
    board: str | None
    money: pl.DataFrame
    people: pl.DataFrame
    projects: pl.DataFrame
    before: BusinessCase
    after: BusinessCase
    finish_before: date | None
    finish_after: date | None


def effect(
    repo: Repository,
    source: Source,
    case: Case,
    projects: pl.DataFrame,
    request: ChangeRequest,
    *,
    before: BusinessCase,
    as_of: date,
) -> Effect:
    """Return what a change request would do if it were approved on a day; nothing is written.

    Parameters
    ----------
    repo, source : Repository, Source
        Where the plan of the project and the registers are read from.
    case : Case
        What selections are made from, for that day.
    projects : polars.DataFrame
        What `facts.portfolio` returned for the day.
    request : ChangeRequest
        What is asked for.
    before : BusinessCase
        The project's case from now on.
    as_of : date
        Day of the approval, and of the rates.

    Raises
    ------
    Refused
        The change cannot be applied: the project is canceled, or has no cost that could change.
    """
    row = projects.row(by_predicate=pl.col("code") == request.project, named=True)
    effects = work_out(repo, _approval(request, as_of))
    begin = case.fiscal_year_start_month
    costs = _costs(repo, source, effects, request, as_of)
    by_year = costs.group_by(year=fiscal_year(pl.col("month"), begin)).agg(pl.col("delta").sum())
    benefits = _delta(source, effects, "benefit", as_of, by="year", amount="planned_benefit")
    work = _work(effects)
    limits = _limits(case, request.project, row["portfolio"])
    finish = row["forecast_finish"] or row["planned_finish"]
    days = request.finish_delta_days or 0
    later = pl.select(pl.lit(finish) + pl.duration(days=days)).item() if finish else None
    return Effect(
        amount=_amount(source, row["currency"], request, as_of),
        board=_board(source, row, request, as_of),
        money=change_control.money(limits, by_year, row["portfolio"], begin),
        people=change_control.people(limits, work, request.role or ""),
        projects=_reached(source, projects, request.project, finish, later),
        before=before,
        after=change_control.changed_case(before, by_year, benefits),
        finish_before=finish,
        finish_after=later,
    )


def _limits(case: Case, project: str, portfolio: str | None) -> pl.DataFrame:
    """Return the limits of a case; what a candidate takes itself is committed before its change."""
    own = case.projects.filter(pl.col("is_candidate"), pl.col("project") == project)
    use = case.use.join(own.select("project"), on="project", how="semi")
    taken = sums(case.limits, use.with_columns(portfolio=pl.lit(portfolio or "")))
    return case.limits.with_columns(pl.col("committed") + pl.Series(taken, dtype=pl.Float64))


def _approval(request: ChangeRequest, as_of: date) -> Decision:
    return Decision(
        code="-", board="-", decided_on=as_of, about="change request", project=request.project,
        subject=request.code, outcome="approved", reason="-", recorded_by="-",
        recorded_at=utc_now(), amount=None, supersedes=None,
    )  # fmt: skip


def _costs(
    repo: Repository, source: Source, effects: Effects, request: ChangeRequest, as_of: date
) -> pl.DataFrame:
    """Return month and delta of the cost; without budget lines it is spread to the finish."""
    if "budget_line" in effects.now:
        found = _delta(source, effects, "budget_line", as_of, by="period_on", amount="amount")
        return found.rename({"period_on": "month"})
    project = repo.get("project", request.project)
    assert isinstance(project, Project)
    amount = _base(source, project.currency, float(request.cost_delta or 0), as_of) or 0.0
    if not amount:
        return pl.DataFrame(schema={"month": pl.Date, "delta": pl.Float64})
    first = max(as_of, project.planned_start or as_of)
    days = request.finish_delta_days or 0
    finish = pl.select(pl.lit(project.planned_finish or first) + pl.duration(days=days)).item()
    return change_control.evenly(amount, first, finish)


def _delta(
    source: Source, effects: Effects, register: str, as_of: date, *, by: str, amount: str
) -> pl.DataFrame:
    """Return `by` and delta of an amount in base currency."""
    base = source.settings().base_currency
    sides = [
        convert(frame[register], source.table("rate"), [amount], base=base, on=as_of)
        for frame in (effects.was, effects.now) if register in frame
    ]  # fmt: skip
    if not sides:
        kinds = {"year": pl.Int64(), "period_on": pl.Date()}
        return pl.DataFrame(schema={by: kinds[by], "delta": pl.Float64()})
    return change_control.difference(sides[0], sides[1], by, amount)


def _work(effects: Effects) -> pl.DataFrame:
    if "demand" not in effects.now:
        return pl.DataFrame(schema={"month": pl.Date, "delta": pl.Float64})
    found = change_control.difference(
        effects.was["demand"], effects.now["demand"], "month_on", "hours"
    )
    return found.rename({"month_on": "month"})


def _amount(
    source: Source, currency: str | None, request: ChangeRequest, as_of: date
) -> float | None:
    given = _base(source, currency, float(request.cost_delta or 0), as_of)
    return None if given is None else abs(given)


def _base(source: Source, currency: str | None, amount: float, as_of: date) -> float | None:
    """Return an amount in base currency; None where the currency has no rate."""
    row = pl.DataFrame(
        {"currency": [currency], "amount": [amount]},
        schema={"currency": pl.String, "amount": pl.Float64},
    )
    base = source.settings().base_currency
    value = convert(row, source.table("rate"), ["amount"], base=base, on=as_of)["amount"][0]
    return None if value is None else float(value)


def _board(
    source: Source, row: Mapping[str, Any], request: ChangeRequest, as_of: date
) -> str | None:
    subject = pl.DataFrame(
        [(None, _amount(source, row["currency"], request, as_of), row["portfolio"])],
        schema={"board": pl.String, "amount": pl.Float64, "portfolio": pl.String},
        orient="row",
    )
    code: str | None = in_charge(subject, source.table("board"))["board"][0]
    return code


def _reached(
    source: Source, projects: pl.DataFrame, project: str, before: date | None, after: date | None
) -> pl.DataFrame:
    begun = pl.col("actual_start").is_not_null() | pl.col("stage").is_in(["delivery", "on hold"])
    open_ = projects.filter("is_open").select(
        "code", "name", "manager", start=pl.coalesce("actual_start", "planned_start"),
        finish=pl.coalesce("forecast_finish", "planned_finish"),
        is_started=begun.fill_null(value=False),
    )  # fmt: skip
    links = source.table("link")
    if before is None or after is None:
        return change_control.reach(open_, links.clear(), project, before=date.min, after=date.min)
    return change_control.reach(open_, links, project, before=before, after=after)


__all__ = ["Effect", "effect"]
