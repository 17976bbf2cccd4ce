"""The page of competences: what is read first, the matrix, gaps, certificates, registers."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.charts import short
from pmo_core.charts.competence import heat
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import competence_data as found
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import people_edit
from pmo_core.ui.text import counted, iso, plain

PARAMETER = "person"
TABS = ("Matrix", "Gaps", "Certificates", "Mentoring", "Registers")
_CELL = "competence cell"
_LABELS = {"project": "Code", "person": "Person code"}
_GAPS: dict[str, Order] = {
    "Needed first": [], "Weight": [(pl.col("need_weight"), True)],
    "Person": [(pl.col("person_name").str.to_lowercase(), False)],
    "Competence": [(pl.col("skill_name"), False)],
}  # fmt: skip
_ENDS: dict[str, Order] = {
    "Ends first": [], "Person": [(pl.col("person_name").str.to_lowercase(), False)],
    "Highest cost": [(pl.col("renewal_base"), True)],
}  # fmt: skip
_REGISTERS = {
    "skill": ("competence", "Add competences, and certificates, with what their levels mean."),
    "competence_need": ("competence asked for", "Say which level a role asks for."),
    "person_skill": ("competence of a person", "Say what people hold, and what shows it."),
}


def person() -> str | None:
    """Return the code of the person in the address, None where there is none."""
    return st.query_params.get(PARAMETER)


def open_person(code: str) -> None:
    """Show one person; only in a callback."""
    st.query_params[PARAMETER] = code


def close_person() -> None:
    """Show everybody again; only in a callback."""
    st.query_params.pop(PARAMETER, None)


def figures() -> None:
    """Draw what is read first, each with its formula and with what is missing in it."""
    needs, ends = found.needs(), found.certificates()
    asked = found.matrix().drop_nulls("able_pct")
    places, able = int(asked["n_people"].sum()), int(asked["n_able"].sum())
    soon = ends.filter(pl.col("validity") == "expiring")
    over = ends.filter(pl.col("validity") == "expired").height
    unknown = soon["renewal_base"].null_count()
    assigned = needs.filter(pl.col("need_source") == "assignment")
    first: Any = assigned["needed_on"].min()
    headline(
        [
            Figure(
                "Asked and held", f"{100 * able / places:.0f} %" if places else "N/A",
                "People who hold the level that their main role asks for / people asked, summed "
                "over roles and competences. Expired certificates do not count.",
                f"{able:,} of {places:,}" if places else "no role asks for anything",
            ),
            Figure(
                "Gaps", f"{needs.height:,}",
                "Person and level of a competence that a booking of the coming 12 months, an open "
                "finding or the main role asks for, and that is not held on that day.",
                f"of {counted(needs['person'].n_unique(), 'person', 'people')}",
            ),
            Figure(
                "For an assignment", f"{assigned.height:,}",
                "Gaps that a booking of a person asks for first.",
                f"the first on {iso(first)}" if assigned.height else "",
            ),
            Figure(
                "Ending soon", f"{soon.height:,}",
                f"Certificates whose last day is today or later, within {found.SOON_DAYS} days.",
                f"{over or 'none'} {'have' if over > 1 else 'has'} expired",
            ),
            Figure(
                "Renewal cost", short(soon["renewal_base"].sum(), data.settings().base_currency)
                if soon.height > unknown else "N/A",
                "Sum of their renewal costs in base currency, by the rate of today.",
                f"{unknown:,} without a cost" if unknown else "of those that end soon",
            ),
        ],
        "competence_figures", width=150,
    )  # fmt: skip


def matrix() -> None:
    """Draw the heat map of roles and competences, and the people behind a cell."""
    rows = found.matrix()
    if rows.is_empty():
        empty(
            "No role asks for a competence yet.",
            "Open the tab Registers: add competences, then which level a role asks for.",
        )
        return

    def drawn(at: str) -> None:
        st.session_state[_CELL] = tuple(at.split("|"))

    drawing = data.derived(
        "competence heat", lambda: heat(rows, title="Who holds what the role asks for"),
        as_of=as_of(),
    )  # fmt: skip
    chart(drawing, "competence_heat", on_pick=drawn)
    st.caption("People who hold the level / people of the role. Click a cell to see who.")
    _cell(rows)
    with st.expander("The same as a table, level by level"):
        grid(
            rows.drop("role", "skill"), "competence_matrix", hidden=(), file_name="competences",
            alt="Roles, competences and how many people hold which level",
            labels={"level_asked": "Level asked", "n_able": "Hold it"},
        )  # fmt: skip


def _cell(rows: pl.DataFrame) -> None:
    """Draw the people of the role behind the cell that was clicked."""
    role, skill = st.session_state.get(_CELL, ("", ""))
    cell = rows.filter(role=role, skill=skill)
    if cell.is_empty():
        return
    asked = cell.row(0, named=True)
    held = (
        data.table("person_skill")
        .filter(skill=skill)
        .select("expires_on", "evidence", code="person")
    )
    today = found.held().filter(skill=skill).select(code="person", skill_held="level")
    people = (
        data.table("person")
        .filter(
            pl.col("role") == role, pl.col("left_on").fill_null(as_of()) >= as_of(),
            pl.col("joined_on").fill_null(as_of()) <= as_of(),
        )
        .select("code", person_name="name")
        .join(held, on="code", how="left")
        .join(today, on="code", how="left")
        .with_columns(pl.col("skill_held").fill_null(0))
        .sort("skill_held", "person_name")
        .select("code", "person_name", "skill_held", "expires_on", "evidence")
    )  # fmt: skip
    level = asked["level_asked"]
    told = "is not asked for" if level is None else f"level {level} is asked for"
    st.markdown(f"**{plain(asked['role_name'])}**: {plain(asked['skill_name'])}, {told}")
    if people.is_empty():
        st.caption("Nobody has this role.")
        return
    codes = people["code"].to_list()
    grid(
        people, f"competence_cell_{role}_{skill}", alt="People of the role and what they hold",
        labels={"code": "Person code"}, on_row=lambda n: open_person(codes[n]),
        file_name=f"{role}-{skill}",
    )  # fmt: skip


def gaps() -> None:
    """Draw what is missing, what asks for it and from when on."""
    rows = found.needs()
    if rows.is_empty():
        empty(
            "Nobody lacks what is asked for.",
            "Say what roles ask for in the tab Registers, or book people on projects.",
        )
        return
    st.page_link(
        PAGES / "learn/training.py", label="The training plan that closes them",
        icon=":material/school:",
    )  # fmt: skip
    shown = paged(rows, _GAPS, "gap", key="competence_gaps_").select(
        "person", "person_name", "skill_name", "level_asked", "skill_held", "needed_on",
        "need_cause", "n_causes", "need_weight",
    )  # fmt: skip
    grid(
        shown, "competence_gaps", alt="Gaps of competence and what asks for them",
        hidden=("person",), labels=_LABELS, pinned=("person_name",),
        on_row=lambda n: open_person(shown["person"][n]), export=lambda: rows,
        file_name="competence-gaps",
    )  # fmt: skip


def certificates() -> None:
    """Draw what has an end, the first to end first."""
    rows = found.certificates()
    if rows.is_empty():
        empty(
            "No certificate with an end is kept.",
            "Give what a person holds a last day of validity in the tab Registers.",
        )
        return
    columns = (
        "person", "person_name", "skill_name", "validity", "expires_on", "days_left",
        "renewal_base", "issued_on", "evidence",
    )  # fmt: skip
    shown = paged(rows.select(columns), _ENDS, "certificate", key="competence_ends_")
    grid(
        shown, "competence_certificates", alt="Certificates with their last day",
        hidden=("person",), pinned=("person_name",),
        labels={"renewal_base": f"Renewal, {data.settings().base_currency}"},
        on_row=lambda n: open_person(shown["person"][n]), export=lambda: rows.select(columns),
        file_name="certificates", register="person_skill",
    )  # fmt: skip


def registers() -> None:
    """Draw competences, what roles ask for, and what people hold, to be changed."""
    names = {"skill": "Competences", "competence_need": "Asked for", "person_skill": "Held"}
    chosen = st.segmented_control(
        "Register", list(names), default="skill", format_func=lambda one: names[one],
        key="competence_register", label_visibility="collapsed",
    ) or "skill"  # fmt: skip
    noun, next_step = _REGISTERS[chosen]
    people_edit.add_button(chosen, f"Add a {noun}", f"competence_add_{chosen}")
    people_edit.listing(
        data.table(chosen), chosen, f"competence_{chosen}", nothing=f"There is no {noun} yet.",
        next_step=next_step, noun=noun, file_name=chosen.replace("_", "-"),
    )  # fmt: skip


__all__ = [
    "PARAMETER", "TABS", "certificates", "close_person", "figures", "gaps", "matrix",
    "open_person", "person", "registers",
]  # fmt: skip
