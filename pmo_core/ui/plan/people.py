"""The list of people: who they are, what they can do, when they are away and what they cost."""

from dataclasses import asdict, dataclass
from datetime import date

import polars as pl
import streamlit as st

from pmo_core.charts import short
from pmo_core.jobs.facts import known_sum
from pmo_core.ui import data, resources
from pmo_core.ui.filters import below, in_words, named
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.plan import people_edit
from pmo_core.ui.text import counted

TABS = ("People", "Teams", "Absences", "Rates of roles")
STATES = ("Here", "Away today", "Left or not yet here", "All")
_ORDERS: dict[str, Order] = {
    "Name": [(pl.col("name").str.to_lowercase(), False)],
    "Code": [(pl.col("code"), False)],
    "Role": [(pl.col("role"), False)],
    "Department": [(pl.col("department"), False)],
    "Away next": [(pl.col("away_on"), False)],
    "Highest rate": [(pl.col("hourly_rate"), True)],
}
_WIDTH = 184
_DETAILS = ("calendar", "rate_from")
_DATES = ("joined_on", "left_on")
"""Columns that are in the file, and on the page of the person."""
_KEYS = ("people_role", "people_team", "people_department")


@dataclass(frozen=True)
class Chosen:
    """Which people are shown; an empty choice lets everything through."""

    state: str
    search: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    departments: tuple[str, ...]


def person() -> str | None:
    """Return the code of the person in the address, None where there is none."""
    return st.query_params.get("person")


def open_person(code: str) -> None:
    """Show one person; only in a callback."""
    st.query_params["person"] = code


def close_person() -> None:
    """Show everybody again; only in a callback."""
    st.query_params.pop("person", None)


def everybody() -> pl.DataFrame:
    """Return one row per person, as of today.

    Returns
    -------
    polars.DataFrame
        `code`, `name`, `role`, `roles_held` (others that the person can fill, with level), `team`,
        `department`, `weekly_hours`, `calendar`, `hourly_rate`, `rate_from`, `away_on`, `back_on`
        (the absence that goes on or comes next), `joined_on`, `left_on`, `is_here`.
    """
    return data.derived("people list", lambda: _everybody(as_of()), as_of=as_of())


def _everybody(today: date) -> pl.DataFrame:
    main = data.table("person").select("role", person="code")
    other = resources.skills(today).join(main, on="person")
    level = pl.format("{} ({})", "skill", "level")
    held = (
        other.filter(pl.col("skill").ne_missing(pl.col("role")))
        .group_by("person")
        .agg(roles_held=level.sort().str.join(", "))
    )
    away = (
        data.table("absence").filter(pl.col("until_on") >= today).sort("from_on")
        .group_by("person")
        .agg(away_on=pl.col("from_on").first(), back_on=pl.col("until_on").first())
    )  # fmt: skip
    return (
        data.table("person")
        .rename({"code": "person"})
        .join(held, on="person", how="left")
        .join(away, on="person", how="left")
        .join(resources.rates(today), on="person", how="left")
        .join(_rate_from(today), on="person", how="left")
        .sort("person")
        .select(
            pl.col("person").alias("code"), "name", "role", "team", "department", "roles_held",
            "weekly_hours", pl.col("rate").alias("hourly_rate"), "away_on", "back_on", "calendar",
            "rate_from", "joined_on", "left_on",
            is_here=pl.col("joined_on").fill_null(today).le(today)
            & pl.col("left_on").fill_null(today).ge(today),
        )
    )  # fmt: skip


def _rate_from(today: date) -> pl.DataFrame:
    """Return whose rate counts for a person today."""
    valid = data.table("cost_rate").filter(pl.col("from_on") <= today)
    own = valid.filter(pl.col("person") != "")["person"].unique().implode()
    of_role = valid.filter(pl.col("person") == "")["role"].unique().implode()
    standard = data.table("role").drop_nulls("hourly_rate")["code"].implode()
    return data.table("person").select(
        person="code",
        rate_from=pl.when(pl.col("code").is_in(own)).then(pl.lit("person"))
        .when(pl.col("role").is_in(of_role)).then(pl.lit("role"))
        .when(pl.col("role").is_in(standard)).then(pl.lit("standard")),
    )  # fmt: skip


def choose() -> Chosen:
    """Draw the filters and return what was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="people_filters"):
        state = st.selectbox(
            "Show", STATES, key="people_state", width=_WIDTH, bind="query-params"
        )  # fmt: skip
        search = st.text_input(
            "Search", key="people_search", icon=":material/search:", width=_WIDTH,
            bind="query-params", placeholder="Code, name or role",
        )  # fmt: skip
        roles = _multi("Can fill", "role")
        teams, departments = _multi("Team", "team"), _multi("Department", "department")
        if search or roles or teams or departments:
            st.button("Clear", icon=":material/close:", type="tertiary", on_click=_clear)
    return Chosen(state, search.strip(), roles, teams, departments)


def _multi(label: str, register: str) -> tuple[str, ...]:
    labels = data.derived(f"filter {register}", named(register))
    return tuple(
        st.multiselect(
            label, list(labels), key=f"people_{register}", placeholder="All", width=_WIDTH,
            format_func=lambda code: labels.get(code, code), bind="query-params",
        )
    )  # fmt: skip


def _clear() -> None:
    st.session_state["people_search"] = ""
    for key in _KEYS:
        st.session_state[key] = []


def found(chosen: Chosen) -> pl.DataFrame:
    """Return the people that pass the filters; see `everybody`."""
    return data.derived(
        "people found", lambda: _found(chosen, as_of()), as_of=as_of(), **asdict(chosen)
    )


def _found(chosen: Chosen, today: date) -> pl.DataFrame:
    rows = everybody()
    is_away = pl.col("is_here") & (pl.col("away_on") <= today)
    passes = {
        "Here": pl.col("is_here"), "Away today": is_away,
        "Left or not yet here": ~pl.col("is_here"), "All": pl.lit(value=True),
    }[chosen.state]  # fmt: skip
    rows = rows.filter(passes)
    if chosen.roles:
        able = resources.skills(today).filter(pl.col("skill").is_in(chosen.roles))["person"]
        rows = rows.filter(pl.col("code").is_in(able.implode()))
    if chosen.teams:
        rows = rows.filter(pl.col("team").is_in(chosen.teams))
    if chosen.departments:
        rows = rows.filter(pl.col("department").is_in(below(chosen.departments)))
    if chosen.search:
        text = pl.concat_str("code", "name", "role", "roles_held", separator="\n",
                             ignore_nulls=True).str.to_lowercase()  # fmt: skip
        rows = rows.filter(text.str.contains(chosen.search.lower(), literal=True))
    return rows


def figures(chosen: Chosen) -> None:
    """Draw what is read first about the people that are shown."""
    rows, today = found(chosen), as_of()
    weekly, rate = rows["weekly_hours"].drop_nulls(), rows["hourly_rate"].drop_nulls()
    away = rows.filter(pl.col("away_on") <= today)
    several = rows.filter(pl.col("roles_held").is_not_null())
    unknown, unrated = rows.height - weekly.len(), rows.height - rate.len()
    currency = data.settings().base_currency
    mean = rate.cast(pl.Float64).sum() / rate.len() if rate.len() else None
    headline(
        [
            Figure("People", f"{rows.height:,}", "People that pass the filters.",
                   f"{several.height:,} fill several roles"),
            Figure(
                "Hours per week", f"{weekly.sum():,.0f} h" if weekly.len() else "n/a",
                "Sum of the weekly hours, without absences.",
                f"{unknown:,} without weekly hours" if unknown else "",
            ),
            Figure(
                "Hourly rate, mean", short(mean, currency),
                "Mean over people of the rate of today: the person's, else the role's, else the "
                "standard rate of the role.", f"{unrated:,} without a rate" if unrated else "",
            ),
            Figure("Away today", f"{away.height:,}", "People with an absence that holds today.",
                   f"of {counted(rows.height, 'person', 'people')}"),
        ],
        "people_figures",
    )  # fmt: skip


def listing(chosen: Chosen) -> None:
    """Draw the people page by page; a button opens one."""
    rows = found(chosen).drop("is_here")
    people_edit.add_button("person", "Add a person", "people_add")
    if rows.is_empty():
        empty("Nobody passes the filters.", "Clear a filter, or choose All.")
        return
    shown = paged(rows, _ORDERS, "row", key="people_")
    empty_ones = tuple(name for name in rows.columns if not rows[name].count())
    dates = () if chosen.state in STATES[2:] else _DATES
    hidden = (*empty_ones, *_DETAILS, *dates)
    grid(
        in_words(shown, "role", "team", "department"), "people",
        alt="People with roles, hours, absences and rates", register="person",
        pinned=("code", "name"), hidden=hidden, export=lambda: rows, labels={"role": "Main role"},
        on_row=lambda n: open_person(shown["code"][n]),
    )  # fmt: skip


def teams() -> None:
    """Draw the teams with how many people and hours they have."""
    people_edit.add_button("team", "Add a team", "people_add_team")
    size = (
        everybody().filter("is_here").group_by(code="team")
        .agg(n_people=pl.len().cast(pl.Int64), weekly_hours=known_sum("weekly_hours"))
    )  # fmt: skip
    rows = data.table("team").join(size, on="code", how="left", maintain_order="left")
    people_edit.listing(
        rows.with_columns(pl.col("n_people").fill_null(0)), "team", "people_teams",
        nothing="There are no teams yet.", next_step="Add a team, then give people their team.",
        noun="team", file_name="teams",
    )  # fmt: skip


def absences(chosen: Chosen) -> None:
    """Draw the absences of the people shown that go on or come."""
    people_edit.add_button("absence", "Add an absence", "people_add_absence", from_on=as_of())
    rows = _named_absences().filter(pl.col("person").is_in(found(chosen)["code"].implode()))
    people_edit.listing(
        rows, "absence", "people_absences", nothing="Nobody is away from now on.",
        next_step="Add leave, training and other absences: they lower the hours that are there.",
        noun="absence", file_name="absences",
    )  # fmt: skip


def _named_absences() -> pl.DataFrame:
    who = data.table("person").select(person="code", person_name="name")
    rows = data.table("absence").filter(pl.col("until_on") >= as_of()).sort("from_on", "person")
    return rows.join(who, on="person", how="left", maintain_order="left").select(
        "person", "person_name", "from_on", "until_on", "kind", "comment"
    )


def role_rates() -> None:
    """Draw what an hour of each role costs, by day."""
    people_edit.add_button("cost_rate", "Add a rate", "people_add_rate", from_on=as_of())
    rows = data.table("cost_rate").filter(pl.col("person") == "")
    people_edit.listing(
        rows.select("role", "person", "from_on", "hourly_rate").sort("role", "from_on"),
        "cost_rate", "people_rates", hidden=("person",),
        nothing="No role has a rate by date yet.",
        next_step="Until then the standard rate of the role counts.", noun="rate",
        file_name="rates-of-roles",
    )  # fmt: skip


__all__ = [
    "TABS", "Chosen", "absences", "choose", "close_person", "everybody", "figures", "found",
    "listing", "open_person", "person", "role_rates", "teams",
]  # fmt: skip
