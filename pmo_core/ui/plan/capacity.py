"""What the page of capacity says: whether the plan can be met, what is short, who causes it."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.analysis.capacity import words
from pmo_core.analysis.capacity.feasibility import Witness
from pmo_core.charts.capacity import asked_and_there
from pmo_core.charts.load_heat import period_name
from pmo_core.jobs import capacity_plan
from pmo_core.jobs.capacity_plan import Proof, Window
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import capacity_data as kept
from pmo_core.ui.plan.capacity_choice import SHORTAGE, Choice, shortage
from pmo_core.ui.text import counted, plain

LOAD = PAGES / "plan" / "load.py"
_LABELS = {"roles": "Roles", "kind": "What", "month": "From", "until_on": "Until",
           "level": "Least level", "projects": "Most asked by", "project": "Code"}  # fmt: skip


def verdict(choice: Choice, proof: Proof, found: list[Witness]) -> None:
    """Say in one sentence whether the plan can be met, and show the figures of it."""
    with st.container(key="capacity_verdict"):
        if found:
            st.warning(plain(told(choice, found)), icon=":material/do_not_disturb_on:")
        else:
            st.success(plain(met(choice, proof)), icon=":material/check_circle:")
    short, twice = _lacks(found)
    n_twice = sum(one.kind == "promised" for one in found)
    seen = capacity_plan.within(proof.plan, choice.window, choice.roles)
    hours, promised = float(seen.needs["hours"].sum()), float(seen.promised["hours"].sum())
    headline(
        [
            Figure("Can it be met?", "No" if found else "Yes",
                   "Hours flow from people in periods to what is asked for; the plan can be met "
                   "exactly if no hour is left over (Hall's condition).",
                   counted(len(found), "shortage") if found else "every hour finds a person"),
            Figure("Asked", _number(hours), "Demand of projects beyond what is promised to named "
                   "people already, in person-days.",
                   f"person-days, and {_number(promised)} promised"),
            Figure("Cannot be met", _number(short), "Least work that no staffing can meet, "
                   "whoever does what, in person-days.", "person-days of it"),
            Figure("Promised twice", _number(twice), "Work that people are promised for beyond "
                   "the hours that they have, in person-days.",
                   f"person-days, {counted(n_twice, 'case')}"),
        ],
        "capacity_figures",
    )  # fmt: skip


def told(choice: Choice, found: list[Witness]) -> str:
    """Return the verdict on a plan that cannot be met, as a sentence."""
    short, twice = _lacks(found)
    lacks = []
    if short:
        lacks.append(f"{_days(short)} cannot be met by any staffing")
    if twice:
        lacks.append(f"{_days(twice)} are promised beyond what people have")
    return f"No: {_span(choice)}, {' and '.join(lacks)}."


def met(choice: Choice, proof: Proof) -> str:
    """Return the verdict on a plan that can be met, with the tightest place of it."""
    said = f"Yes: {_span(choice)}, all that is asked for can be met."
    tight = kept.closest(choice.window, choice.roles)
    if tight is None:
        return said
    role = kept.names().get(str(tight["skill"]), str(tight["skill"]))
    when = words.span(tight["period"], tight["period"], choice.window.unit)  # type: ignore[arg-type]
    return f"{said} Closest to the limit: {role}, {when}, {tight['load']:.0%} of the free hours."


def shortages(found: list[Witness], window: Window) -> Witness:
    """Draw the shortages, the worst first, and return the one that is looked at."""
    by_name = {capacity_plan.name_of(one): one for one in found}
    chosen = by_name.get(shortage() or "", found[0])
    if len(found) > 1:
        st.subheader("Shortages", anchor=False)
        rows = capacity_plan.table(found, window.unit, kept.names(), kept.hours_per_day())
        grid(
            rows.select("when", "roles", "kind", "asked_pd", "there_pd", "short_pd",
                        "all_short_pd", "n_people", "projects"),
            "capacity_shortages", alt="Shortages, the worst first", labels=_LABELS,
            on_row=lambda row: st.query_params.update({SHORTAGE: list(by_name)[row]}),
            action="Look", pinned=("when",),
        )  # fmt: skip
    return chosen


def witness(one: Witness, choice: Choice, as_of: date) -> None:
    """Draw one shortage: its proof in words, the age of its data, who causes it, and when."""
    window = choice.window
    st.subheader("Why it cannot be met", anchor=False)
    said = words.proof(one, window.unit, kept.hours_per_day(), kept.names())
    st.markdown(f"**{plain(said)}**")
    if one.all_short > one.short + 0.05:
        more = "is asked of the same people" if one.kind == "demand" else "is promised"
        st.caption(
            f"That is enough to prove it. More {more}: in all {_days(one.all_short)} too much."
        )
    causes = kept.causes(window, one, as_of)
    _age(causes)
    rows, labels = kept.asked_and_there(window, one)
    short = one.demands.select("period").unique().sort("period")
    chart(
        asked_and_there(
            rows, title=_title(one), names=labels,
            short=tuple(short.select(period_name(window.unit)).to_series()),
        ),
        "capacity_chart",
    )  # fmt: skip
    by, row = ("role", one.skills[0]) if one.kind == "demand" else ("person", one.people[0])
    st.page_link(
        LOAD, label="See it in Load", icon=":material/grid_on:",
        query_params={"by": by, "row": row},
    )  # fmt: skip
    shown = causes.select(
        "project", "project_name", "asked_pd", "month", "until_on", "stage", "priority",
        "fixed_because", "role", "level", "trust", "status_age_days", "actuals_age_days",
        "plan_age_days",
    )  # fmt: skip
    st.markdown("**Who causes it**")
    grid(shown, "capacity_causes", alt="Projects that cause the shortage", labels=_LABELS,
         pinned=("project",),
         months=("month", "until_on") if window.unit == "month" else ())  # fmt: skip


def _title(one: Witness) -> str:
    who = words.listed([kept.names().get(code, code) for code in (
        one.people if one.kind == "promised" else one.skills
    )])  # fmt: skip
    what = "promised" if one.kind == "promised" else "asked"
    return f"{who}: {what}, beside what is there (red)"


def _age(causes: pl.DataFrame) -> None:
    """Warn where the figures behind a shortage are old."""
    old = causes.filter("is_old").unique("project", maintain_order=True)
    if old.is_empty():
        st.caption(":material/verified: The data of all projects behind it is recent.")
        return
    limit = data.settings().stale_actuals_days
    said = [
        f"{row['project']}: {_reason(row, limit)}" for row in old.head(words.NAMED).to_dicts()
    ]  # fmt: skip
    n, n_all = old.height, causes["project"].n_unique()
    st.warning(
        f"Look at the data first: of {n} of {counted(n_all, 'project')} behind it is old or "
        f"doubtful. {plain(' '.join(said))}",
        icon=":material/history_toggle_off:",
    )


def _reason(row: dict[str, object], limit: int) -> str:
    age = row["plan_age_days"]
    said = [str(row["trust_reason"])] if row["trust"] in ("poor", "doubtful") else []
    if isinstance(age, int) and age > limit:
        said.append(f"Demand, effort and bookings were last written {counted(age, 'day')} ago.")
    return " ".join(said)


def _lacks(found: list[Witness]) -> tuple[float, float]:
    """Return hours that cannot be met, and hours promised twice."""
    short, twice = (
        sum(one.all_short for one in found if one.kind == kind) for kind in ("demand", "promised")
    )
    return short, twice


def _span(choice: Choice) -> str:
    window = choice.window
    last = pl.Series([window.last]).dt.truncate("1mo" if window.unit == "month" else "1w").item()
    said = words.span(window.first, last, window.unit)
    roles = words.listed([kept.names().get(code, code) for code in choice.roles])
    return f"{said}, {roles}" if roles else said


def _days(hours: float) -> str:
    """Return hours as person-days in words."""
    number = _number(hours)
    return f"{number} person-{'day' if number == '1' else 'days'}"


def _number(hours: float) -> str:
    """Return hours as person-days: one digit behind the point, none of many."""
    days = hours / kept.hours_per_day()
    return f"{round(days, 1 if days < 1000 else 0):,.10g}"


__all__ = ["shortages", "verdict", "witness"]
