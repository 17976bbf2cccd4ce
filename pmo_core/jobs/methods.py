"""Methods at work: start with those that ship, edit them, and let a project follow one."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

import polars as pl

from pmo_core.analysis import methods
from pmo_core.analysis.currency import convert
from pmo_core.analysis.methods import tailored
from pmo_core.analysis.recommendation import Scope, Traits, recommend
from pmo_core.errors import NotFound, Refused
from pmo_core.jobs.facts import Source
from pmo_core.model import REGISTERS, Adoption
from pmo_core.model.initial import initial
from pmo_core.model.structure import Method
from pmo_core.store import Repository, Session

_DAYS_PER_MONTH = 365.25 / 12
_PLANNED = ("project", "adoption", "gate", "deliverable")


def start_with_shipped(session: Session) -> int:
    """Keep the four methods that ship with the product; return the number of the change.

    Raises
    ------
    Refused
        An element of them is kept already.
    """
    return session.load({"method_element": initial("method_element")}, note="The four methods")


def save(
    session: Session, method: Method, was: pl.DataFrame, now: pl.DataFrame, note: str = ""
) -> int | None:
    """Make a method say something else; return the number of the change, None when there is none.

    Parameters
    ----------
    session : Session
        In whose name; a manager at least.
    method : Method
        Which one.
    was, now : polars.DataFrame
        Its elements as they were seen and as they are to be, rows of register `method_element`.
    note : str
        Why.

    Raises
    ------
    Refused
        The method would not be sound; the message says where.
    """
    faults = methods.faults(now)
    if faults:
        raise Refused(faults[0].message, " ".join(one.message for one in faults[1:4]))
    said = f"Method {method}: {note}" if note else f"Method {method}"
    return session.put({"method_element": now}, {"method_element": was}, said)


def figures(source: Source, as_of: date) -> pl.DataFrame:
    """Return what methods are tailored by: project, planned_cost (base currency), risk_pct.

    Null = not known, or no rate on that day.
    """
    settings = source.settings()
    cost = convert(
        source.table("project").select("currency", "planned_cost", project="code"),
        source.table("rate"), ["planned_cost"], base=settings.base_currency, on=as_of,
    )  # fmt: skip
    risk = methods.risks(source.table("criterion"), source.table("score"))
    return cost.join(risk, on="project", how="left", maintain_order="left").select(
        "project", "planned_cost", "risk_pct"
    )


def traits(
    source: Source,
    project: str,
    as_of: date,
    *,
    scope: Scope | None = None,
    is_new: bool | None = None,
) -> Traits:
    """Return what the registers know of a project, and what only people know.

    Team = hours of its demand over the hours of full-time equivalents in its planned months.

    Parameters
    ----------
    source : Source
        Where it is kept.
    project : str
        Its code.
    as_of : date
        Day of the rates.
    scope, is_new : optional
        Answers to the two questions that no register answers.
    """
    row = _project(source, project)
    known = figures(source, as_of).row(by_predicate=pl.col("project") == project, named=True)
    start, finish = row["planned_start"], row["planned_finish"]
    months = (finish - start).days / _DAYS_PER_MONTH if start and finish else None
    links = source.table("link").filter(
        (pl.col("project") == project) | (pl.col("needs") == project)
    )
    asked = source.table("request").filter(project=project)
    hours = source.table("demand").filter(project=project)["hours"].cast(pl.Float64)
    fte = source.settings().fte_hours_per_month
    return Traits(
        cost=known["planned_cost"],
        months=months,
        risk_pct=known["risk_pct"],
        n_links=links.height,
        team=float(hours.sum()) / (months * fte) if hours.len() and months else None,
        is_mandatory=asked["mandatory_reason"].count() > 0 if asked.height else None,
        scope=scope,
        is_new=is_new,
    )


def adopt(
    session: Session,
    repo: Repository,
    project: str,
    method: Method,
    on: date,
    *,
    reason: str = "",
    given: Traits | None = None,
) -> int:
    """Let a project follow a method as it reads now, as one change; return its number.

    Gates and deliverables that hold for its size and risk are planned, gates at their share of the
    planned duration and at the board with the smallest mandate that covers the planned cost. What
    was held or handed over stays; what an earlier method asked for and is still open goes.

    Parameters
    ----------
    session : Session
        In whose name; a manager at least.
    repo : Repository
        Where it is kept.
    project : str
        Its code.
    method : Method
        Which method.
    on : date
        Since when; also the day of the rates.
    reason : str
        Why this one.
    given : Traits, optional
        What the recommendation was made from; default: what the registers know.

    Raises
    ------
    NotFound
        There is no such project, or no element of the method is kept.
    Conflict
        Something of it was changed meanwhile.
    """
    row = _project(repo, project)
    revision = repo.revision
    elements = repo.table("method_element", at=revision, method=method)
    if elements.is_empty():
        raise NotFound(f"Nothing is kept of the method {method}.", "Start with the four methods.")
    was = {name: _of(repo, name, project) for name in _PLANNED}
    known = given or traits(repo, project, on)
    needed = tailored(elements, known.cost, known.risk_pct).filter("is_needed")
    gates = _gates(needed, row, _board(repo, project, known.cost))
    adoption = Adoption(
        project=project, method=method, revision=revision, adopted_on=on,
        recommended=recommend(known).method, reason=reason or None,
    )  # fmt: skip
    now = {
        "project": was["project"].with_columns(method=pl.lit(method)),
        "adoption": Adoption.frame(adoption),
        "gate": _merged("gate", was["gate"], gates, ("held_on", "outcome")),
        "deliverable": _merged(
            "deliverable", was["deliverable"], _deliverables(needed, gates), ("delivered_on",)
        ),
    }
    number = session.put(now, was, f"{project} follows the method {method}. {reason}".strip())
    if number is None:
        raise Refused(f"{project} follows the method {method} as it reads now already.")
    return number


def version(repo: Repository, method: str, revision: int) -> pl.DataFrame:
    """Return the elements of a method as they were after a change; the first known where none were.

    Parameters
    ----------
    repo : Repository
        Where they are kept.
    method : str
        Which method.
    revision : int
        Number of a change.
    """
    held = repo.table("method_element", at=revision).filter(method=method)
    if held.height:
        return held
    changes = repo.changes(limit=10_000, register="method_element").sort("number")
    for number in changes.filter(pl.col("number") > revision)["number"]:
        held = repo.table("method_element", at=number).filter(method=method)
        if held.height:
            return held
    return held


def changed_since(repo: Repository, adoption: Mapping[str, Any]) -> pl.DataFrame:
    """Return how a method differs from the version that a project follows.

    Parameters
    ----------
    repo : Repository
        Where it is kept.
    adoption : mapping
        Row of register `adoption`.

    Returns
    -------
    polars.DataFrame
        See `analysis.methods.differences`.
    """
    now = repo.table("method_element").filter(method=adoption["method"])
    before = version(repo, adoption["method"], adoption["revision"])
    return methods.differences(before, now)


def _project(source: Source, project: str) -> dict[str, Any]:
    found = source.table("project").filter(code=project)
    if found.is_empty():
        raise NotFound(f"There is no project {project}.")
    return found.row(0, named=True)


def _of(repo: Repository, register: str, project: str) -> pl.DataFrame:
    key = "code" if register == "project" else "project"
    return repo.table(register).filter(pl.col(key) == project)


def _rows(register: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=REGISTERS[register].polars_schema())


def _board(repo: Repository, project: str, cost: float | None) -> str | None:
    """Return the board with the smallest mandate that covers the cost, of its portfolio or of all.

    Of equal ones that of the portfolio; None where no cost is known or no mandate covers it.
    """
    if cost is None:
        return None
    places = repo.query("projects_overview").filter(project=project)["portfolio"].to_list()
    portfolio = places[0] if places else None
    able = repo.table("board").filter(
        pl.col("portfolio").is_null() | pl.col("portfolio").eq_missing(pl.lit(portfolio)),
        pl.col("mandate").is_null() | (pl.col("mandate").cast(pl.Float64) >= cost),
    )
    first = able.sort("mandate", "portfolio", "code", nulls_last=True).head(1)
    return cast(str, first["code"].item()) if first.height else None


def _gates(needed: pl.DataFrame, project: Mapping[str, Any], board: str | None) -> pl.DataFrame:
    start, finish = project["planned_start"], project["planned_finish"]
    days = (finish - start).days if start and finish else None
    rows = [
        {
            "project": project["code"], "gate": one["code"], "name": one["name"],
            "number": one["number"], "is_required": one["is_required"], "board": board,
            "due_on": None if days is None or one["duration_share"] is None
            else start + timedelta(days=round(days * one["duration_share"])),
        }
        for one in needed.filter(kind="gate").iter_rows(named=True)
    ]  # fmt: skip
    return _rows("gate", rows)


def _deliverables(needed: pl.DataFrame, gates: pl.DataFrame) -> pl.DataFrame:
    due = gates.select("project", "due_on", within="gate")
    found = needed.filter(kind="deliverable").join(due, on="within", how="inner").select(
        "project", "code", "name", "is_required", "due_on", gate="within",
        delivered_on=pl.lit(None, pl.Date), accepted_by=pl.lit(None, pl.String),
        reference=pl.lit(None, pl.String),
    )  # fmt: skip
    return found.select(REGISTERS["deliverable"].polars_schema().keys())


def _merged(
    register: str, was: pl.DataFrame, now: pl.DataFrame, done: tuple[str, ...]
) -> pl.DataFrame:
    """Return the planned rows, with those kept as they are that say when or how they were done."""
    kept = was.filter(pl.any_horizontal(pl.col(done).is_not_null()))
    key = list(REGISTERS[register].key)
    return pl.concat([kept, now.join(kept, on=key, how="anti")])


__all__ = [
    "adopt", "changed_since", "figures", "save", "start_with_shipped", "traits", "version",
]  # fmt: skip
