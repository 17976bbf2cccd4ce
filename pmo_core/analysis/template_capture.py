"""A project's plan read back as a template: what is to be done, without people and amounts."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.network import Tie, driven, ordered
from pmo_core.analysis.templates import summaries
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Finding
from pmo_core.model import TemplateItem
from pmo_core.model.codes import sort_key

NEXT_DAY = timedelta(days=1)
Lines = tuple[pl.DataFrame, tuple[Finding, ...]]


def captured(
    plan: Mapping[str, pl.DataFrame], calendar: Calendar, start: date | None = None
) -> Lines:
    """Return the lines of a template that plans what a project plans.

    Days become working days from the project's start, and are left out where the links say them
    already. Hours stay, amounts become shares of the budget; owners and dates are not taken.

    Parameters
    ----------
    plan : mapping of str to polars.DataFrame
        Registers `wbs_element`, `precedence`, `effort`, `demand`, `budget_line`, `raid_item` and
        `communication`, the rows of one project.
    calendar : Calendar
        Working calendar.
    start : date, optional
        The project's planned start; its earliest element where that is earlier or none is given.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        Register `template_item` without `template`. Findings: `before_links` (a part starts before
        its links allow, so it will start later), `no_dates` (one day is taken), `roles_shared` (the
        hours of parts were divided among roles as the demand is), `no_roles`.
    """
    work, first = _work(plan, calendar, start)
    effort, second = _effort(plan)
    risks = plan["raid_item"].filter(pl.col("kind") == "risk")
    parts = [
        work,
        _links(plan["precedence"]),
        effort,
        _budget(plan["budget_line"]),
        risks.select(
            "code", "name", kind=pl.lit("risk"), share_pct="probability_pct",
            text=pl.coalesce("response", "description"),
        ),
        plan["communication"].select(
            "code", name="audience", text="content", kind=pl.lit("communication")
        ),
    ]  # fmt: skip
    schema = {n: t for n, t in TemplateItem.polars_schema().items() if n != "template"}
    lines = pl.concat([pl.DataFrame(schema=schema), *parts], how="diagonal_relaxed")
    lines = lines.with_columns(pl.col("other").fill_null("")).cast(pl.Schema(schema))
    return lines.select(list(schema)), (*first, *second)


def _work(
    plan: Mapping[str, pl.DataFrame], calendar: Calendar, start: date | None
) -> tuple[pl.DataFrame, list[Finding]]:
    """Return the lines of work and milestones with offset and duration."""
    elements = plan["wbs_element"]
    known = [elements["planned_start"].min(), elements["planned_finish"].min(), start]
    begin = min((day for day in known if isinstance(day, date)), default=date(2000, 1, 3))
    days = pl.Series([begin] * elements.height, dtype=pl.Date)
    end = elements.select(pl.col("planned_finish") + NEXT_DAY).to_series()
    counted = elements.select(
        "code", "name",
        first=calendar.count(days, elements["planned_start"]),
        last=calendar.count(days, end),
    )  # fmt: skip
    rows = {row["code"]: row for row in counted.iter_rows(named=True)}
    codes = sorted(rows, key=sort_key)
    leaves = [code for code in codes if code not in summaries(codes)]
    ties = _ties(plan["precedence"], leaves)
    found = {
        code: (kind, offset, duration, finding)
        for code, kind, offset, duration, finding in _placed(rows, leaves, ties)
    }
    none = ("work", None, None, None)
    lines = [(code, rows[code]["name"], *found.get(code, none)[:3]) for code in codes]
    schema = {
        "code": pl.String, "name": pl.String, "kind": pl.String, "offset_days": pl.Int64,
        "duration_days": pl.Int64,
    }  # fmt: skip
    findings = [found[code][3] for code in leaves]
    return pl.DataFrame(lines, schema=schema, orient="row"), [one for one in findings if one]


Placed = tuple[str, str, int | None, int | None, Finding | None]


def _placed(
    rows: Mapping[str, Mapping[str, int | None]], leaves: list[str], ties: list[Tie]
) -> list[Placed]:
    """Return code, kind, offset where the links do not say it, duration, and what is wrong."""
    spans: dict[str, tuple[int, int]] = {}
    placed: list[Placed] = []
    for code in ordered(leaves, ties):
        first, last = rows[code]["first"], rows[code]["last"]
        is_milestone = first is None and last is not None
        duration = 0 if is_milestone else max((last or 0) - (first or 0), 1) if last else 1
        allowed = max(
            0,
            *(driven(tie, *spans[tie.predecessor], duration)
              for tie in ties if tie.successor == code),
            0,
        )  # fmt: skip
        finding = None
        if last is None and first is None:
            begin = allowed
            finding = Finding(
                "warning", "no_dates", f"{code} has no dates: one day is taken.", value=code
            )
        elif is_milestone:  # it lies on the last day before it
            begin = allowed if max(allowed - 1, 0) == max((last or 0) - 1, 0) else last or 0
        else:
            begin = first or 0
        if begin < allowed:
            early = allowed - begin
            finding = Finding(
                "warning", "before_links",
                f"{code} starts {early} working day{'s' if early > 1 else ''} before its links "
                "allow; planned with the template it will start when they allow.", value=code,
            )  # fmt: skip
        spans[code] = (begin, begin + duration)
        offset = begin if begin > allowed else None
        kind = "milestone" if is_milestone else "work"
        placed.append((code, kind, offset, None if is_milestone else duration, finding))
    return placed


def _ties(links: pl.DataFrame, leaves: list[str]) -> list[Tie]:
    usable = links.filter(pl.col("predecessor").is_in(leaves) & pl.col("successor").is_in(leaves))
    rows = usable.select("predecessor", "successor", "kind", "lag_days").iter_rows()
    return [Tie(*row) for row in rows]


def _links(links: pl.DataFrame) -> pl.DataFrame:
    return links.select(
        kind=pl.lit("precedence"), code="successor", other="predecessor", link="kind",
        offset_days=pl.when(pl.col("lag_days") != 0).then("lag_days"),
    )  # fmt: skip


def _effort(plan: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, list[Finding]]:
    """Return effort by part and role: as kept, else divided as the demand is, else without role."""
    kind = pl.lit("effort")
    kept = plan["effort"].select(
        kind=kind, code="wbs", other="role", hours=pl.col("hours").cast(pl.Float64)
    )
    elements = plan["wbs_element"].filter(pl.col("planned_hours") > 0)
    if not kept.is_empty() or elements.is_empty():
        return kept, []
    hours = elements.select("code", hours=pl.col("planned_hours").cast(pl.Float64))
    demand = plan["demand"].group_by("role").agg(pl.col("hours").cast(pl.Float64).sum())
    demand = demand.filter(pl.col("hours") > 0).sort("role")
    if demand.is_empty():
        message = "No roles are kept with this plan: hours are taken without role."
        return hours.select(kind=kind, code="code", other=pl.lit(""), hours="hours"), [
            Finding("warning", "no_roles", message)
        ]
    share = demand.select(other="role", share=pl.col("hours") / pl.col("hours").sum())
    divided = hours.join(share, how="cross").select(
        "code", "other", kind=kind, hours=(pl.col("hours") * pl.col("share")).round(1)
    )
    message = (
        "No effort by role is kept for the parts of this plan: their hours were divided among "
        "roles as the project's demand is."
    )
    return divided.filter(pl.col("hours") > 0), [Finding("info", "roles_shared", message)]


def _budget(lines: pl.DataFrame) -> pl.DataFrame:
    """Return each category's share of the budget in percent, hundredths."""
    amount = pl.col("amount").cast(pl.Float64)
    sums = lines.group_by("category").agg(amount.sum()).filter(amount > 0).sort("category")
    return sums.select(
        kind=pl.lit("budget"), code="category",
        share_pct=(100 * amount / amount.sum()).round(2),
    )  # fmt: skip


__all__ = ["captured"]
