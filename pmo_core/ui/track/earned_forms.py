"""The estimates at completion of one project: cost and finish side by side, as table and fan."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.working_days import Calendar
from pmo_core.charts import Drawing
from pmo_core.charts.earned import AC, EAC, EV, PV, earned_curve
from pmo_core.jobs.measured_project import plan_on, planned_curve
from pmo_core.ui import data
from pmo_core.ui.grid import grid
from pmo_core.ui.measured import measured_against
from pmo_core.ui.paths import PAGES

FORMS = (
    ("As budgeted, planned pace", "eac_budget", "eac_t_es_1"),
    ("At CPI, planned pace", "eac_cpi", "eac_t_es_1"),
    ("At SPI(t)", "eac_spi_t", "eac_t_es_spi_t"),
    ("At 0.8 CPI + 0.2 SPI(t)", "eac_weighted_t", "eac_t_es_spi_t"),
    ("At CPI x SPI(t)", "eac_sci_t", "eac_t_es_sci_t"),
    ("Bottom-up, planned pace", "eac_bottom_up", "eac_t_es_1"),
)
"""How the rest may go: its name, the cost and the duration that follow."""
FORECASTS = PAGES / "track" / "forecasts.py"
MANAGERS = "The manager's"
_COLUMNS = ("form", "eac", "etc", "vac", "forecast_finish")


def bottom_up(work: pl.DataFrame, row: Mapping[str, Any]) -> dict[str, float]:
    """Return the bottom-up estimate of a project, if all elements that are not done have one.

    Parameters
    ----------
    work : polars.DataFrame
        What `jobs.measured_project.elements_on` gave.
    row : mapping
        Figures of the project.
    """
    if work.is_empty() or row["ac"] is None:
        return {}
    rest = work.drop_nulls("wbs")["remaining"]
    if rest.is_empty() or rest.null_count():
        return {}
    total = float(rest.sum())
    return {"remaining_cost": total, "eac_bottom_up": row["ac"] + total}


def forms(
    row: Mapping[str, Any], managers: tuple[float | None, date | None] | None
) -> pl.DataFrame:
    """Return the estimates: form, eac, etc, vac, forecast_finish; those whose cost is known.

    Parameters
    ----------
    row : mapping
        As `time_forecasts` gives it.
    managers : tuple of (cost, finish) or None
        What the manager expects; None = not asked for in this unit.
    """
    found: list[tuple[str, float | None, date | None]] = []
    if row["bac"] is not None and (row["ev"] or 0) < row["bac"]:
        known = [one for one in FORMS if row[one[1]] is not None]
        finishes = _finishes(row, [row[time] for _, _, time in known])
        found = [
            (name, row[cost], finish)
            for (name, cost, _), finish in zip(known, finishes, strict=True)
        ]
    if managers and managers != (None, None):
        found.append((MANAGERS, *managers))
    frame = pl.DataFrame(
        found, schema={"form": pl.String, "eac": pl.Float64, "forecast_finish": pl.Date},
        orient="row",
    )  # fmt: skip
    ac, bac = (pl.lit(row[name], pl.Float64) for name in ("ac", "bac"))
    return frame.with_columns(etc=pl.col("eac") - ac, vac=bac - pl.col("eac")).select(_COLUMNS)


def _finishes(row: Mapping[str, Any], durations: list[float | None]) -> list[date | None]:
    """Return the last days of the work: so many working days after the last one worked."""
    calendar = Calendar.of(data.settings(), data.table("holiday"))
    at = row["at_days"]
    left = [None if at is None or days is None else max(days - at, 0) for days in durations]
    return calendar.after(pl.Series([row["data_date"]] * len(left), dtype=pl.Date), left).to_list()


def curve(
    code: str,
    on: date,
    history: pl.DataFrame,
    estimates: pl.DataFrame,
    *,
    unit: str,
    known: date,
    in_hours: bool,
) -> Drawing:
    """Return the S-curve: the whole plan, what was earned and spent, and where it may end."""
    what = measured_against(known, in_hours=in_hours)
    plan = plan_on(what, code, on)
    planned = planned_curve(data, what, plan["plan"]) if plan else pl.DataFrame()
    parts = [
        history.select(day="data_date", curve=pl.lit(name), form=pl.lit(name), value=column)
        for name, column in ((EV, "ev"), (AC, "ac"))
    ]
    if planned.height:
        parts.append(planned.select("day", curve=pl.lit(PV), form=pl.lit(PV), value="value"))
    ends = estimates.filter(pl.col("forecast_finish") > on).drop_nulls("eac")
    spent = history["ac"].last()
    if spent is not None:
        now = ends.select(
            day=pl.lit(on), curve=pl.lit(EAC), form="form", value=pl.lit(spent, pl.Float64)
        )
        end = ends.select(day="forecast_finish", curve=pl.lit(EAC), form="form", value="eac")
        parts += [now, end]
    return earned_curve(
        pl.concat(parts), data_date=on, unit=unit, title="Planned, earned and spent"
    )


def table(code: str, estimates: pl.DataFrame, unit: str) -> None:
    """Show the estimates at completion of a project, and the way to its forecasts."""
    st.markdown("**Estimates at completion**")
    grid(
        estimates, "forms", alt="Estimates at completion by how the rest may go",
        file_name=f"{code}-estimates-at-completion",
    )  # fmt: skip
    st.caption(
        f"In {unit}. Each line of the fan ends with its own estimate and finish; the planned line "
        "is that of the baseline in force on the data date."
    )
    st.page_link(
        FORECASTS, label="Which of them has been right here", icon=":material/arrow_forward:",
        query_params={"project": code},
    )  # fmt: skip


__all__ = ["FORMS", "MANAGERS", "bottom_up", "curve", "forms", "table"]
