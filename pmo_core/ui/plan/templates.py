"""What the page of planning templates shows: the list, and one template's contents."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import templates
from pmo_core.charts import Drawing
from pmo_core.charts.plan import plan
from pmo_core.errors import Finding, Refused
from pmo_core.jobs.templates import missing
from pmo_core.model.initial import initial
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline
from pmo_core.ui.text import counted, plain

PARAMETER = "template"
TABS = ("Work and order", "Effort", "Budget", "Risks", "Communication", "Plan a project")
_MAY_NOT = "Templates are changed by a manager or an administrator."


def address() -> str | None:
    """Return the code of the template in the address, None where there is none."""
    return st.query_params.get(PARAMETER)


def summary() -> pl.DataFrame:
    """Return one row per template: what it plans, in numbers."""
    return data.derived("templates", _summary)


def _summary() -> pl.DataFrame:
    items = data.table("template_item")
    is_work = pl.col("kind").is_in(["work", "milestone"])
    counts = items.group_by("template").agg(
        n_parts=is_work.sum(),
        n_roles=pl.col("other").filter(pl.col("kind") == "effort").n_unique(),
        hours=pl.col("hours").filter(pl.col("kind") == "effort").sum(),
        n_risks=(pl.col("kind") == "risk").sum(),
    )
    lasting = pl.DataFrame(
        [(code, _days(items.filter(pl.col("template") == code)))
         for code in data.table("template")["code"]],
        schema={"code": pl.String, "working_days": pl.Int64}, orient="row",
    )  # fmt: skip
    return (
        data.table("template")
        .join(lasting, on="code", how="left")
        .join(counts, left_on="code", right_on="template", how="left", maintain_order="left")
        .select(
            "code", "name", "method", "kind", "working_days", "n_parts", "n_roles", "hours",
            "n_risks", "description", "author",
        )
    )  # fmt: skip


def _days(items: pl.DataFrame) -> int | None:
    """Return how many working days a template takes, None where its links run in a circle."""
    try:
        days = templates.schedule(items)[0]["end_day"].max()
    except Refused:
        return None
    return days if isinstance(days, int) else None


def listing() -> None:
    """Draw the list; a click opens a template."""
    rows = summary()
    grid(
        rows, "templates", alt="Planning templates", register="template", pinned=("code",),
        on_row=lambda row: st.query_params.update({PARAMETER: rows["code"][row]}),
        labels={"kind": "Kind of project"},
    )  # fmt: skip


def back() -> None:
    """Offer the way back to the list."""
    st.button(
        "All templates", icon=":material/arrow_back:", key="all_templates",
        on_click=st.query_params.clear,
    )  # fmt: skip


def lines(code: str) -> pl.DataFrame:
    """Return the lines of a template."""
    return data.derived(
        "lines of a template",
        lambda: data.table("template_item").filter(pl.col("template") == code),
        code=code,
    )


def scheduled(code: str) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the parts of a template with their working days, and what is wrong."""
    return data.derived("schedule of a template", lambda: templates.schedule(lines(code)),
                        code=code)  # fmt: skip


def figures(code: str) -> None:
    """Show what is read first about a template."""
    row = summary().row(by_predicate=pl.col("code") == code, named=True)
    days, hours = row["working_days"], row["hours"] or 0.0
    headline(
        [
            Figure(
                "Duration", "n/a" if days is None else counted(days, "working day"),
                "Working days from the first start to the last end, by the links and their lags.",
                f"{days / 5:.0f} weeks of five days" if days else "",
            ),
            Figure(
                "Parts", counted(row["n_parts"] or 0, "line"),
                "Lines of the work breakdown: work, sums of work, and milestones.",
            ),
            Figure(
                "Effort", f"{hours:,.0f} h", "Sum of the hours of all roles.",
                counted(row["n_roles"] or 0, "role"),
            ),
            Figure("Risks", f"{row['n_risks'] or 0}", "Risks that come with the template."),
        ],
        "template_figures",
    )  # fmt: skip


def work(code: str) -> None:
    """Draw the work as bars by working day, and as a table with what it waits for."""
    parts, findings = scheduled(code)
    tell(findings)
    if parts.is_empty():
        empty("This template has no work.", "Add its lines: register Template lines.")
        return
    drawn: Drawing = plan(parts, title="When each part comes")
    chart(drawn, "template_plan")
    rows = data.derived("work of a template", lambda: _waiting(code), code=code)
    grid(
        rows, "template_work", alt="Work breakdown with duration and links", pinned=("code",),
        file_name=f"{code}-work",
    )  # fmt: skip


def _waiting(code: str) -> pl.DataFrame:
    """Return the parts with what each waits for, as people write it: `1.2 FS+3`."""
    items = lines(code)
    lag = pl.col("offset_days").fill_null(0)
    sign = pl.when(lag > 0).then(pl.format("+{}", lag)).when(lag < 0).then(lag.cast(pl.String))
    waits = (
        templates.of_kind(items, "precedence")
        .select("code", waits=pl.concat_str(pl.format("{} ", "other"), "link",
                                            sign.fill_null("")))
        .group_by("code", maintain_order=True)
        .agg(waits_for=pl.col("waits").str.join("; "))
    )  # fmt: skip
    hours = (
        templates.of_kind(items, "effort").group_by("code").agg(planned_hours=pl.col("hours").sum())
    )
    return (
        scheduled(code)[0]
        .join(waits, on="code", how="left", maintain_order="left")
        .join(hours, on="code", how="left", maintain_order="left")
        .select(
            "code", "name",
            pl.when("is_summary").then(pl.lit("sum of parts")).otherwise("kind").alias("kind"),
            "waits_for", "planned_hours",
            duration_working_days="duration_days", start_working_day="start_day",
        )
    )  # fmt: skip


def effort(code: str) -> None:
    """Show hours by part and role: a row per part, a column per role would not be a register."""
    rows = templates.of_kind(lines(code), "effort")
    names = scheduled(code)[0].select("code", part_name="name")
    by_role = rows.group_by(role="other").agg(pl.col("hours").sum())
    total = pl.col("hours").sum()
    _shown(
        by_role.sort("hours", descending=True).with_columns(share=pl.col("hours") / total),
        "template_roles", "Hours by role", "No effort is planned.",
    )  # fmt: skip
    shown = rows.join(names, on="code", how="left", maintain_order="left").select(
        "code", "part_name", "hours", role="other"
    )
    if not shown.is_empty():
        st.markdown("**By part of the work**")
        grid(shown, "template_effort", alt="Hours by part and role", file_name=f"{code}-effort")


def budget(code: str) -> None:
    """Show how the budget is divided among the cost categories."""
    names = data.table("cost_category").select("code", category_name="name")
    rows = templates.of_kind(lines(code), "budget").join(names, on="code", how="left")
    _shown(
        rows.select(
            "category_name", category="code", budget_share_pct="share_pct"
        ).sort("budget_share_pct", descending=True).select(
            "category", "category_name", "budget_share_pct"
        ),
        "template_budget", "Budget by cost category", "No division of the budget is planned.",
    )  # fmt: skip


def risks(code: str) -> None:
    """Show the risks that come with the template."""
    rows = templates.of_kind(lines(code), "risk").select(
        "code", "name", probability_pct="share_pct", response="text"
    )
    _shown(rows, "template_risks", "Risks", "No risks are planned.", register="raid_item")


def communication(code: str) -> None:
    """Show who is told what."""
    rows = templates.of_kind(lines(code), "communication").select(
        "code", audience="name", content="text"
    )
    _shown(
        rows, "template_communication", "Communication plan", "No communication is planned.",
        register="communication",
    )  # fmt: skip


def _shown(
    rows: pl.DataFrame, key: str, alt: str, nothing: str, register: str | None = None
) -> None:
    if rows.is_empty():
        empty(nothing, "Add lines in the register Template lines.")
    else:
        grid(rows, key, alt=alt, register=register)


def tell(findings: tuple[Finding, ...]) -> None:
    """Show what is to be known about a plan."""
    if findings:
        st.warning("\n".join(f"- {plain(one.message)}" for one in findings))


def add_shipped() -> None:
    """Offer the templates that come with the product, where one of them is not kept."""
    names = {name: initial(name) for name in ("template", "template_item")}
    kept = set(data.table("template")["code"])
    lacking = [code for code in names["template"]["code"] if code not in kept]
    if not lacking:
        return

    def act() -> str:
        rows = {
            name: frame.filter(pl.col("code" if name == "template" else "template").is_in(lacking))
            for name, frame in names.items()
        }
        number = session().put(missing(repository(), rows), note="Templates of the product")
        return f"{counted(len(lacking), 'template')} added (change {number})."

    if st.button(
        f"Add {counted(len(lacking), 'ready template')}", icon=":material/library_add:",
        key="add_templates", disabled=not may_write("template"),
        help=_MAY_NOT if not may_write("template") else
        "Templates that come with the product; change them as you like.",
    ):  # fmt: skip
        attempt(act)


def chosen(code: str) -> dict[str, Any] | None:
    """Return the template of that code, None where there is none."""
    rows = data.table("template").filter(pl.col("code") == code)
    return None if rows.is_empty() else rows.row(0, named=True)
