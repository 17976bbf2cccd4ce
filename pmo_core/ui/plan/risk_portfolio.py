"""Risk of all projects: who keeps the planned day, and what should be held in reserve."""

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.charts import risk as drawings
from pmo_core.jobs import risk_views
from pmo_core.jobs.risk import Inputs
from pmo_core.ui import data
from pmo_core.ui.background import worked_out
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan.risk import Drawn
from pmo_core.ui.text import counted, plain

_ORDERS: dict[str, Order] = {
    "Least likely first": [(pl.col("in_time_pct"), False), (pl.col("bound_days"), True)],
    "Latest against plan": [(pl.col("bound_days"), True)],
    "Planned finish": [(pl.col("planned_on"), False)],
    "Code": [(pl.col("target"), False)],
}
_COLUMNS = (
    "project", "name", "planned_on", "in_time_pct", "forecast_on", "forecast_in_time_pct",
    "p50_on", "bound_on", "bound_days",
)  # fmt: skip


def finishes(drawn: Drawn, share: float) -> pl.DataFrame:
    """Return the finishes of projects and milestones, made once per draws."""
    return data.derived(
        "risk finishes", lambda: risk_views.finishes(drawn.given, drawn.simulation, share),
        drawn=drawn.name, share=share,
    )  # fmt: skip


def figures(rows: pl.DataFrame, drawn: Drawn, share: float) -> None:
    """Draw what is read first."""
    projects = rows.filter(~pl.col("is_milestone"))
    dated = projects.filter(pl.col("in_time_pct").is_not_null())
    safe = dated.filter(pl.col("in_time_pct") >= share * 100)
    lost = dated.filter(pl.col("in_time_pct") < 50)
    last = projects.sort("bound_on").row(-1, named=True)
    headline(
        (
            Figure("Likely in time", f"{safe.height:,} of {dated.height:,}",
                   f"Projects that keep their planned finish in {share:.0%} of the draws or more.",
                   _undated(projects.height - dated.height)),
            Figure("Rather late than in time", f"{lost.height:,}",
                   "Projects that keep their planned finish in less than half of the draws."),
            Figure(f"All done, P{share * 100:g}", f"{last['bound_on']:%Y-%m-%d}",
                   f"Day by which the last project is finished in {share:.0%} of its draws: "
                   f"{last['project']}."),
            Figure("Draws", f"{drawn.simulation.n_draws:,}",
                   "Times that the whole network of all projects was drawn; the same seed gives "
                   "the same figures.", f"seed {drawn.simulation.seed}"),
        ),
        key="risk_figures",
    )  # fmt: skip


def _undated(n: int) -> str:
    return f"{n:,} without a planned finish" if n else ""


def listing(rows: pl.DataFrame, share: float, *, milestones: bool) -> None:
    """Draw the projects, or the milestones, with a button that opens the project."""
    chosen = rows.filter(pl.col("is_milestone") == milestones)
    if chosen.is_empty():
        empty(
            "No milestone hangs on an element that is still to do.",
            "Give milestones their WBS element in the register Milestones.",
            link=PAGES / "admin/registers.py", link_label="Registers",
        )  # fmt: skip
        return
    name = "milestones" if milestones else "projects"
    shown = paged(
        chosen, _ORDERS, "milestone" if milestones else "project", "Open one to see why.",
        key=f"risk_{name}_",
    )  # fmt: skip

    def show(row: int) -> None:
        st.query_params["project"] = shown["project"][row]

    grid(
        shown.select(_COLUMNS), f"risk_{name}", alt=f"Chance of {name} to be in time",
        labels={"bound_on": f"P{share * 100:g}", "bound_days": f"P{share * 100:g} against plan"},
        pinned=("name",), on_row=show, export=lambda: chosen.select(_COLUMNS),
        file_name=f"risk-{name}",
    )  # fmt: skip


def reserve(drawn: Drawn, share: float) -> None:
    """Draw the reserve of all projects, beside the sum of the parts, for several correlations."""
    given, simulation, name = drawn
    if given.budgets.is_empty():
        empty(
            "No project with work to do has a known budget.",
            "Give projects a planned cost or budget lines: upload them.",
            link=PAGES / "track/actuals.py", link_label="Upload a file",
        )  # fmt: skip
        return
    found = worked_out(
        (name, "reserve", share),
        lambda tell: risk_views.reserves(given, simulation, share, tell),
        words="Drawing the money for several correlations", name="risk_reserve",
    )  # fmt: skip
    if found is None:
        return
    whole, several = found
    unit, bound = data.settings().base_currency, f"P{share * 100:g}"
    n = counted(given.budgets.height, "project")
    headline(
        (
            Figure("Budgets", charts.short(whole["budget"], unit),
                   f"Sum of the budgets (BAC) of {n} with work to do and a known budget."),
            Figure(bound, charts.short(whole["bound"], unit),
                   f"Sum that all of them together keep to in {share:.0%} of the draws; risks with "
                   "an impact in money included."),
            Figure("Reserve", charts.short(whole["reserve"], unit),
                   f"{bound} of the whole less the budgets."),
            Figure("If each kept its own", charts.short(whole["reserve_of_parts"], unit),
                   f"Sum of the projects' own {bound} less the budgets.",
                   f"{charts.short(whole['spared'], unit)} more"),
        ),
        key="risk_reserve_figures",
    )  # fmt: skip
    st.caption(
        "Not all projects go badly at once, so the whole needs less than the sum of its parts. The "
        "more they have in common, the less is spared: the table says how much."
    )
    left, right = side_by_side()
    marks = pl.DataFrame({
        "label": ["Budgets", "P50", bound],
        "value": [whole["budget"], whole["p50"], whole["bound"]],
    })  # fmt: skip
    with left:
        curve = risk_views.cost_curve(simulation, None)
        chart(drawings.money(curve, marks, title="Cost of all projects", unit=unit), "risk_money")
    with right:
        grid(
            several.select(
                "correlation", "reserve", "reserve_of_parts", bound_cost="bound",
                spared_cost="spared",
            ),
            "risk_correlations", alt="Reserve for several correlations",
            labels={"bound_cost": bound}, file_name="risk-reserve",
        )  # fmt: skip
        st.caption("Correlation of any two cost elements; without money of single risks.")


def sources(given: Inputs) -> None:
    """Draw from what the ranges come, and what could not be taken as given."""
    by_basis = given.tasks.group_by("basis").agg(n_tasks=pl.len().cast(pl.Int64))
    grid(
        by_basis.sort("n_tasks", descending=True), "risk_sources",
        alt="From what the ranges of durations come", file_name="risk-ranges",
    )  # fmt: skip
    for finding in given.findings[:20]:
        st.caption(":material/warning: " + plain(finding.message))


__all__ = ["figures", "finishes", "listing", "reserve", "sources"]
