"""A project is planned with a template in one change, and a plan becomes a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pmo_core.analysis import templates
from pmo_core.analysis.calendar import Period
from pmo_core.analysis.currency import convert
from pmo_core.analysis.template_capture import captured
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Finding, Refused
from pmo_core.jobs import template_rows as rows
from pmo_core.model import REGISTERS, Project, Template, TemplateItem
from pmo_core.store import Repository, Session

Frames = dict[str, pl.DataFrame]
REPLACED = ("wbs_element", "precedence", "effort", "demand", "budget_line")
"""What a project has one plan of. Risks and communication are only added to."""
LONGEST = 3660
"""Working days that a plan may last: a slip of the keyboard is not a plan."""


@dataclass(frozen=True)
class Wish:
    """How a project is to be planned with a template.

    Parameters
    ----------
    template, project : str
        Codes.
    start : date
        First day.
    budget : Decimal
        In the project's currency; 0 = no budget lines.
    period : {"month", "quarter", "fiscal_year"}
        Grain of the budget lines.
    create : bool
        Whether roles and cost categories that the registers lack are created. Otherwise effort of
        such roles is left out, and such money has no category.
    replace : bool
        Whether what is planned already goes.
    """

    template: str
    project: str
    start: date
    budget: Decimal
    period: Period = "quarter"
    create: bool = True
    replace: bool = False


@dataclass(frozen=True)
class Plan:
    """What a wish comes to, before anything is changed.

    Parameters
    ----------
    dates : polars.DataFrame
        Parts with their days, see `analysis.templates.dated`.
    now, was : dict
        Register -> rows as they are to be, and as they were seen.
    missing_roles, missing_categories : tuple of str
        Codes that the registers lack.
    planned : mapping of str to int
        Register -> rows that are planned already and would go; empty = nothing is in the way.
    findings : tuple of Finding
        What is to be known.
    """

    dates: pl.DataFrame
    now: Frames
    was: Frames
    missing_roles: tuple[str, ...]
    missing_categories: tuple[str, ...]
    planned: Mapping[str, int]
    findings: tuple[Finding, ...]


def preview(repo: Repository, wish: Wish) -> Plan:
    """Return what planning a project with a template would write.

    Raises
    ------
    NotFound
        There is no such template or project.
    Refused
        The template's links run in a circle, it has no work, the budget is negative, or it would
        last longer than ten years.
    """
    items = _items(repo, wish.template)
    project = repo.get("project", wish.project)
    assert isinstance(project, Project)
    calendar = _calendar(repo)
    settings = repo.settings()
    parts, findings = templates.schedule(items)
    _require_sound(wish, parts)
    dates = templates.dated(parts, wish.start, calendar)
    usable, roles, categories = _usable(repo, items, wish)
    seen = {name: _of_project(repo, name, wish.project) for name in (*REPLACED, *rows.ADDED)}
    now = rows.made(usable, dates, calendar, project=wish.project)
    now["budget_line"] = rows.budget(
        templates.split(
            wish.budget, usable, dates, calendar,
            period=wish.period, start_month=settings.fiscal_year_start_month,
        ),
        project,
    )  # fmt: skip
    for name in rows.ADDED:
        now[name] = rows.added(seen[name], now[name])
    now["project"], notes = rows.project(project, dates, items, _method(repo, wish), wish.budget)
    was = {name: seen[name] for name in REPLACED} | {name: seen[name] for name in rows.ADDED}
    was["project"] = Project.frame(project)
    if wish.create:
        now |= rows.created(roles, categories)
    planned = {name: seen[name].height for name in REPLACED if seen[name].height}
    return Plan(dates, now, was, roles, categories, planned, (*findings, *notes))


def instantiate(session: Session, repo: Repository, wish: Wish) -> int:
    """Plan a project with a template, as one change that can be undone; return its number.

    Work breakdown, links, effort, demand by month, budget lines, risks, communication, and the
    project's planned start and finish.

    Raises
    ------
    Conflict
        The project or its plan was changed meanwhile.
    NotAllowed
        The role may not plan.
    Refused
        The project has a plan and `replace` is not set; or as `preview` says.
    """
    plan = preview(repo, wish)
    if plan.planned and not wish.replace:
        titles = ", ".join(f"{REGISTERS[name].title} ({n:,})" for name, n in plan.planned.items())
        raise Refused(
            f"Project {wish.project} has a plan already: {titles}.",
            "Say that it is to be replaced, or choose another project.",
        )
    note = f"Project {wish.project} planned with template {wish.template}."
    number = session.put(plan.now, plan.was, note)
    if number is None:
        raise Refused(f"Project {wish.project} is planned so already.")
    return number


def capture(repo: Repository, project: str) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return a project's plan as the lines of a template; see `template_capture.captured`.

    Raises
    ------
    NotFound
        There is no such project.
    Refused
        It has no work breakdown.
    """
    record = repo.get("project", project)
    assert isinstance(record, Project)
    plan = {name: _of_project(repo, name, project) for name in (*REPLACED, *rows.ADDED)}
    if plan["wbs_element"].is_empty():
        raise Refused(
            f"Project {project} has no work breakdown, so there is nothing to save.",
            "Choose a project that is planned.",
        )
    plan["budget_line"], lost = _one_currency(repo, plan["budget_line"])
    lines, findings = captured(plan, _calendar(repo), record.planned_start)
    return lines, (*findings, *lost)


def _one_currency(
    repo: Repository, lines: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return budget lines in one currency, with a finding where some have no rate."""
    if lines["currency"].n_unique() <= 1:
        return lines, ()
    base = repo.settings().base_currency
    valued = convert(lines, repo.table("rate"), ["amount"], base=base, on="period_on")
    n_lost = int(valued["n_without_rate"].sum())
    message = f"{n_lost:,} of the budget lines have no rate: the shares leave them out."
    return valued, (Finding("warning", "no_rate", message),) if n_lost else ()


def save_as(session: Session, repo: Repository, project: str, template: Template) -> int:
    """Keep a project's plan as a new template and return the number of the change.

    Raises
    ------
    NotFound, Refused
        As `capture` says; or the template's code is taken.
    """
    lines, _ = capture(repo, project)
    kept = lines.select(pl.lit(template.code).alias("template"), pl.all())
    items = kept.select(list(TemplateItem.model_fields))
    now = {"template": Template.frame(template), "template_item": items}
    number = session.put(now, note=f"Template {template.code} made from project {project}.")
    assert number is not None  # the template is new
    return number


def missing(repo: Repository, rows_of: Mapping[str, pl.DataFrame]) -> Frames:
    """Return those of the rows whose key is not kept yet.

    Parameters
    ----------
    repo : Repository
        Where it is kept.
    rows_of : mapping of str to polars.DataFrame
        Register -> rows.
    """
    found = {
        name: frame.join(repo.table(name), on=list(REGISTERS[name].key), how="anti")
        for name, frame in rows_of.items()
    }
    return {name: frame for name, frame in found.items() if not frame.is_empty()}


def _items(repo: Repository, template: str) -> pl.DataFrame:
    repo.get("template", template)
    return repo.table("template_item").filter(pl.col("template") == template)


def _of_project(repo: Repository, register: str, project: str) -> pl.DataFrame:
    return repo.table(register).filter(pl.col("project") == project)


def _calendar(repo: Repository) -> Calendar:
    return Calendar.of(repo.settings(), repo.table("holiday"))


def _method(repo: Repository, wish: Wish) -> Any:
    record = repo.get("template", wish.template)
    assert isinstance(record, Template)
    return record.method


def _require_sound(wish: Wish, parts: pl.DataFrame) -> None:
    """Refuse what cannot be meant."""
    if parts.is_empty():
        raise Refused(f"Template {wish.template} has no work.", "Add its lines first.")
    if wish.budget < 0:
        raise Refused("A budget is not negative.")
    if (parts["end_day"] > LONGEST).any():
        raise Refused(f"Template {wish.template} lasts longer than ten years.")


def _usable(
    repo: Repository, items: pl.DataFrame, wish: Wish
) -> tuple[pl.DataFrame, tuple[str, ...], tuple[str, ...]]:
    """Return the lines that can be planned, and the roles and categories that are not kept."""
    known_roles, known = repo.table("role")["code"], repo.table("cost_category")["code"]
    effort, budget = templates.of_kind(items, "effort"), templates.of_kind(items, "budget")
    asked = effort.filter(pl.col("other") != "")["other"].unique().sort()
    bought = budget.filter(pl.col("code") != "")["code"].unique().sort()
    roles = tuple(asked.filter(~asked.is_in(known_roles.implode())))
    categories = tuple(bought.filter(~bought.is_in(known.implode())))
    if wish.create:
        return items, roles, categories
    is_effort, is_budget = pl.col("kind") == "effort", pl.col("kind") == "budget"
    kept = items.filter(~(is_effort & pl.col("other").is_in(roles)))
    none = is_budget & pl.col("code").is_in(categories)
    return (
        kept.with_columns(code=pl.when(none).then(pl.lit("")).otherwise("code")),
        (roles),
        categories,
    )


__all__ = ["Plan", "Wish", "capture", "instantiate", "missing", "preview", "save_as"]
