"""The parts of the page of forecasts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.forecasts import DEFAULT, LABELS
from pmo_core.analysis.reference_class import MEASURES, Measure
from pmo_core.charts import forecasts as charts
from pmo_core.charts import short
from pmo_core.jobs.backtest import TrackRecord
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline, side_by_side
from pmo_core.ui.text import counted, iso, plain, slip
from pmo_core.ui.track import forecasts as ways
from pmo_core.ui.track.forecasts import BANDS, WORDS, Outlook

PARTS = ("Cost", "Finish", "Does the P80 hold?")
VIEWS = ("Cost in figures", "Finish in figures", "How they moved")
_FOLLOWED: dict[Measure, tuple[str, ...]] = {
    "cost": ("cost_manager", "eac_budget", "eac_cpi", "cost_reference"),
    "duration": ("duration_manager", "eac_t_es_1", "duration_reference"),
}
"""Forecasts whose moves are drawn, beside the one that is recommended."""
_TOLD = ("band", "error_pct", "bias_pct", "default_pct", "n_dates", "n_projects")


def track_record(as_of: date) -> None:
    """Draw what the own closed projects tell of forecasts."""
    told = ways.told(as_of)
    if told.errors.is_empty():
        empty(
            "No closed project tells of forecasts yet.",
            "It takes closed projects with an actual finish, actuals, and status reports or "
            "progress on the way. Until then published defaults are recommended.",
        )
        return
    headline(_figures(told, as_of), "track_record_figures", width=150)
    for name, tab in zip(PARTS, st.tabs(PARTS, on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                if name == PARTS[2]:
                    _audit(as_of)
                else:
                    _record(MEASURES[PARTS.index(name)], as_of)


def _figures(told: TrackRecord, as_of: date) -> list[Figure]:
    tested = told.errors.select("project", "data_date").n_unique()
    n = told.errors["project"].n_unique()
    left_out = f"; {told.n_undated} without an actual finish" if told.n_undated else ""
    found = [
        Figure(
            "Dates tested", f"{tested:,}",
            "Status dates of closed projects with earned value, before the end of the project. At "
            "each of them every method forecasts anew from what was known that day.",
            f"{n} of {counted(told.n_closed, 'closed project')}{left_out}",
        )
    ]  # fmt: skip
    rows = ways.summary(as_of).rows_by_key("measure", named=True, unique=True)
    for measure in MEASURES:
        row = rows[measure]
        found.append(
            Figure(
                f"{WORDS[measure]}, error", _pct(row["error_pct"]),
                "Mean of |forecast - final| / final of the forecast that would have been "
                "recommended on each date, chosen from projects that had closed before.",
                f"{LABELS[DEFAULT[measure]]}: {_pct(row['default_pct'])}",
            )
        )  # fmt: skip
    for measure in MEASURES:
        row = rows[measure]
        found.append(
            Figure(
                f"{WORDS[measure]} in P80", _pct(row["coverage_pct"]),
                "Status dates on which the final lay within the P80 of the reference class of that "
                "day. 80 % when projects go on to end as those before them did.",
                counted(row["n_projects"] or 0, "project"),
            )
        )  # fmt: skip
    return found


def _record(measure: Measure, as_of: date) -> None:
    rows = ways.heat(measure, as_of)
    drawn = charts.track_record(
        rows.filter(pl.col("band").is_in(BANDS)).rename({"forecast_method": "name"}),
        title=f"{WORDS[measure]}: mean error by forecast and percent complete", bands=BANDS,
    )  # fmt: skip
    chart(drawn, f"record_{measure}")
    st.caption(
        "★ = recommended there. The default is replaced only where another one is nearer by two "
        "standard errors, on at least 10 dates of 5 projects: a narrow lead is often chance. "
        "Errors in one column may stand on different dates; the table compares like with like."
    )
    names = ["forecast_method", "is_recommended", "band", "error_pct", "both_pct", "default_pct",
             "gain_pct", "standard_errors", "bias_pct", "coverage_pct", "n_dates", "n_projects",
             "n_both", "n_both_projects", "n_bounds"]  # fmt: skip
    grid(
        rows.select(names), f"record_{measure}_rows", pinned=("forecast_method",),
        alt=f"Errors of the forecasts of {WORDS[measure].lower()}",
        hidden=("n_both", "n_both_projects", "n_bounds"), file_name=f"forecast-errors-{measure}",
    )  # fmt: skip


def _audit(as_of: date) -> None:
    rows = ways.audit(as_of)
    if rows.is_empty():
        empty("No P80 could be tested yet.", "It takes four projects that closed before another.")
        return
    chart(charts.coverage(rows, title="Ended within the P80, as projects closed"), "audit")
    st.caption(
        "Each closed project counts once, with the share of its status dates whose P80 held. Above "
        "80: the P80 is cautious; below: projects have become worse than those before them."
    )
    names = ["measure", "closed_on", "project", "covered_pct", "coverage_pct"]
    grid(
        rows.select(names), "audit_rows", alt="Closed projects and their P80",
        file_name="p80-audit",
        labels={"measure": "Of", "coverage_pct": "All until then"},
    )  # fmt: skip


def project(code: str, row: Mapping[str, Any], as_of: date, currency: str) -> None:
    """Draw the forecasts of one project.

    Parameters
    ----------
    code : str
        Code of the project.
    row : mapping
        Row of `facts.portfolio`.
    as_of : date
        Today.
    currency : str
        Base currency.
    """
    rows = ways.rows_of(code, as_of)
    if rows.is_empty():
        empty(
            "Nothing is forecast: its earned value is not known.",
            "It takes planned cost and dates, and a percent complete or progress by element.",
        )
        return
    on = _chosen(rows, row)
    outlooks = {measure: ways.outlook(code, on, measure, as_of) for measure in MEASURES}
    here = rows.filter(pl.col("data_date") == on).row(0, named=True)
    headline(_headline(outlooks, here, row, currency), "forecast_figures")
    if here["ev_on"] and here["ev_on"] < on:
        st.caption(
            f":material/history: The earned value is of {iso(here['ev_on'])}, cost and time are of "
            f"{iso(on)}: what was done in between counts as not done."
        )
    for place, (measure, one) in zip(side_by_side(), outlooks.items(), strict=True):
        with place:
            _side(measure, one, here, row, currency)
    for name, tab in zip(VIEWS, st.tabs(VIEWS, on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                if name == VIEWS[2]:
                    _moves(outlooks, row, as_of, currency)
                else:
                    measure = MEASURES[VIEWS.index(name)]
                    _table(measure, outlooks[measure], here, row, code)


def _chosen(rows: pl.DataFrame, row: Mapping[str, Any]) -> date:
    """Draw the choice of the data date; the latest from which there is something to forecast.

    Of days whose earned value was reported on the day: forecasts were tested on such days alone,
    and from an older one all that was done since would count as late.
    """
    dates = rows["data_date"].sort(descending=True).to_list()
    told = rows.filter(pl.col("ev_on") == pl.col("data_date"))
    own = rows if told.is_empty() else told
    ahead = own.filter((pl.col("earned_pct") < 99.9).fill_null(value=True))
    shown = own if row["is_open"] or ahead.is_empty() else ahead
    latest = max(shown["data_date"].to_list())
    chosen: date = st.selectbox(
        "As of", dates, index=dates.index(latest), format_func=iso, width=180,
        key=f"data_date_{row['code']}",
        help="Data date of the forecasts. Go back to see what would have been forecast then: only "
        "projects that had closed before that day are in the reference class.",
    )  # fmt: skip
    return chosen


def _headline(
    outlooks: Mapping[Measure, Outlook], here: Mapping[str, Any], row: Mapping[str, Any],
    currency: str,
) -> list[Figure]:  # fmt: skip
    figures = []
    for measure, one in outlooks.items():
        for mark, label in ((one.choice.method, WORDS[measure]), ("p80", f"{WORDS[measure]}, P80")):
            found = one.of(mark)
            value = found["value"] if found else None
            is_cost = measure == "cost"
            note = _against(value, here["bac"]) if is_cost else _late(value, row["planned_finish"])
            figures.append(
                Figure(
                    label, short(value, currency) if is_cost else iso(value),  # type: ignore[arg-type]
                    f"{found['name']}: {found['formula']}." if found else one.class_,
                    note if found else "too few closed projects",
                )
            )  # fmt: skip
    return figures


def _against(value: Any, budget: float | None) -> str:
    if value is None or not budget:
        return ""
    return f"{(value / budget - 1) * 100:+.1f} % of the budget"


def _late(value: Any, planned: date | None) -> str:
    return "no planned finish" if planned is None or value is None else slip((value - planned).days)


def _side(
    measure: Measure, one: Outlook, here: Mapping[str, Any], row: Mapping[str, Any], currency: str
) -> None:
    is_cost = measure == "cost"
    planned, actual = (
        (here["bac"], here["ac"]) if is_cost else (row["planned_finish"], here["data_date"])
    )
    kind = pl.Float64 if is_cost else pl.Date
    frame = one.frame.with_columns(
        planned=pl.lit(planned, kind), actual=pl.lit(actual, kind),
    )  # fmt: skip
    if frame.is_empty():
        empty(f"No {WORDS[measure].lower()} can be forecast.", one.class_)
        return
    title = "Cost at completion" if is_cost else "Finish"
    chart(
        charts.side_by_side(frame, title=title, unit=currency if is_cost else ""),
        f"side_{measure}",
    )
    st.caption(f"**Go by {LABELS[one.choice.method]}**: {plain(one.choice.why)}.")
    st.caption(f"Reference class, {plain(one.class_)}")


def _table(
    measure: Measure, one: Outlook, here: Mapping[str, Any], row: Mapping[str, Any], code: str
) -> None:
    is_cost = measure == "cost"
    value = pl.col("value")
    if is_cost:
        renamed = {"value": "forecast_cost", "low": "low_cost", "high": "high_cost"}
        against = (pl.lit(here["bac"], pl.Float64) - value).alias("vac")
    else:
        renamed = {"value": "forecast_finish", "low": "low_finish", "high": "high_finish"}
        planned = pl.lit(row["planned_finish"], pl.Date)
        against = (value - planned).dt.total_days().alias("slip_days")
    frame = one.frame.with_columns(
        against, is_recommended=pl.col("method") == one.choice.method, forecast_method="name"
    ).rename(renamed)
    names = ["forecast_method", "is_recommended", *renamed.values(), against.meta.output_name(),
             *_TOLD, "formula"]  # fmt: skip
    grid(
        frame.select(names), f"forecasts_{measure}", pinned=("forecast_method",),
        alt=f"Forecasts of {WORDS[measure].lower()}", file_name=f"{code}-forecasts-{measure}",
    )  # fmt: skip


def _moves(
    outlooks: Mapping[Measure, Outlook], row: Mapping[str, Any], as_of: date, currency: str
) -> None:
    ended, code = not row["is_open"], row["code"]
    finals = {"cost": row["actual_cost"], "duration": row["forecast_finish"]}
    frames = []
    for place, measure in zip(side_by_side(), MEASURES, strict=True):
        methods = tuple(dict.fromkeys([*_FOLLOWED[measure], outlooks[measure].choice.method]))
        frame = ways.moves(code, measure, methods, as_of)
        frames.append(frame)
        final = pl.lit(finals[measure] if ended else None, frame.schema["value"])
        drawn = charts.moved(
            frame.with_columns(final=final), names=tuple(LABELS[one] for one in methods),
            title=f"{WORDS[measure]}, as forecast on each data date",
            unit=currency if measure == "cost" else "",
        )  # fmt: skip
        with place:
            if drawn.is_empty:
                empty("No forecast is known.", "It takes earned value.")
            else:
                chart(drawn, f"moves_{measure}")
    drawn_names = {name for frame in frames for name in frame["name"].unique()}
    every = ways.history(code, as_of)
    grid(
        every.filter(pl.col("forecast_method").is_in(drawn_names)), "moves_rows",
        alt="Forecasts on each data date, the latest first", export=lambda: every,
        file_name=f"{code}-forecast-history",
    )  # fmt: skip
    st.caption("The files hold all forecasts of each data date.")


def _pct(value: Any) -> str:
    return "n/a" if value is None else f"{value:.1f} %"


__all__ = ["project", "track_record"]
