"""Scenarios side by side: figures, money, people, goals, decisions, and what was changed."""

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.charts.scenarios import money_by_scenario
from pmo_core.jobs import scenario_changes
from pmo_core.jobs.scenario_compare import Comparison
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import download, grid
from pmo_core.ui.page import side_by_side

_MOST_HEIGHT = 480


def compare(found: Comparison, codes: list[str], currency: str) -> None:
    """Draw all of a comparison.

    Parameters
    ----------
    found : Comparison
        Of the scenarios.
    codes : list of str
        Their codes; the first is the reference.
    currency : str
        Base currency.
    """
    figures = found.figures.with_columns(gap_share=100 * pl.col("gap_share"))
    grid(
        figures.rename({"gap_share": "gap_pct"}), "compare_figures",
        alt="Figures of the scenarios", pinned=("scenario",),
        labels={"name": "Name", "cost": f"Cost, {currency}", "npv": f"NPV, {currency}"},
    )  # fmt: skip
    if found.figures["objective"].n_unique() > 1:
        st.warning("The scenarios maximize different things: their worths cannot be compared.")
    decisions, causes, taken, goals = st.tabs(
        ["In and out", "What differs, and why", "Money and people", "Goals"], key="compare_tab"
    )
    with decisions:
        matrix(found, codes)
    with causes:
        why(found, codes[0])
    with taken:
        limits(found, currency)
    with goals:
        _goals(found.goals, currency)


def matrix(found: Comparison, codes: list[str]) -> None:
    """Draw who is in and who is out in each scenario."""
    rows = found.decisions
    disputed = rows.filter("is_disputed")
    is_all = st.toggle(
        f"All {rows.height:,} candidates, not only the {disputed.height:,} that differ",
        key="compare_all", value=disputed.is_empty(),
    )  # fmt: skip
    shown = rows if is_all else disputed
    names = dict(found.figures.select("scenario", "name").iter_rows())
    text = st.column_config.TextColumn
    config = {
        "project": text("Code"),
        "name": text("Project", pinned=True),
        "is_disputed": st.column_config.CheckboxColumn("Differs"),
        **{code: text(f"{code} {names[code]}") for code in codes},
    }
    st.dataframe(
        shown.select("name", *codes, "is_disputed", "project"), hide_index=True, placeholder="",
        column_config=config, height="content" if shown.height < 12 else _MOST_HEIGHT,
        key="compare_matrix", alt="Decision of each scenario about each candidate",
    )  # fmt: skip
    download(lambda: rows, "compare_matrix", "scenarios-in-out")


def why(found: Comparison, reference: str) -> None:
    """Draw what each scenario decides otherwise than the first, beside what was changed."""
    st.caption(
        f"Against {reference}, the first. The reason names what was changed about the project, and "
        "what was changed in general where nothing was."
    )
    if found.differences.is_empty():
        st.markdown("They decide the same about every project.")
    else:
        grid(
            found.differences, "compare_differences", alt="Decisions that differ, with the changes",
            labels={"name": "Project name", "before": f"In {reference}", "after": "Here"},
            hidden=("project",),
        )  # fmt: skip
    if found.changed.is_empty():
        st.markdown("Their inputs and controls are the same.")
        return
    st.markdown("**What was changed**")
    kinds = scenario_changes.counted(found.changed).select("input", "n_values").rows()
    st.caption(", ".join(f"{name}: {n:,}" for name, n in kinds))
    grid(found.changed, "compare_changed", alt="Inputs and controls that differ from the first")


def limits(found: Comparison, currency: str) -> None:
    """Draw money by year and load by role and month of each scenario."""
    left, right = side_by_side()
    with left:
        if found.money.is_empty():
            st.caption("No money is limited.")
        else:
            rows = found.money.select(
                "scenario", "limit", period=pl.col("year").cast(pl.String),
                value=pl.col("committed") + pl.col("used"),
            )  # fmt: skip
            title = "Money by fiscal year, running and chosen"
            chart(money_by_scenario(rows, title=title, unit=currency), "compare_money")
    with right:
        if found.load.is_empty():
            st.caption("No capacity is registered: people do not limit the selection.")
        else:
            chart(charts.load(_load(found.load), title="Load by role"), "compare_load")


def _load(load: pl.DataFrame) -> pl.DataFrame:
    names = dict(data.table("role").select("code", "name").iter_rows())
    taken = pl.col("committed") + pl.col("used")
    role = pl.col("resource").replace(names)
    return load.select(
        role=pl.format("{}, {}", role, "scenario"),
        month=pl.col("period_on").dt.strftime("%Y-%m"),
        load_pct=pl.when(pl.col("limit") > 0).then(100 * taken / pl.col("limit")),
        taken=taken,
        capacity="limit",
    ).sort("role", "month")


def _goals(goals: pl.DataFrame, currency: str) -> None:
    if goals.is_empty():
        st.caption("No contribution to a goal is registered.")
        return
    names = data.table("goal").select(goal="code", name="name")
    grid(
        goals.join(names, on="goal", how="left")
        .select("goal", "name", "scenario", "n_projects", "cost")
        .sort("goal", "scenario"),
        "compare_goals", alt="Chosen projects by goal and scenario",
        labels={"name": "Goal", "goal": "Code", "cost": f"Cost, {currency}"},
    )  # fmt: skip
