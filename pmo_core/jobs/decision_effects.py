"""What a decision changes: stage, gate, baseline, and what a change request asks for."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Any

import polars as pl

from pmo_core.analysis import scope_change
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.errors import Refused
from pmo_core.jobs.baselines import carried, reserve_after
from pmo_core.model import Baseline, ChangeRequest, Charter, Decision, Gate, Project
from pmo_core.model.governance import GRANTS, Outcome
from pmo_core.model.structure import Stage
from pmo_core.store import Repository

Frames = dict[str, pl.DataFrame]


@dataclass
class Effects:
    """Rows as they are seen and as they are to be; a register stands in both or in neither."""

    was: Frames
    now: Frames

    def replace(self, register: str, was: pl.DataFrame, now: pl.DataFrame) -> None:
        """Say what the rows of a register are and will be, where they differ."""
        if not was.equals(now, null_equal=True):
            self.was[register], self.now[register] = was, now


def work_out(repo: Repository, decision: Decision) -> Effects:
    """Return what a decision will change; see `jobs.decisions.decide` for the rules.

    Raises
    ------
    NotFound
        What it is about is not kept.
    Refused
        The project is canceled, or has no planned cost that could change.
    """
    effects = Effects({}, {})
    if decision.project is None:
        return effects
    project = repo.get("project", decision.project)
    assert isinstance(project, Project)
    chain = _superseded(repo, decision)
    if _is_over(project, chain) and project.stage == "canceled" and decision.outcome in GRANTS:
        raise Refused(
            f"{project.code} is canceled.", "Supersede the decision that stopped it first."
        )
    after = project
    if decision.about == "change request":
        after = _change(repo, effects, decision, project, chain)
    else:
        stage = _stage(repo, decision, project, chain)
        after = project.model_copy(update={"stage": stage})
        if decision.about == "gate":
            _gate(repo, effects, decision)
        if decision.outcome in GRANTS:
            _first_baseline(repo, effects, decision, project)
    effects.replace("project", Project.frame(project), Project.frame(after))
    return effects


def _superseded(repo: Repository, decision: Decision) -> list[Decision]:
    """Return the decisions that this one takes the place of, the latest first."""
    chain: list[Decision] = []
    code = decision.supersedes
    while code is not None:
        old = repo.get("decision", code)
        assert isinstance(old, Decision)
        chain.append(old)
        code = old.supersedes
    return chain


def _is_over(project: Project, chain: list[Decision]) -> bool:
    """Return whether a project is closed, or canceled and this does not supersede its stop."""
    lifts_stop = bool(chain) and chain[0].outcome == "stop"
    return project.stage == "closed" or (project.stage == "canceled" and not lifts_stop)


def _stage(
    repo: Repository, decision: Decision, project: Project, chain: list[Decision]
) -> Stage | None:
    """Return the stage after a decision that is not about a change.

    A project that goes on although a tolerance is broken stays where it was, unless it was stopped
    or held.
    """
    if _is_over(project, chain):
        return project.stage
    fixed: dict[Outcome, Stage] = {"hold": "on hold", "stop": "canceled"}
    stage = fixed.get(decision.outcome, project.stage)
    goes_on = decision.about == "exception" and stage not in ("on hold", "canceled")
    if decision.outcome in ("go", "conditional go") and not goes_on:
        stage = "delivery" if _has_begun(repo, decision, project) else "approved"
    elif decision.outcome == "approved" and stage in (None, "proposed"):
        stage = "approved"
    elif decision.outcome in ("recycle", "rejected") and chain:
        stage = _stage_before(repo, chain[-1], project)
    return stage


def _has_begun(repo: Repository, decision: Decision, project: Project) -> bool:
    """Return whether the project works already, or passed another gate than the one decided."""
    if project.stage == "delivery" or project.actual_start is not None:
        return True
    gates = _rows(repo, "gate", project.code).filter(pl.col("outcome").is_in(GRANTS))
    if decision.about == "gate":
        gates = gates.filter(pl.col("gate") != decision.subject)
    return not gates.is_empty()


def _stage_before(repo: Repository, first: Decision, project: Project) -> Stage | None:
    """Return the stage that the project had before a decision, where the store recorded that."""
    recorded = repo.history("decision", first.code).row(0, named=True)
    if recorded["verb"] != "decide":
        return project.stage
    then = repo.table("project", at=recorded["number"] - 1).filter(code=project.code)
    stage: Stage | None = then["stage"].item()
    return stage


def _gate(repo: Repository, effects: Effects, decision: Decision) -> None:
    """The gate is held with this outcome; one that is recycled is open again."""
    gate = repo.get("gate", decision.project, decision.subject)
    assert isinstance(gate, Gate)
    held_on = None if decision.outcome == "recycle" else decision.decided_on
    update = {"held_on": held_on, "outcome": decision.outcome, "board": decision.board}
    effects.replace("gate", Gate.frame(gate), Gate.frame(gate.model_copy(update=update)))


def _first_baseline(
    repo: Repository, effects: Effects, decision: Decision, project: Project
) -> None:
    """The first approval writes a baseline; a superseding one does where the plan has moved."""
    kept = _rows(repo, "baseline", project.code)
    planned = ("planned_start", "planned_finish", "planned_cost", "currency")
    if not kept.is_empty():
        last = kept.sort("number").row(-1, named=True)
        is_so = all(last[name] == getattr(project, name) for name in planned)
        if is_so or not decision.supersedes or decision.about == "exception":
            return
    new = _baseline(decision, project, kept, _scope(repo, project, kept), decision.reason)
    effects.replace("baseline", kept, pl.concat([kept, Baseline.frame(new)]))


def _baseline(
    decision: Decision, project: Project, kept: pl.DataFrame, scope: str | None, reason: str
) -> Baseline:
    """Return the next baseline of a project; its reserve is that of the last one."""
    last: Any = kept["number"].max()
    reserve = kept.sort("number")["management_reserve"][-1] if last else None
    return Baseline(
        project=project.code, number=(last or 0) + 1, management_reserve=reserve,
        undistributed_budget=None, is_over_target=False, approved_on=decision.decided_on,
        planned_start=project.planned_start, planned_finish=project.planned_finish,
        planned_cost=project.planned_cost, currency=project.currency, scope=scope, reason=reason,
        decision=decision.code,
    )  # fmt: skip


def _scope(repo: Repository, project: Project, kept: pl.DataFrame) -> str | None:
    """Return the scope of the last baseline, or that of the charter."""
    if not kept.is_empty():
        scope: str | None = kept.sort("number")["scope"][-1]
        return scope
    charter = _rows(repo, "charter", project.code)
    return None if charter.is_empty() else Charter(**charter.row(0, named=True)).scope_in


def _change(
    repo: Repository, effects: Effects, decision: Decision, project: Project, chain: list[Decision]
) -> Project:
    """Approve or reject a change request; return the project as it is afterwards."""
    asked = repo.get("change_request", decision.subject)
    assert isinstance(asked, ChangeRequest)
    update = {"state": decision.outcome, "decision": decision.code}
    effects.replace(
        "change_request",
        ChangeRequest.frame(asked),
        ChangeRequest.frame(asked.model_copy(update=update)),
    )
    applied = list(takewhile(lambda one: one.outcome == "approved", chain))[-1:]
    sign = (decision.outcome == "approved") - len(applied)
    if not sign:
        return project
    after = _moved(project, asked, sign)
    kept = _rows(repo, "baseline", project.code)
    given = _given(repo, asked, kept, applied[0]) if sign < 0 else None
    _plan(repo, effects, decision, after, asked=asked, given=given)
    scope = _scope(repo, project, kept)
    rows = [kept]
    if kept.is_empty():
        before = f"As it stood before {asked.code}"
        rows.append(Baseline.frame(_baseline(decision, project, kept, scope, before)))
    added, dropped = (asked.scope_added, asked.scope_removed)[::sign]
    reason = f"{asked.code}: {asked.name}" if sign > 0 else f"{asked.code} taken back"
    new = _baseline(decision, after, pl.concat(rows), _rescoped(scope, added, dropped), reason)
    reserve = reserve_after(kept, asked, applied[0].code if sign < 0 else None)
    agreed = new.model_copy(update={"management_reserve": reserve})
    agreed, items = carried(repo, kept, agreed)
    effects.replace("baseline", kept, pl.concat([*rows, Baseline.frame(agreed)]))
    effects.replace("baseline_item", items.clear(), items)
    return after


@dataclass(frozen=True)
class _Given:
    """What the approval of a change request gave, where it is taken back.

    `finish` is the day after whose fiscal year benefits were counted, where it is known; `hours`
    the change of work that was possible: of work that was not there none was taken.
    """

    finish: date | None
    hours: Decimal


def _given(repo: Repository, asked: ChangeRequest, kept: pl.DataFrame, applied: Decision) -> _Given:
    """Return what the decision `applied` gave, as far as the store recorded that."""
    hours = asked.hours_delta or Decimal(0)
    recorded = repo.history("decision", applied.code).row(0, named=True)
    if hours < 0 and recorded["verb"] == "decide":
        then = recorded["number"]
        role = {"project": asked.project, "role": asked.role}
        sums = [repo.table("demand", at=n, **role)["hours"].sum() for n in (then - 1, then)]
        hours = Decimal(sums[1] or 0) - Decimal(sums[0] or 0)
    agreed = kept.filter(decision=applied.code).sort("number")["planned_finish"]
    return _Given((agreed[-1] or applied.decided_on) if agreed.len() else None, hours)


def _moved(project: Project, asked: ChangeRequest, sign: int) -> Project:
    """Return the project with its cost and finish changed, or changed back (`sign` -1)."""
    cost = project.planned_cost
    if asked.cost_delta:
        if cost is None:
            raise Refused(
                f"{project.code} has no planned cost that could change.",
                "Give the project its planned cost first.",
            )
        cost += sign * asked.cost_delta
        if cost < 0:
            raise Refused(f"{asked.code} would leave {project.code} a planned cost below zero.")
    finish = project.planned_finish
    if finish and asked.finish_delta_days:
        try:
            finish += timedelta(days=sign * asked.finish_delta_days)
        except OverflowError:
            finish = date.min
        if sign > 0 and finish < (project.planned_start or date.min + timedelta(days=1)):
            raise Refused(f"{asked.code} would leave {project.code} no finish after its start.")
    return project.model_copy(update={"planned_cost": cost, "planned_finish": finish})


def _plan(
    repo: Repository,
    effects: Effects,
    decision: Decision,
    after: Project,
    *,
    asked: ChangeRequest,
    given: _Given | None,
) -> None:
    """Change budget lines, benefits and demand by what was asked for, or back by what was given."""
    sign = 1 if given is None else -1
    settings = repo.settings()
    base = settings.base_currency
    currency, since = after.currency or base, decision.decided_on
    finish = after.planned_finish or since
    if asked.cost_delta:
        lines = _rows(repo, "budget_line", after.code)
        delta = sign * asked.cost_delta
        now = scope_change.budget(lines, delta, currency, base=base, since=since, finish=finish)
        effects.replace("budget_line", lines, now)
    if asked.benefit_delta:
        rows = _rows(repo, "benefit", after.code)
        month = settings.fiscal_year_start_month
        agreed = (given and given.finish) or finish
        year = pl.select(fiscal_year(pl.lit(agreed), month)).item()
        delta = sign * asked.benefit_delta
        now = scope_change.benefits(rows, delta, currency, base=base, after_year=year)
        effects.replace("benefit", rows, now)
    if asked.hours_delta and asked.role:
        rows = _rows(repo, "demand", after.code)
        now = scope_change.demand(
            rows, -given.hours if given else asked.hours_delta, project=after.code, role=asked.role,
            since=max(since, after.planned_start or since), finish=finish,
        )  # fmt: skip
        effects.replace("demand", rows, now)


def _rescoped(scope: str | None, added: str | None, dropped: str | None) -> str | None:
    """Return the scope with items added and dropped, one a line."""
    gone = set((dropped or "").splitlines())
    items = [line for line in (scope or "").splitlines() if line not in gone]
    items += [line for line in (added or "").splitlines() if line not in items]
    return "\n".join(items) or None


def _rows(repo: Repository, register: str, project: str) -> pl.DataFrame:
    """Return the rows of a project."""
    return repo.table(register, project=project)


__all__ = ["Effects", "work_out"]
