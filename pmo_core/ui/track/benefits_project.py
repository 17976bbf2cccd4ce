"""The benefits of one project: its money by year, and each measure on its way."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import benefit_realization as realization
from pmo_core.charts import benefits as drawn
from pmo_core.charts import short
from pmo_core.errors import NotFound
from pmo_core.jobs import benefits as jobs
from pmo_core.ui import data, facts
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.text import counted, iso, plain
from pmo_core.ui.track import benefits
from pmo_core.ui.track.benefits import Promised

_MEANING = {
    "reached": "The target is reached.",
    "on plan": "At least as far as was planned for the day of the latest measurement.",
    "behind": "Not as far as was planned for the day of the latest measurement.",
    "measured": "Nothing was planned for that day, or start and target do not tell a way.",
    "not measured": "Nothing was measured yet.",
}
_COLORS = {"reached": "green", "on plan": "green", "behind": "orange"}


def found(code: str) -> tuple[dict[str, Any], Promised]:
    """Return a project, see `facts.portfolio`, and what it promised.

    Raises
    ------
    NotFound
        There is no such project.
    """
    rows = facts.portfolio(as_of()).filter(pl.col("code") == code)
    if rows.is_empty():
        raise NotFound(f"There is no project {code}.", "Choose one on the page Benefits.")
    whole = benefits.everything()
    own = pl.col("project") == code
    frames = (whole.years, whole.profiles, whole.days, whole.money)
    return rows.row(0, named=True), Promised(*(frame.filter(own) for frame in frames))


def chosen(promised: Promised, asked: str | None) -> dict[str, Any] | None:
    """Return the profile that the address names, else the first; None where there is none."""
    rows = promised.profiles.to_dicts()
    return next((row for row in rows if row["code"] == asked), rows[0] if rows else None)


def figures(promised: Promised) -> None:
    """Draw what is read first about the benefits of a project."""
    currency = data.settings().base_currency
    years = promised.years
    whole = realization.realized(years).row(0, named=True) if years.height else {}
    share = whole.get("realized_pct")
    to_come = years.filter(~pl.col("is_due"))["planned"]
    n_reached = (promised.profiles["standing"] == "reached").sum()
    n_due = promised.days.height
    next_on = promised.profiles["next_due_on"].min()
    headline(
        [
            Figure(
                "Realized share", "N/A" if share is None else f"{share:.0f} %",
                "Realized / planned, over the years of which both are known: years that have ended "
                "or were measured.",
                f"{benefits.years_counted(years)}, {whole.get('n_unmeasured', 0)} not measured",
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
                "Benefits reached", f"{n_reached} of {promised.profiles.height}",
                "Benefits whose latest measurement is at the target or beyond.",
            ),
            Figure(
                "Next due", iso(next_on),  # type: ignore[arg-type]
                "First day that is to be measured and was not, over all benefits.",
                f"{n_due} overdue" if n_due else "",
            ),
        ],
        "benefit_figures", width=150,
    )  # fmt: skip


def pictures(promised: Promised, row: dict[str, Any] | None) -> None:
    """Draw the money by year beside the way of the benefit that is looked at."""
    left, right = side_by_side()
    with left:
        if promised.years.is_empty():
            empty(
                "No money is planned or measured.",
                "Enter benefits by fiscal year in the registers; measure them here year by year.",
            )
        else:
            shown = drawn.by_year(
                promised.years, title="Benefit by fiscal year",
                unit=data.settings().base_currency, this_year=jobs.year_of(data, as_of()),
            )  # fmt: skip
            chart(shown, "benefit_years")
    with right:
        if row is None:
            empty(
                "No benefit has a profile yet.",
                "Add one: who answers for it, how it is measured, and what it shall reach.",
            )
        else:
            _way(row)


def _way(row: dict[str, Any]) -> None:
    measured = _measurements(row)
    points = pl.concat([
        measured.select(day="measured_on", measure=pl.lit(drawn.PLANNED), value="expected_value"),
        measured.select(day="measured_on", measure=pl.lit(drawn.MEASURED), value="measured_value"),
        pl.DataFrame(
            [(row["target_on"], drawn.TARGET, row["target_value"])],
            schema={"day": pl.Date, "measure": pl.String, "value": pl.Float64}, orient="row",
        ),
    ])  # fmt: skip
    shown = drawn.on_its_way(
        points, title=row["name"], unit=row["measure"] or "measure", as_of=as_of()
    )
    if shown.is_empty:
        empty(
            "Nothing was measured or planned yet.",
            "Record a measurement, or give the benefit a target and its day.",
        )
    else:
        chart(shown, f"benefit_way_{row['code']}")


def standing(row: dict[str, Any]) -> None:
    """Draw in one line where a benefit stands, and why."""
    reached, planned = row["reached_pct"], row["planned_pct"]
    parts = [f"owner {row['owner'] or 'not named'}"]
    if row["goal_name"]:
        parts.append(f"serves {row['goal_name']}")
    if row["measured_on"]:
        parts.append(f"{row['measured_value']:,.6g} on {row['measured_on']}")
    if reached is not None:
        by_plan = "" if planned is None else f", planned {planned:.0f} %"
        parts.append(f"{reached:.0f} % of the way{by_plan}")
    if row["unmeasured_days"]:
        parts.append(f"measurement overdue by {counted(row['unmeasured_days'], 'day')}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="standing"):
        st.text(f"{row['code']} {row['name']}", width="content")
        st.badge(
            row["standing"],
            color=_COLORS.get(row["standing"], "gray"),  # type: ignore[arg-type]
            help=_MEANING[row["standing"]],
        )
        st.caption(plain(" · ".join(parts)), width="content")


def tables(promised: Promised, row: dict[str, Any] | None) -> None:
    """Draw the tables behind the pictures."""
    code = row["project"] if row else ""
    if promised.profiles.height > 1:
        st.markdown("**Benefits of this project**")
        rows = promised.profiles.select(
            "name", "owner", "standing", "reached_pct", "planned_pct", "reached_trend",
            "next_due_on", "measure", "start_value", "target_value", "target_on",
            "money_share_pct", "goal_name", "code",
        )  # fmt: skip
        grid(
            rows, "own_profiles", alt="Benefits of the project", register="benefit_profile",
            pinned=("name",), action="Show", file_name=f"{code}-benefits",
            labels={"name": "Benefit", "target_on": "Target on"},
            on_row=lambda at: benefits.go(code, rows["code"][at]),
        )  # fmt: skip
    if row:
        measured = _measurements(row).drop("project", "code").reverse()
        if measured.height:
            st.markdown(f"**Measurements of {plain(row['name'])}**")
            grid(
                measured, "own_measurements", alt="Measurements, the latest first",
                register="benefit_measurement", file_name=f"{code}-{row['code']}-measurements",
            )  # fmt: skip
    if promised.years.height:
        st.markdown("**Money by fiscal year**")
        grid(
            promised.years.select("year", "planned", "low", "high", "realized"), "own_years",
            alt="Planned and realized benefit by fiscal year, base currency",
            labels={"planned": "Planned", "low": "Low", "high": "High"},
            file_name=f"{promised.years['project'][0]}-benefit-by-year",
        )  # fmt: skip


def _measurements(row: dict[str, Any]) -> pl.DataFrame:
    rows = data.table("benefit_measurement")
    own = (pl.col("project") == row["project"]) & (pl.col("code") == row["code"])
    return rows.filter(own).sort("measured_on")


__all__ = ["chosen", "figures", "found", "pictures", "standing", "tables"]
