"""What a template plans, as rows of the registers of one project."""

from decimal import Decimal
from typing import Any

import polars as pl

from pmo_core.analysis.templates import hours_by_month, of_kind
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Finding
from pmo_core.model import REGISTERS, Project
from pmo_core.model.record import MONEY_SCALE

Frames = dict[str, pl.DataFrame]
ADDED = ("raid_item", "communication")
"""Registers that a template adds to: what is in them stays."""


def made(items: pl.DataFrame, dates: pl.DataFrame, calendar: Calendar, *, project: str) -> Frames:
    """Return the rows of work, links, effort, demand, risks and communication."""
    effort = of_kind(items, "effort").with_columns(
        hours=pl.col("hours").cast(pl.Decimal(18, MONEY_SCALE))
    )
    by_part = effort.group_by("code").agg(planned_hours=pl.col("hours").sum())
    work = dates.join(by_part, on="code", how="left", maintain_order="left")
    links = of_kind(items, "precedence").filter(
        pl.col("code").is_in(dates["code"].implode())
        & pl.col("other").is_in(dates["code"].implode())
    )
    found = {
        "wbs_element": work.select(
            "code", "name", "planned_hours",
            planned_start="start_on", planned_finish="finish_on",
        ),
        "precedence": links.select(
            successor="code", predecessor="other", kind=pl.col("link").fill_null("FS"),
            lag_days=pl.col("offset_days").fill_null(0),
        ),
        "effort": effort.filter((pl.col("other") != "") & pl.col("hours").is_not_null()).select(
            "hours", wbs="code", role="other"
        ),
        "demand": hours_by_month(items, dates, calendar),
        "raid_item": of_kind(items, "risk").select(
            "code", "name", response="text", probability_pct="share_pct",
            kind=pl.lit("risk"), state=pl.lit("open"),
        ),
        "communication": of_kind(items, "communication").select(
            "code", audience="name", content="text"
        ),
    }  # fmt: skip
    return {name: _typed(name, frame, project) for name, frame in found.items()}


def budget(lines: pl.DataFrame, of: Project) -> pl.DataFrame:
    """Return the budget lines in the currency of the project."""
    kind = pl.lit(of.currency, dtype=pl.String)
    summed = lines.group_by("category", "period_on", "n_months", maintain_order=True).agg(
        pl.col("amount").sum()
    )
    return _typed("budget_line", summed.with_columns(currency=kind), of.code)


def added(kept: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return what is kept and what is new; a new row whose name is kept is the kept one.

    A new row whose code is taken by another gets the next free number behind its code.
    """
    name = "name" if "name" in new.columns else "audience"
    fresh = new.filter(~pl.col(name).is_in(kept[name].implode()))
    taken = set(kept["code"])
    codes = []
    for code in fresh["code"]:
        free, n = code, 2
        while free in taken:
            free, n = f"{code}-{n}", n + 1
        taken.add(free)
        codes.append(free)
    return pl.concat([kept, fresh.with_columns(code=pl.Series(codes, dtype=pl.String))])


def project(
    of: Project, dates: pl.DataFrame, items: pl.DataFrame, method: Any, money: Decimal
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the project with its planned days, and cost and method where it has none.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        Findings: `other_budget` (the planned cost differs and stays), `later` (it finishes later
        than planned so far), `shares` (the template's shares do not sum to 100).
    """
    first = pl.coalesce("start_on", "finish_on").min()
    start, finish = dates.select(first.alias("first"), pl.col("finish_on").max()).row(0)
    values = of.model_dump() | {"planned_start": start, "planned_finish": finish}
    findings = []
    if of.planned_cost is None and money:
        values["planned_cost"] = money
    elif of.planned_cost is not None and money and money != of.planned_cost:
        message = (
            f"The planned cost of {of.code} is {of.planned_cost:,.2f} and stays so: another budget "
            "is decided by a change request."
        )
        findings.append(Finding("warning", "other_budget", message, value=of.code))
    if of.planned_finish and finish > of.planned_finish:
        message = f"{of.code} would finish on {finish}, planned so far was {of.planned_finish}."
        findings.append(Finding("warning", "later", message, value=of.code))
    values["method"] = of.method or method
    shares = float(of_kind(items, "budget")["share_pct"].sum())
    if money and shares and abs(shares - 100) > 0.05:
        message = f"The template's shares of the budget sum to {shares:g} %: taken in proportion."
        findings.append(Finding("warning", "shares", message))
    return pl.DataFrame([values], schema=of.polars_schema()), tuple(findings)


def created(roles: tuple[str, ...], categories: tuple[str, ...]) -> Frames:
    """Return the rows of roles and cost categories to be created, named by their codes."""
    found = {"role": roles, "cost_category": categories}
    return {
        name: pl.DataFrame(
            [{**dict.fromkeys(REGISTERS[name].model_fields), "code": code, "name": code}
             for code in codes],
            schema=REGISTERS[name].polars_schema(),
        )
        for name, codes in found.items()
        if codes
    }  # fmt: skip


def _typed(register: str, frame: pl.DataFrame, project: str) -> pl.DataFrame:
    """Return the rows with all fields of the register, those not given empty."""
    record = REGISTERS[register]
    schema = record.polars_schema()
    whole = pl.concat(
        [pl.DataFrame(schema=schema), frame.with_columns(project=pl.lit(project))],
        how="diagonal_relaxed",
    )
    return whole.select(list(schema)).cast(pl.Schema(schema))


__all__ = ["ADDED", "added", "budget", "created", "made", "project"]
