"""Ways out of a shortage: looked for beside the page, each with its cost and its effect."""

from collections.abc import Hashable
from datetime import date
from typing import Any

import streamlit as st

from pmo_core.analysis.capacity import words
from pmo_core.analysis.capacity.feasibility import Witness
from pmo_core.analysis.capacity.moves import Kind
from pmo_core.charts import short
from pmo_core.jobs import capacity_levers
from pmo_core.jobs.background import Tell
from pmo_core.jobs.capacity_levers import KINDS, LONGEST_SHIFT, SECONDS, WayOut
from pmo_core.jobs.capacity_plan import Window, name_of
from pmo_core.ui import data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.background import worked_out
from pmo_core.ui.boot import repository
from pmo_core.ui.plan import capacity_apply
from pmo_core.ui.plan import capacity_data as kept
from pmo_core.ui.text import counted, plain

MAY_NOT = "Plans are changed by a manager or an administrator."
_ASKED = "capacity_asked"
_TITLES: dict[Kind, tuple[str, str]] = {
    "shift": ("Shift a project", "event_upcoming"),
    "hire": ("Hire or borrow", "person_add"),
    "hand over": ("Hand over", "swap_horiz"),
    "cut": ("Cut scope", "content_cut"),
}  # fmt: skip
_COSTS: dict[Kind, str] = {
    "shift": "A project loses 2 % of its priority value for each month that it comes later, on "
    "what is left of it. The value of the first project is 100.",
    "hire": "Hours of whole people in these months, at the rate of the role on the first day of "
    "each.",
    "hand over": "Rate of who takes over less rate of who gives, times the hours.",
    "cut": "A project loses its priority value in the share of its hours that is cut. The value "
    "of the first project is 100.",
}  # fmt: skip


def draw(window: Window, witness: Witness, as_of: date) -> None:
    """Draw the button that looks for ways out; once they are found, the ways."""
    st.subheader("Ways out", anchor=False)
    if window.unit == "week":
        st.caption(
            "Demand and bookings are kept by month, and so are ways out looked for: choose Months "
            "above. Where months can be met, the shortage lies within the month: work that is not "
            "tied to its week can be done in another one."
        )
        return
    key: Hashable = (
        "ways out", repository().address, repository().revision, window, name_of(witness), as_of,
    )  # fmt: skip
    if st.session_state.get(_ASKED) != key:
        st.caption(
            "The solver looks for the cheapest change of each kind that mends this shortage and "
            f"makes no other one larger: a shift of up to {LONGEST_SHIFT} months, people to hire "
            "or borrow, hours to hand over, scope to cut. Each is proven on the records that it "
            "would change. Nothing is changed before you apply one."
        )
        st.button(
            "Look for ways out", type="primary", icon=":material/search:", key="capacity_look",
            on_click=_ask, args=(key,),
        )  # fmt: skip
        return
    repo = repository()

    def work(tell: Tell) -> dict[Kind, WayOut | None]:
        return capacity_levers.ways_out(repo, as_of, window, witness, tell)

    found = worked_out(key, work, words="Looking for ways out", name="capacity_ways")
    if found is not None:
        _cards(found, window, witness, as_of)


def _ask(key: Hashable) -> None:
    st.session_state[_ASKED] = key


def _cards(found: dict[Kind, WayOut | None], window: Window, witness: Witness, as_of: date) -> None:
    n = sum(way is not None and way.is_enough for way in found.values())
    st.caption(
        f"{counted(n, 'way')} out, each enough by itself. Compare what they cost; nothing is "
        "changed before you apply one."
    )
    with st.grid(2, min_column_width=380, border=True, key="capacity_cards") as cells:
        for kind in KINDS:
            with cells.cell():
                _card(kind, found[kind], window, witness, as_of)


def _card(kind: Kind, way: WayOut | None, window: Window, witness: Witness, as_of: date) -> None:
    title, icon = _TITLES[kind]
    st.markdown(f":material/{icon}: **{title}**")
    if way is None:
        st.caption(plain(_none(kind, window, witness, as_of)))
        return
    st.text(sentence(way))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{plain(cost(way))}**", help=_COSTS[kind], width="content")
        if way.lever.is_best:
            st.badge("proven best of its kind", icon=":material/verified:", color="green")
        else:
            st.badge(f"best found in {SECONDS:.0f} s, not proven", color="orange")
        if not way.is_enough:
            left = way.short_after / kept.hours_per_day()
            st.badge(f"leaves {left:,.1f} person-days short in all", color="red")
    with st.container(horizontal=True, gap="small"):
        if st.button(
            "Show what changes", icon=":material/difference:", key=f"capacity_show_{kind}"
        ):
            capacity_apply.show(way, f"{sentence(way)} {cost(way)}.", window, witness)
        is_able = may_write("demand")
        if st.button(
            "Apply ...", icon=":material/done_all:", key=f"capacity_apply_{kind}",
            disabled=not is_able, help=None if is_able else MAY_NOT,
        ):  # fmt: skip
            capacity_apply.ask(way, sentence(way))


def sentence(way: WayOut) -> str:
    """Return what a lever does, with the names of projects, roles and people."""
    return words.proposal(way.lever, "month", {**kept.names(), **kept.project_names()})


def cost(way: WayOut) -> str:
    """Return what a lever costs, in words."""
    lever = way.lever
    if lever.value is not None:
        return f"Loses {lever.value:,.2f} points of priority value"
    if lever.cost is None:
        return "Cost not known: a rate is missing"
    amount = short(abs(lever.cost), data.settings().base_currency)
    if lever.cost < 0:
        return f"Saves {amount}"
    return f"Costs {amount}" if lever.cost else "Costs nothing"


def _none(kind: Kind, window: Window, witness: Witness, as_of: date) -> str:
    """Return why there is no lever of a kind, as far as it is known."""
    found = f"None: proven impossible, or not found in {SECONDS:.0f} seconds."
    if witness.kind == "promised" and kind in ("shift", "hire"):
        return "None: what is promised twice to one person is handed over or cut."
    if kind == "shift":
        rows = kept.causes(window, witness, as_of).unique("project", maintain_order=True)
        why: list[dict[str, Any]] = rows.drop_nulls("fixed_because").to_dicts()
        said = words.listed([f"{row['project']} ({row['fixed_because']})" for row in why])
        return f"{found} Not shifted: {said}." if said else found
    if kind == "hand over":
        return f"{found} Nobody who is free holds what these people are promised for."
    return found


__all__ = ["draw"]
