"""Baselines by element: the work breakdown is frozen, and approved changes carry it on."""

from decimal import Decimal

import polars as pl

from pmo_core.analysis.baselines import totals
from pmo_core.analysis.rebaseline import after_cost_change, replanned
from pmo_core.analysis.work_breakdown import valued
from pmo_core.errors import Refused
from pmo_core.model import Baseline, BaselineItem, ChangeRequest
from pmo_core.store import Repository, Session

DRAWS_ON_RESERVE = "risk occurred"
"""Reason of change requests whose cost is taken from the management reserve, as far as it goes."""


def freeze(session: Session, repo: Repository, project: str) -> tuple[int, int]:
    """Keep the work breakdown of a project as the elements of its newest baseline.

    What its cost leaves over the elements is its undistributed budget; the management reserve
    stands beside both.

    Returns
    -------
    tuple of two int
        Number of the change, and of the baseline.

    Raises
    ------
    NotAllowed
        The role may not write elements of baselines.
    Refused
        There is no baseline; the newest has its elements; there is no work breakdown; its
        currency is not the project's; or the elements cost more than was agreed.
    """
    kept = repo.table("baseline", project=project).sort("number")
    if kept.is_empty():
        raise Refused(f"{project} has no baseline yet.", "The first approval at a gate writes it.")
    last = Baseline.model_validate(kept.row(-1, named=True))
    items = _plan(repo, project).with_columns(number=pl.lit(last.number, pl.Int64))
    rows = items.select(list(BaselineItem.model_fields))
    _require_freezable(repo, last, rows)
    note = f"{project}: baseline {last.number} by element"
    number = session.put({"baseline_item": rows}, {"baseline_item": rows.clear()}, note=note)
    assert number is not None
    return number, last.number


def _require_freezable(repo: Repository, last: Baseline, rows: pl.DataFrame) -> None:
    """Refuse to freeze rows for a baseline that they do not fit."""
    name = f"Baseline {last.number} of {last.project}"
    held = repo.table("baseline_item", project=last.project, number=last.number)
    if held.height:
        raise Refused(f"{name} has its elements.", "An approved change brings the next baseline.")
    if rows.is_empty():
        raise Refused(f"{last.project} has no work breakdown.", "Upload it, or use a template.")
    _require_currency(repo, last)
    cost = valued(rows)[0].select(pl.col("planned_cost").cast(pl.Float64).sum()).item()
    if last.planned_cost is not None and cost > float(last.planned_cost) + 0.01:
        raise Refused(
            f"The elements cost {cost:,.2f}, {name} {last.planned_cost:,.2f}.",
            "Lower their budgets, or ask for the cost by a change request.",
        )


def _require_currency(repo: Repository, last: Baseline) -> None:
    """Refuse where the amounts of elements and baseline are not in one currency."""
    if _currency(repo, last.project) != (last.currency or repo.settings().base_currency):
        raise Refused(
            f"{last.project} is planned in another currency than its baseline.",
            "An approved change brings a baseline in the project's currency.",
        )


def carried(repo: Repository, kept: pl.DataFrame, new: Baseline) -> tuple[Baseline, pl.DataFrame]:
    """Return a new baseline with its undistributed budget, and its elements.

    Parameters
    ----------
    repo : Repository
        Where elements and progress are kept.
    kept : polars.DataFrame
        The baselines of the project so far.
    new : Baseline
        The next one, by an approved change.

    Returns
    -------
    Baseline, polars.DataFrame
        Rows of `baseline_item`; none where the last baseline has none or is in another currency:
        the new one can then be frozen. See `analysis.rebaseline` for the rules.

    Raises
    ------
    Refused
        A change without cost, while the work breakdown costs more than was agreed.
    """
    items = repo.table("baseline_item", project=new.project)
    before = kept.sort("number").tail(1)
    items = items.filter(pl.col("number") == new.number - 1)
    base = repo.settings().base_currency
    if items.is_empty() or (before["currency"][0] or base) != (new.currency or base):
        return new, items.clear()
    was = totals(before, items).row(0, named=True)
    if was["pmb"] is None or new.planned_cost is None:
        return new, items.clear()
    finished = _finished(repo, new.project)
    delta = float(new.planned_cost) - was["pmb"]
    if delta:
        now, left = after_cost_change(items, was["undistributed"], delta, finished)
    else:
        plan = _plan(repo, new.project)
        now, left = replanned(items, plan, float(new.planned_cost), finished)
    numbered = now.with_columns(number=pl.lit(new.number, pl.Int64))
    budget = Decimal(str(left)) if left else None
    return (
        new.model_copy(update={"undistributed_budget": budget}),
        numbered.select(list(BaselineItem.model_fields)),
    )


def reserve_after(
    kept: pl.DataFrame, asked: ChangeRequest, taken_back: str | None
) -> Decimal | None:
    """Return the management reserve after an approved change, or after it is taken back.

    Parameters
    ----------
    kept : polars.DataFrame
        The baselines of the project so far.
    asked : ChangeRequest
        What is approved. A cost because a risk occurred is taken from the reserve as far as it
        goes; other costs leave it as it is.
    taken_back : str or None
        The decision that is taken back: what it drew is put back.
    """
    rows = kept.sort("number")
    if rows.is_empty():
        return None
    reserve: Decimal | None = rows["management_reserve"][-1]
    if taken_back is not None:
        drawn = rows.with_columns(
            drawn=pl.col("management_reserve").shift(1) - pl.col("management_reserve")
        ).filter(decision=taken_back)["drawn"]
        back = drawn[0] if len(drawn) else None
        return reserve + back if reserve is not None and back else reserve
    cost = asked.cost_delta or Decimal(0)
    if reserve is None or asked.reason != DRAWS_ON_RESERVE or cost <= 0:
        return reserve
    return max(reserve - cost, Decimal(0))


def _plan(repo: Repository, project: str) -> pl.DataFrame:
    """Return the work breakdown of a project with the fields of elements of a baseline."""
    return repo.table("wbs_element", project=project).rename({"code": "wbs"})


def _finished(repo: Repository, project: str) -> set[str]:
    """Return the elements that are finished by the latest that was reported of each."""
    told = repo.table("progress", project=project).sort("data_date").group_by("wbs").last()
    is_done = (pl.col("percent_complete") == 100) | pl.col("actual_finish").is_not_null()
    return set(told.filter(is_done)["wbs"])


def _currency(repo: Repository, project: str) -> str:
    """Return the currency in which a project is planned."""
    found: str | None = repo.table("project", code=project)["currency"].item()
    return found or repo.settings().base_currency


__all__ = ["DRAWS_ON_RESERVE", "carried", "freeze", "reserve_after"]
