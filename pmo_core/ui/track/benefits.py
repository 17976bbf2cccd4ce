"""What projects promised, what of it was measured, and what is to be measured next."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pmo_core.analysis import benefit_realization as realization
from pmo_core.charts import benefits as drawn
from pmo_core.charts import short
from pmo_core.jobs import benefits as jobs
from pmo_core.ui import data, facts
from pmo_core.ui.chart import chart
from pmo_core.ui.filters import Filters
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted

PARTS = ("Benefits", "To be measured", "Projects", "Table of the chart")
GROUPS = ("Program", "Goal", "Portfolio")
_NO_GROUP = {"Program": "No program", "Goal": "No goal", "Portfolio": "No portfolio"}
_ORDERS: dict[str, Order] = {
    "Longest overdue": [(pl.col("unmeasured_days"), True), (pl.col("next_due_on"), False)],
    "Least reached": [(pl.col("reached_pct"), False)],
    "Next measurement": [(pl.col("next_due_on"), False)],
    "Project": [(pl.col("project"), False)],
}
_OF_PROJECTS: dict[str, Order] = {
    "Largest plan": [], "Least realized": [(pl.col("realized_pct"), False)],
    "Years not measured": [(pl.col("n_unmeasured"), True)], "Project": [(pl.col("code"), False)],
}  # fmt: skip


@dataclass(frozen=True)
class Promised:
    """What is kept about benefits, of some projects.

    Parameters
    ----------
    years : polars.DataFrame
        Money by project and year, see `jobs.benefits.due_years`.
    profiles : polars.DataFrame
        One row per benefit, see `benefit_realization.reached`, with project_name, stage, goal_name.
    days : polars.DataFrame
        Measurements that are due, with project_name.
    money : polars.DataFrame
        Years whose money is due, with project_name.
    """

    years: pl.DataFrame
    profiles: pl.DataFrame
    days: pl.DataFrame
    money: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing was promised."""
        return self.years.is_empty() and self.profiles.is_empty()


def everything() -> Promised:
    """Return what all approved and closed projects promised, as of today."""
    today = as_of()
    return data.derived("benefits", _everything, as_of=today)


def _everything() -> Promised:
    today = as_of()
    projects = facts.portfolio(today)
    years = jobs.due_years(data, projects, today)
    profiles = realization.promised(data.table("benefit_profile"), projects)
    measured = data.table("benefit_measurement")
    names = projects.select("stage", project="code", project_name="name")
    goals = data.table("goal").select(goal="code", goal_name="name")
    return Promised(
        years,
        realization.reached(profiles, measured, today)
        .join(names, on="project", how="left")
        .join(goals, on="goal", how="left"),
        realization.due(profiles, measured, today).join(names, on="project", how="left"),
        realization.due_money(years, profiles, projects).join(names, on="project", how="left"),
    )


def of(chosen: Filters) -> Promised:
    """Return what the projects promised that the filters let through."""
    whole = everything()
    if not chosen.is_active:
        return whole
    codes = chosen.apply(facts.portfolio(as_of())).select(project="code")
    frames = (whole.years, whole.profiles, whole.days, whole.money)
    return Promised(*(frame.join(codes, on="project", how="semi") for frame in frames))


def figures(found: Promised) -> None:
    """Draw what is read first."""
    currency = data.settings().base_currency
    whole = realization.realized(found.years).row(0, named=True) if found.years.height else {}
    share, unmeasured = whole.get("realized_pct"), whole.get("n_unmeasured", 0)
    to_come = found.years.filter(~pl.col("is_due"))["planned"]
    standing = found.profiles["standing"]
    n_behind = (standing == "behind").sum()
    n_known = standing.is_in(["behind", "on plan", "reached"]).sum()
    late = found.profiles["unmeasured_days"].max()
    headline(
        [
            Figure(
                "Realized share", "N/A" if share is None else f"{share:.0f} %",
                "Realized / planned, over the years of which both are known: years that have ended "
                "or were measured. Closed projects count; proposed and canceled ones do not.",
                years_counted(found.years),
            ),
            Figure(
                "Realized to date", short(whole.get("realized"), currency),
                "Measured benefit in money of the years that count.",
                f"of {short(whole.get('planned_due'), currency)} planned",
            ),
            Figure(
                "Still to come", short(to_come.sum() if to_come.count() else None, currency),
                "Planned benefit of years that have not ended and were not measured.",
            ),
            Figure(
                "Not measured", f"{unmeasured:,}",
                "Years of a project that have ended and whose money nobody measured. They are in "
                "no sum: not measured is not zero.",
                "years that have ended",
            ),
            Figure(
                "Overdue", f"{found.days.height:,}",
                "Days for which a measurement was planned and not made, and targets whose day has "
                "passed unmeasured.",
                "measurements"
                + (f", oldest {counted(int(str(late)), 'day')}" if late is not None else ""),
            ),
            Figure(
                "Behind plan", f"{n_behind:,}",
                "Benefits whose latest measurement lies behind what was planned for that day, of "
                "those with a plan and a measurement.",
                f"of {n_known:,} measured",
            ),
        ],
        "benefit_figures",
    )  # fmt: skip


def years_counted(years: pl.DataFrame) -> str:
    """Return how many years are in a realized share, and how many of these still run."""
    known = years.filter("is_counted")["year"]
    running = (known >= jobs.year_of(data, as_of())).sum()
    return f"{counted(known.len(), 'year')} counted" + (
        f", {running:,} still running" if running else ""
    )


def group() -> str:
    """Draw the choice of what money is grouped by, and return it."""
    return str(
        st.segmented_control(
            "Group by", GROUPS, default=GROUPS[0], required=True, key="benefit_group",
            label_visibility="collapsed",
        )
    )  # fmt: skip


def money(found: Promised, by: str) -> None:
    """Draw realized against planned money by group and by year."""
    currency = data.settings().base_currency
    if found.years.is_empty():
        empty(
            "No benefit in money is planned or measured.",
            "Enter benefits by fiscal year in the registers, or upload a file of benefits.",
        )
        return
    rows = grouped(found, by)
    left, right = side_by_side()
    with left:
        if rows["realized"].count():
            title = f"Realized against planned to date, by {by.lower()}"
            shown = drawn.realized(
                rows.rename({"group_name": "group"}), title=title, unit=currency, group_title=by
            )
            chart(shown, "benefit_bars")
        else:
            empty(
                "No year was planned and measured yet.",
                "Open a project and enter the money of a year that has ended.",
            )
    with right:
        yearly = found.years.group_by("year").agg(
            pl.when(pl.col(name).count() > 0).then(pl.col(name).sum())
            for name in ("planned", "realized")
        )
        nothing = pl.lit(None, pl.Float64)
        shown = drawn.by_year(
            yearly.with_columns(low=nothing, high=nothing), title="Benefits by fiscal year",
            unit=currency, this_year=jobs.year_of(data, as_of()),
        )  # fmt: skip
        chart(shown, "benefit_years")


def grouped(found: Promised, by: str) -> pl.DataFrame:
    """Return realized against planned by program, goal or portfolio, with the group's name."""
    key = by.lower()
    years = found.years
    if by == "Goal":
        shares = data.derived(
            "goal shares",
            lambda: realization.goal_shares(
                data.table("benefit_profile"), data.table("contribution")
            ),
        )
        years = realization.by_goal(years, shares)
    names = data.table(key).select(pl.col("code").alias(key), group_name="name")
    rows = realization.realized(years, key).join(names, on=key, how="left", maintain_order="left")
    name = pl.coalesce("group_name", key).fill_null(_NO_GROUP[by])
    return rows.select(name.alias("group_name"), pl.all().exclude("group_name", key), key)


def part(name: str, found: Promised, by: str) -> None:
    """Draw one part of the page: benefits, what is due, projects, or the chart as a table."""
    if name == PARTS[0]:
        _profiles(found)
    elif name == PARTS[1]:
        _due(found)
    elif name == PARTS[2]:
        _projects(found)
    else:
        grid(
            grouped(found, by), "benefit_groups", alt=f"Realized against planned by {by.lower()}",
            labels={"group_name": by}, hidden=(by.lower(),), pinned=("group_name",),
            file_name=f"benefits-by-{by.lower()}",
        )  # fmt: skip


def go(project: str, code: str | None = None) -> None:
    """Lead to the benefits of a project, or to one of them."""
    st.query_params.from_dict({"project": project} | ({"benefit": code} if code else {}))


def _profiles(found: Promised) -> None:
    if found.profiles.is_empty():
        empty(
            "No benefit has a profile yet.",
            "A profile says who answers for a benefit, how it is measured and what it shall reach. "
            "Open a project below Projects and add one, or upload a file of benefit profiles.",
        )
        return
    rows = found.profiles.select(
        "name", "project_name", "owner", "standing", "reached_pct", "planned_pct",
        "reached_trend", "next_due_on", "unmeasured_days", "measure", "measured_value",
        "target_value", "target_on", "measured_on", "goal_name", "stage", "project", "code",
    )  # fmt: skip
    shown = paged(rows, _ORDERS, "benefit", "Press Open to see how it goes, and to measure.")
    grid(
        shown, "benefit_profiles", alt="Benefits with owner, standing and next measurement",
        register="benefit_profile", pinned=("name",), export=lambda: rows, file_name="benefits",
        labels={"name": "Benefit", "project": "Project code", "target_on": "Target on"},
        on_row=lambda row: go(shown["project"][row], shown["code"][row]),
    )  # fmt: skip


def _due(found: Promised) -> None:
    owners = pl.concat([found.days["owner"], found.money["owner"]]).drop_nulls().unique().sort()
    owner = st.selectbox(
        "Whom to remind", owners.to_list(), index=None, placeholder="Everybody", width=300,
        key="benefit_owner",
    )  # fmt: skip
    names = pl.col("owner").str.split(", ")
    is_in = names.list.contains(owner) if owner else pl.lit(value=True)
    days, years = found.days.filter(is_in), found.money.filter(is_in)
    if days.is_empty() and years.is_empty():
        st.success("Nothing is due: everything planned up to today was measured.")
        return
    if days.height:
        st.markdown(f"**{counted(days.height, 'measurement')} overdue**")
        rows = days.select(
            "owner", "name", "project_name", "measure", "due_on", "unmeasured_days", "project",
            "code",
        ).head(150)  # fmt: skip
        grid(
            rows, "benefit_due", alt="Measurements that are overdue, the oldest first",
            register="benefit_profile", export=lambda: days, file_name="benefits-to-measure",
            labels={"name": "Benefit", "project": "Project code"}, action="Measure",
            on_row=lambda row: go(rows["project"][row], rows["code"][row]),
        )  # fmt: skip
    if years.height:
        st.markdown(f"**{counted(years.height, 'year')} without measured money**")
        shown = years.select("owner", "project_name", "year", "planned", "project").head(150)
        grid(
            shown, "benefit_due_money", alt="Years whose money was not measured, the oldest first",
            export=lambda: years, file_name="benefit-years-to-measure", action="Measure",
            labels={"project": "Project code", "planned": "Planned benefit"},
            on_row=lambda row: go(shown["project"][row]),
        )  # fmt: skip


def _projects(found: Promised) -> None:
    who = pl.concat([found.years.select("project"), found.profiles.select("project")]).unique()
    n_profiles = found.profiles.group_by("project").agg(n_profiles=pl.len().cast(pl.Int64))
    names = facts.portfolio(as_of()).select("code", "name", "stage", "sponsor")
    rows = (
        names.join(who, left_on="code", right_on="project", how="semi")
        .join(
            realization.realized(found.years, "project"),
            left_on="code", right_on="project", how="left",
        )
        .join(n_profiles, left_on="code", right_on="project", how="left")
        .with_columns(pl.col("n_profiles").fill_null(0))
        .select(
            "name", "stage", "realized_pct", "realized", "planned_due", "planned_total",
            "n_profiles", "n_years", "n_unmeasured", "n_unplanned", "sponsor", "code",
        )
        .sort("planned_total", "code", descending=[True, False], nulls_last=True)
    )  # fmt: skip
    shown = paged(rows, _OF_PROJECTS, "project", "Press Open beside one.", key="projects_")
    grid(
        shown, "benefit_projects", alt="Realized against planned by project", register="project",
        pinned=("name",), on_row=lambda row: go(shown["code"][row]), export=lambda: rows,
        file_name="benefits-by-project", labels={"name": "Project"},
    )  # fmt: skip


__all__ = [
    "GROUPS", "PARTS", "Promised", "everything", "figures", "go", "group", "grouped", "money",
    "of", "part", "years_counted",
]  # fmt: skip
