"""Risk of one project: by when, why, for how much, and both together."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.charts import risk as drawings
from pmo_core.jobs import risk_views
from pmo_core.ui import data
from pmo_core.ui.background import worked_out
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline, side_by_side
from pmo_core.ui.plan.risk import Drawn
from pmo_core.ui.text import iso, slip

_BARS = 12


def figures(row: Mapping[str, Any], share: float) -> None:
    """Draw what is read first: plan, forecast and the promised day, each with its chance."""
    bound = f"P{share * 100:g}"
    headline(
        (
            Figure("Planned finish", iso(row["planned_on"]),
                   "Planned finish of the project; the chance is the share of draws that keep it.",
                   _chance(row["in_time_pct"])),
            Figure("By the critical path", iso(row["forecast_on"]),
                   "Finish when every task takes just what is planned.",
                   _chance(row["forecast_in_time_pct"])),
            Figure("P50", iso(row["p50_on"]), "Half of the draws finish by this day."),
            Figure(bound, iso(row["bound_on"]),
                   f"{share:.0%} of the draws finish by this day: what may be promised.",
                   slip_words(row["bound_days"])),
        ),
        key="risk_project_figures",
    )  # fmt: skip


def slip_words(days: int | None) -> str:
    """Return how many working days a day lies after the plan, in words."""
    return "" if days is None else f"{slip(days)} (working days)"


def _chance(percent: float | None) -> str:
    return "no planned day" if percent is None else f"kept in {percent:.0f} % of the draws"


def when(drawn: Drawn, row: Mapping[str, Any], share: float) -> None:
    """Draw by when the project is finished, and what that depends on."""
    target, bound = row["target"], f"P{share * 100:g}"
    left, right = side_by_side()
    marks = pl.DataFrame({
        "label": ["plan", "critical path", "P50", bound],
        "day": [row["planned_on"], row["forecast_on"], row["p50_on"], row["bound_on"]],
    })  # fmt: skip
    with left:
        curve = risk_views.finish_curve(drawn.given, drawn.simulation, target)
        chart(drawings.finish(curve, marks, title="Finished by"), f"risk_when_{target}")
    with right:
        _tornado(drawn, target)


def _tornado(drawn: Drawn, target: str) -> None:
    found = worked_out(
        (drawn.name, "drivers", target),
        lambda tell: risk_views.drivers(drawn.given, drawn.simulation, target, tell),
        words="Comparing good and bad draws of each task", name="risk_drivers",
    )  # fmt: skip
    if found is None:
        return
    if found.is_empty():
        st.caption("Nothing on the way to the finish varies: all its tasks are certain.")
        return
    risks = data.table("raid_item").select(
        said="name", code=pl.concat_str("project", "code", separator=" / ")
    )
    kind = pl.when("is_risk").then(pl.lit("Risk")).otherwise(pl.lit("Task"))
    rows = (
        found.join(risks, on="code", how="left", maintain_order="left")
        .with_columns(cause_kind=kind, name=pl.coalesce("name", "said", "code"))
        .with_columns(label=pl.format("{} ({})", "name", pl.col("code")))
    )
    top = rows.head(_BARS).select("label", "low_on", "high_on", "finish_swing", "cause_kind")
    chart(drawings.tornado(top, title="What the finish depends on"), f"risk_drivers_{target}")
    with st.expander("All of them as a table", icon=":material/table:"):
        grid(
            rows.select("code", "name", "cause_kind", "low_on", "high_on", "finish_swing",
                        "rank_correlation"),
            "risk_drivers_table", alt="Tasks and risks that the finish depends on",
            file_name=f"{target}-risk-drivers",
        )  # fmt: skip


def why(drawn: Drawn, project: str) -> None:
    """Draw the tasks with their ranges, from what these come, and how often each is critical."""
    rows = risk_views.tasks(drawn.given, drawn.simulation, project)
    st.caption(
        "Criticality is the share of draws in which a later start of the task delays the finish of "
        "a project: tasks beside the one critical path have it too. Days are what is left to do."
    )
    grid(
        rows, "risk_tasks", alt="Tasks with ranges and criticality", pinned=("name",),
        file_name=f"{project}-criticality",
    )  # fmt: skip


def milestones(rows: pl.DataFrame, project: str, share: float) -> None:
    """Draw the milestones of the project with their chances."""
    own = rows.filter(pl.col("is_milestone"), pl.col("project") == project).select(
        "name", "planned_on", "in_time_pct", "forecast_on", "p50_on", "bound_on", "bound_days"
    )
    if own.is_empty():
        st.caption("No milestone of the project hangs on an element that is still to do.")
        return
    bound = f"P{share * 100:g}"
    grid(
        own, "risk_own_milestones", alt="Chance of milestones to be in time",
        labels={"bound_on": bound, "bound_days": f"{bound} against plan"},
        file_name=f"{project}-milestones",
    )  # fmt: skip


def money(drawn: Drawn, project: str, share: float) -> None:
    """Draw what the project may cost, and which day and sum are kept together."""
    given, simulation, _ = drawn
    own = given.budgets.filter(project=project)
    if own.is_empty():
        st.caption("The project has no known budget, so there is nothing to draw money from.")
        return
    unit, bound = data.settings().base_currency, f"P{share * 100:g}"
    curve = risk_views.cost_curve(simulation, project)
    marks = pl.DataFrame({
        "label": ["spent", "budget", "P50", bound],
        "value": [own["spent"][0], own["bac"][0], *_values(curve, 50.0, share * 100)],
    })  # fmt: skip
    left, right = side_by_side()
    with left:
        chart(drawings.money(curve, marks, title="Cost at the end", unit=unit),
              f"risk_cost_{project}")  # fmt: skip
    with right:
        pairs = risk_views.joint(given, simulation, project, share)
        title = f"Day and sum that {share:.0%} of the draws keep, both"
        chart(drawings.both(pairs, title=title, unit=unit), f"risk_both_{project}")
    st.caption(
        f"Budget {charts.short(own['bac'][0], unit)}: what is spent is certain, what is left to do "
        "spreads as closed projects of the same type did against their plans."
    )


def _values(curve: pl.DataFrame, *percents: float) -> list[float]:
    """Return the sums that these percents of the draws keep to."""
    return [float(curve.filter(pl.col("share_pct") >= one - 1e-9)["value"][0]) for one in percents]


__all__ = ["figures", "milestones", "money", "when", "why"]
