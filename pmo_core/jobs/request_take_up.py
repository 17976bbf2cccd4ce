"""What a request becomes: a proposed project with its plan, as rows of the registers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import polars as pl

from pmo_core.analysis import request_plan as plan
from pmo_core.errors import Refused
from pmo_core.jobs.request_check import figures_of
from pmo_core.model import Link, Project, Request
from pmo_core.store import Repository

_REGISTERS = ("project", "link", "budget_line", "contribution", "benefit", "demand")


def kept_of(repo: Repository, project: str) -> dict[str, pl.DataFrame]:
    """Return what is kept of a project and its plan, by register."""
    return {
        name: repo.table(name).filter(pl.col("code" if name == "project" else "project") == project)
        for name in _REGISTERS
    }


def rows_of(
    request: Request, project: str, before: Mapping[str, pl.DataFrame], start_month: int
) -> dict[str, pl.DataFrame]:
    """Return the rows of a project that a complete request asks for, by register.

    Parameters
    ----------
    request : Request
        Nothing is missing in it.
    project : str
        Code that the project has, or gets.
    before : mapping of str to polars.DataFrame
        What is kept of it; see `kept_of`.
    start_month : int
        First month of the fiscal year.
    """
    figures = figures_of(request)
    start, months = cast(date, request.earliest_start), cast(int, request.duration_months)
    span = plan.Span(start, plan.finish_of(start, months), start_month)
    lines = plan.budget(project, figures.costs, span)
    kept = before["project"]
    seen: dict[str, Any] = {"code": project, "tags": request.kind}
    wanted = {
        "name": request.name,
        "description": "\n\n".join(filter(None, [request.problem, request.outcome])) or None,
        "sponsor": request.sponsor,
        "department": request.department,
        "portfolio": request.portfolio,
        "stage": "proposed",
        "planned_start": span.start,
        "planned_finish": span.finish,
        "planned_cost": lines["amount"].sum(),
        "currency": None,
    }
    known = kept.row(0, named=True) if kept.height else seen
    return {
        "project": Project.frame(Project.model_validate({**known, **wanted})),
        "link": _links(request, project, before["link"]),
        "budget_line": lines,
        "contribution": plan.contributions(project, figures),
        "benefit": plan.benefits(project, figures.benefits),
        "demand": plan.demand(project, figures.effort, span),
    }


def _links(request: Request, project: str, before: pl.DataFrame) -> pl.DataFrame:
    """Return the links kept, less those that the request asked for and no more does, plus new."""
    origin = f"Request {request.code}"
    needs = [needed for needed in depends_on(request) if needed != project]
    is_ours = (pl.col("comment") == origin).fill_null(value=False)
    kept = before.filter(~is_ours | pl.col("needs").is_in(needs))
    there = kept.filter(kind="technical")["needs"]
    links = [
        Link(project=project, needs=needed, kind="technical", strength=2, owner=None,
             comment=origin)
        for needed in needs
        if needed not in there
    ]  # fmt: skip
    return pl.concat([kept, Link.frame(*links)])


def depends_on(request: Request) -> list[str]:
    """Return the projects that a request depends on, each once.

    Examples
    --------
    >>> depends_on(Request(code="R-0001", name="Shop", author="Ana", depends_on="P-2; P-1;P-2"))
    ['P-2', 'P-1']
    """
    parts = (part.strip() for part in (request.depends_on or "").split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def require_known(repo: Repository, now: Mapping[str, pl.DataFrame]) -> None:
    """Raise Refused when the plan names something that is not kept, in words of the form."""
    named = (("project", "link", "needs"), ("role", "demand", "role"))
    for what, register, field in (*named, ("goal", "contribution", "goal")):
        known = repo.table(what)["code"].implode()
        unknown = now[register].filter(~pl.col(field).is_in(known))[field].unique().sort()
        if unknown.len():
            raise Refused(
                f"The request names a {what} that is not kept: {', '.join(unknown)}.",
                "Correct the request, or add it to the register first.",
            )


__all__ = ["depends_on", "kept_of", "require_known", "rows_of"]
