"""A scenario becomes the plan: stages, dates, budgets, demand, bookings and priorities, at once."""

from dataclasses import dataclass

import polars as pl

from pmo_core.analysis.selection.build_starts import month_number
from pmo_core.analysis.selection.result import chosen
from pmo_core.errors import Conflict, Refused
from pmo_core.jobs import scenario_plan as plan
from pmo_core.jobs.scenarios import Frozen, load
from pmo_core.model import REGISTERS
from pmo_core.store import Repository, Session
from pmo_core.store.migrate import utc_now

SEEN = (
    "stage", "portfolio", "program", "department", "planned_start", "planned_finish",
    "planned_cost", "currency", "actual_start", "actual_finish",
)  # fmt: skip
"""Fields of a project that a selection was made from; a change of another one does not matter."""
_SHOWN = 3


def commit(session: Session, repo: Repository, code: str, reason: str = "") -> int:
    """Make a scenario the plan, as one change that can be undone; return its number.

    - Chosen candidates become "approved"; those approved that are not chosen, "proposed" again.
    - Chosen candidates that start elsewhere than planned move: planned start and finish, demand,
      budget lines and soft bookings, all by the same number of months.
    - Chosen candidates without budget lines get one per fiscal year from what the selection counts
      with, in the project's currency (base currency where no rate is known).
    - Their demand that is not booked becomes soft bookings of the role; soft bookings of candidates
      that are not chosen go. Hard bookings stay.
    - Open projects are numbered by priority from 1 without ties: first those that run, in their
      present order; then the chosen by worth; then the other candidates by worth; then the rest in
      its present order. Equal worths follow the code.

    Parameters
    ----------
    session : Session
        In whose name; a manager at least.
    repo : Repository
        Where it is kept.
    code : str
        Code of the scenario.
    reason : str
        Why.

    Raises
    ------
    Conflict
        A candidate was changed since the scenario was saved, or anything while it is committed.
    NotAllowed
        The role may not change projects.
    Refused
        The scenario holds no selection that this release can reach.
    """
    was, now = _plans(repo, code)
    stamp = {
        "scenario": code, "committed_at": utc_now(), "committed_by": session.actor,
        "reason": reason or None,
    }  # fmt: skip
    now["commitment"] = pl.DataFrame([stamp], schema=REGISTERS["commitment"].polars_schema())
    number = session.put(now, was, f"Scenario {code} committed. {reason}".strip())
    assert number is not None  # the commitment is new
    return number


@dataclass(frozen=True)
class Effect:
    """What committing a scenario would change, in numbers of rows.

    Parameters
    ----------
    n_approved, n_dropped : int
        Projects that become "approved", and approved ones that become "proposed" again.
    n_moved : int
        Projects whose planned start changes.
    n_lines : int
        Budget lines for projects that have none.
    n_booked, n_released : int
        Soft bookings that hold afterwards and not before, and the other way round.
    """

    n_approved: int
    n_dropped: int
    n_moved: int
    n_lines: int
    n_booked: int
    n_released: int


def effect(repo: Repository, code: str) -> Effect:
    """Return what `commit` would change, and change nothing.

    Raises
    ------
    Conflict, Refused
        As `commit` does.
    """
    was, now = _plans(repo, code)
    before, after = was["project"], now["project"]
    both = before.join(after, on="code", suffix="_now")
    stage, start = pl.col("stage_now"), pl.col("planned_start_now")
    key = [*REGISTERS["booking"].key]
    return Effect(
        n_approved=both.filter((stage == "approved") & stage.ne_missing(pl.col("stage"))).height,
        n_dropped=both.filter((pl.col("stage") == "approved") & (stage == "proposed")).height,
        n_moved=both.filter(start.ne_missing(pl.col("planned_start"))).height,
        n_lines=now["budget_line"].height - was["budget_line"].height,
        n_booked=now["booking"].join(was["booking"], on=key, how="anti").height,
        n_released=was["booking"].join(now["booking"], on=key, how="anti").height,
    )


def _plans(repo: Repository, code: str) -> tuple[plan.Registers, plan.Registers]:
    """Return the rows that a scenario decides about: as they are, and as it plans them."""
    frozen = load(repo, code)
    if not frozen.is_whole:
        raise Refused(f"Scenario {code} cannot be reached by this release.", "Save a new one.")
    decided = _decided(frozen)
    projects = repo.table("project")
    _require_unchanged(repo, frozen, decided, projects)
    was, now = plan.moved(repo, decided, projects)
    was["project"], now["project"] = projects, _projects(frozen, decided, projects)
    lines = plan.budgets(repo, frozen, decided)
    now["budget_line"] = pl.concat([now["budget_line"], lines])
    now["booking"] = plan.bookings(repo, now["booking"], now["demand"])
    return was, now


def _decided(frozen: Frozen) -> pl.DataFrame:
    """Return project, is_chosen, worth, start_on, and moved: months from its plan to its start."""
    first = pl.lit(frozen.formulation.first_month)
    planned = frozen.case.projects.select(
        "project", _planned=month_number(pl.col("start_month").fill_null(first))
    )
    moved = month_number(pl.col("start_on")) - pl.col("_planned")
    return (
        chosen(frozen.formulation, frozen.answer)
        .join(planned, on="project", how="left")
        .select(
            "project", "is_chosen", "worth", "start_on", moved=moved.fill_null(0).cast(pl.Int64)
        )
    )


def _require_unchanged(
    repo: Repository, frozen: Frozen, decided: pl.DataFrame, projects: pl.DataFrame
) -> None:
    """Raise Conflict when a candidate differs from what it was when the scenario was saved."""
    then = repo.table("project", at=frozen.record.revision)
    both = (
        decided.select(code="project")
        .join(then.select("code", *SEEN), on="code", how="left")
        .join(
            projects.select("code", *SEEN, _is_there=pl.lit(value=True)),
            on="code", how="left", suffix="_now",
        )
    )  # fmt: skip
    differs = [pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in SEEN]
    found = both.filter(pl.any_horizontal(pl.col("_is_there").is_null(), *differs)).sort("code")
    if found.is_empty():
        return
    told = []
    for row in found.head(_SHOWN).iter_rows(named=True):
        fields = [
            f"{name.replace('_', ' ')} is now {row[f'{name}_now'] or 'empty'}"
            for name in SEEN
            if row[name] != row[f"{name}_now"]
        ]
        told.append(f"{row['code']} ({', '.join(fields) if row['_is_there'] else 'is gone'})")
    more = f" and {found.height - _SHOWN:,} more" if found.height > _SHOWN else ""
    raise Conflict(
        f"Projects were changed since the scenario was saved: {'; '.join(told)}{more}.",
        "Look at the what-if on today's data, and save and commit that.",
    )


def _projects(frozen: Frozen, decided: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the projects with their new stage, dates and priority."""
    joined = projects.join(decided, left_on="code", right_on="project", how="left")
    is_in = pl.col("is_chosen").fill_null(value=False)
    is_out = ~pl.col("is_chosen").fill_null(value=True)
    is_plan = plan.is_plan()
    stage = (
        pl.when(is_plan & is_in).then(pl.lit("approved"))
        .when(is_plan & is_out).then(pl.lit("proposed"))
        .otherwise("stage")
    )  # fmt: skip
    months = pl.format("{}mo", pl.when(is_plan & is_in).then("moved").otherwise(0))
    start = pl.coalesce("planned_start", pl.when(is_plan & is_in).then("start_on"))
    return (
        joined.with_columns(
            stage=stage,
            planned_start=pl.when(pl.col("planned_start").is_null()).then(start)
            .otherwise(start.dt.offset_by(months)),
            planned_finish=pl.col("planned_finish").dt.offset_by(months),
        )
        .join(_places(joined.with_columns(stage=stage), frozen, is_in), on="code", how="left")
        .with_columns(priority=pl.coalesce("_place", "priority"))
        .select(projects.columns)
    )  # fmt: skip


def _places(projects: pl.DataFrame, frozen: Frozen, is_in: pl.Expr) -> pl.DataFrame:
    """Number the open projects by priority: code and _place; see `commit` for the order."""
    is_over = pl.col("stage").is_in(["closed", "canceled"])
    is_over = is_over | (pl.col("actual_finish") <= frozen.case.data_date)
    is_candidate = pl.col("is_chosen").is_not_null()
    tier = (
        pl.when(is_in).then(1).when(is_candidate).then(2)
        .when(pl.col("stage") == "proposed").then(3).otherwise(0)
    )  # fmt: skip
    worth = pl.when(is_candidate).then(-pl.col("worth"))
    present = pl.when(~is_candidate).then("priority")
    return (
        projects.filter(~is_over.fill_null(value=False))
        .sort(tier, worth, present, "code", nulls_last=True)
        .select("code", _place=pl.int_range(1, pl.len() + 1).cast(pl.Int64))
    )


__all__ = ["SEEN", "Effect", "commit", "effect"]
