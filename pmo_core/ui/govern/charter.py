"""What the page of charters shows: all of them, and one as it reads now."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import polars as pl
import streamlit as st

from pmo_core.analysis import charter as texts
from pmo_core.exchange.document import DOCX_TYPE, PDF_TYPE, Document, docx_bytes, pdf_bytes
from pmo_core.jobs import charters, methods
from pmo_core.model import Charter, Project
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern import charter_board
from pmo_core.ui.govern.methods import NAMES
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, plain

MAY_NOT = "Charters are a contributor's to write: act as one."
COLORS: dict[str, Any] = {
    "none": "gray", "draft": "gray", "in approval": "blue", "approved": "green",
    "outdated": "orange", "open": "gray",
}  # fmt: skip
ICONS = {
    "none": ":material/draft:", "draft": ":material/edit_note:",
    "in approval": ":material/pending:", "approved": ":material/verified:",
    "outdated": ":material/history:",
    "open": ":material/radio_button_unchecked:",
}  # fmt: skip
TITLES = {
    "purpose": "Purpose", "scope_in": "In scope", "scope_out": "Out of scope",
    "deliverables": "Deliverables", "milestones": "Milestones", "risks": "Main risks",
    "assumptions": "Assumptions", "roles": "Roles", "budget": "Budget", "method": "Method",
}  # fmt: skip
_LEFT = ("purpose", "scope_in", "scope_out", "assumptions")
_RIGHT = ("deliverables", "milestones", "risks")
_ENDED = ("closed", "canceled")
_ORDERS: dict[str, Order] = {
    "To be done first": [],
    "Name": [(pl.col("project_name"), False)],
    "Planned cost": [(pl.col("planned_cost"), True)],
}
_URGENT = {"outdated": 0, "in approval": 1, "draft": 2, "none": 3, "approved": 4}


def figures_of_all() -> pl.DataFrame:
    """Return project, planned_cost (base currency) and risk_pct of all projects."""
    day = as_of()
    return data.derived("method figures", lambda: methods.figures(cast(Any, data), day), day=day)


def all_charters() -> pl.DataFrame:
    """Return a row per project: where its charter stands; those that wait for something first.

    Beside what `analysis.charter.standing` gives: the project's figures and names, and what a board
    decided about the charter (outcome, decision, decided_on, board; null = nothing yet).
    """

    def make() -> pl.DataFrame:
        known = figures_of_all()
        projects = data.table("project").select(
            "stage", "sponsor", "manager", project="code", project_name="name"
        )
        found = texts.standing(data.table("charter"), data.table("charter_approval"), known)
        return (
            found.join(known, on="project").join(projects, on="project")
            .join(charter_board.decided(), on="project", how="left")
            .sort(pl.col("charter_state").replace_strict(_URGENT), "project")
        )  # fmt: skip

    return data.derived("charters", make, day=as_of())


def overview(open_one: Callable[[str], None]) -> None:
    """Draw the list of all charters; a click on one calls `open_one` with the project's code."""
    rows = all_charters()
    open_rows = rows.filter(~pl.col("stage").is_in(_ENDED).fill_null(value=False))
    n = dict(open_rows["charter_state"].value_counts().rows())
    running = open_rows.filter(pl.col("stage").is_in(["approved", "delivery", "on hold"]))
    bare = running.filter(charter_state="none").height
    headline(
        [
            Figure("Approved", f"{n.get('approved', 0):,}",
                   "Open projects whose charter is approved, as it reads now, by all who must.",
                   f"of {counted(open_rows.height, 'open project')}"),
            Figure("In approval", f"{n.get('in approval', 0) + n.get('draft', 0):,}",
                   "Charters that are written and lack an approval."),
            Figure("Outdated", f"{n.get('outdated', 0):,}",
                   "Charters that are approved only as they read before a later change."),
            Figure("Running without", f"{bare:,}",
                   "Projects that are approved, in delivery or on hold and have no charter.",
                   f"of {counted(running.height, 'running project')}"),
        ],
        "charter_figures",
    )  # fmt: skip
    states = st.pills(
        "Show", list(_URGENT), selection_mode="multi", key="charter_states",
        label_visibility="collapsed", default=None,
    )  # fmt: skip
    shown = rows.filter(pl.col("charter_state").is_in(states)) if states else open_rows
    if shown.is_empty():
        empty("No charter stands there.", "Choose another state above.")
        return
    names = (
        "project_name", "charter_state", "n_approved", "n_required", "outcome", "stage",
        "planned_cost", "sponsor", "manager", "author", "project",
    )  # fmt: skip
    page = paged(shown.select(names), _ORDERS, "project", "Click one to open its charter.")
    grid(
        page, "charters", alt="Charters and where they stand", pinned=("project_name",),
        labels={"outcome": "Board's decision"},
        hidden=() if shown["outcome"].count() else ("outcome",),
        on_row=lambda row: open_one(page["project"][row]), export=lambda: shown.select(names),
    )  # fmt: skip


def kept(project: str) -> Charter | None:
    """Return the charter of a project as it reads now, None where there is none."""
    rows = data.table("charter").filter(project=project)
    return Charter.model_validate(rows.row(0, named=True)) if rows.height else None


def approvals(charter: Charter) -> pl.DataFrame:
    """Return who approved a charter and who must; see `analysis.charter.approvals`."""
    known = figures_of_all().row(by_predicate=pl.col("project") == charter.project, named=True)
    return texts.approvals(
        data.table("charter_approval").filter(project=charter.project),
        texts.charter_hash(charter.model_dump()),
        texts.required(known["planned_cost"], known["risk_pct"]),
    )


def begin(project: Mapping[str, Any]) -> None:
    """Draw what stands there before a charter is written: one click drafts it."""
    asked = data.table("request").filter(project=project["code"])
    source = f"request {asked['code'][0]}" if asked.height else "what is kept of the project"
    empty(
        "This project has no charter yet.",
        f"One click drafts it from {plain(source)}: purpose, budget, milestones, roles, risks. "
        "Adopt a method below first, and its gates and deliverables stand in the draft.",
    )
    able = may_write("charter")
    if st.button(
        "Draft the charter", type="primary", icon=":material/note_add:", key="charter_draft",
        disabled=not able, help=None if able else MAY_NOT,
    ):  # fmt: skip
        attempt(lambda: _drafted(project["code"]))


def _drafted(code: str) -> str:
    number = charters.save(session(), charters.draft_from(repository(), code), None, "First draft")
    return f"The charter was drafted: change {number}."


def read(charter: Charter, project: Project) -> None:
    """Draw a charter as it reads now, with its files."""
    asked = approvals(charter)
    _files(charter, project, asked)
    unit = project.currency or data.settings().base_currency
    budget = "not known" if charter.budget is None else f"{charter.budget:,.0f} {unit}"
    facts = {
        "Budget": budget, "Method": NAMES.get(charter.method or "", "not chosen"),
        "Sponsor": project.sponsor or "not named",
        "Project manager": project.manager or "not named",
        "Planned": f"{project.planned_start or 'open'} to {project.planned_finish or 'open'}",
    }  # fmt: skip
    with st.grid(len(facts), min_column_width=150, border=True, key="charter_facts") as cells:
        for label, value in facts.items():
            with cells.cell(), st.container(gap="xxsmall"):
                st.caption(label)
                st.text(value)
    left, right = st.columns(2, gap="large")
    for place, names in ((left, _LEFT), (right, _RIGHT)):
        with place:
            for name in names:
                _section(name, getattr(charter, name))
    st.markdown("**Roles**")
    roles = texts.raci(charter.roles)
    if roles.is_empty():
        st.caption("Nobody is named yet.")
    else:
        st.table(
            roles.with_columns(pl.all().map_elements(plain, return_dtype=pl.String)).rename(
                {"work": "Work", "R": "Does it", "A": "Answers", "C": "Is asked", "I": "Is told"}
            )
        )
    st.caption(plain(f"Written by {charter.author or 'nobody'}."))


def _section(name: str, text: str | None) -> None:
    st.markdown(f"**{TITLES[name]}**")
    lines = [line for line in (text or "").splitlines() if line.strip()]
    if not lines:
        st.caption("Nothing is said about it yet.")
    elif name == "purpose":
        st.text("\n".join(lines))
    else:
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _files(charter: Charter, project: Project, asked: pl.DataFrame) -> None:
    """Offer the charter as DOCX and PDF; they are written when the user asks."""

    def made() -> Document:
        return charters.document(
            charter.model_dump(), project.model_dump(), asked,
            currency=data.settings().base_currency, as_of=as_of(),
        )  # fmt: skip

    with st.container(horizontal=True, gap="small"):
        kinds = (("DOCX", docx_bytes, DOCX_TYPE), ("PDF", pdf_bytes, PDF_TYPE))
        for label, write, kind in kinds:
            st.download_button(
                label, data=partial(_written, write, made), mime=kind, on_click="ignore",
                file_name=f"{project.code}-charter.{label.lower()}", key=f"charter_{label}",
                icon=":material/download:", help=f"The charter as {label}, with its approvals.",
            )  # fmt: skip


def _written(write: Callable[[Document], bytes], made: Callable[[], Document]) -> bytes:
    return write(made())


def badge(state: str, words: str = "") -> None:
    """Draw where something stands, in color and words."""
    st.badge(words or state, icon=ICONS[state], color=COLORS[state])


__all__ = [
    "COLORS", "ICONS", "MAY_NOT", "TITLES", "all_charters", "approvals", "badge", "begin",
    "figures_of_all", "kept", "overview", "read",
]  # fmt: skip
