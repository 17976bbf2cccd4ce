"""A project's plan is saved as a template: what is taken, and what is not."""

import polars as pl
import streamlit as st
from pydantic import ValidationError

from pmo_core.errors import PmoError, Refused
from pmo_core.jobs import templates
from pmo_core.model import Template
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.order import by_code
from pmo_core.ui.plan.templates import PARAMETER
from pmo_core.ui.plan.templates import tell as tell_findings
from pmo_core.ui.text import counted, listed

_KINDS = {
    "work": "part", "milestone": "milestone", "precedence": "link", "effort": "line of effort",
    "budget": "share of the budget", "risk": "risk", "communication": "line of communication",
}  # fmt: skip
_PLURALS = {
    "line of effort": "lines of effort", "share of the budget": "shares of the budget",
    "line of communication": "lines of communication",
}  # fmt: skip


def button() -> None:
    """Offer to save a project's plan as a template."""
    is_able = may_write("template")
    if st.button(
        "Save a project as a template", icon=":material/bookmark_add:", key="save_as",
        disabled=not is_able,
        help="Work, order, effort and shares of the budget, without people and amounts."
        if is_able else "Templates are made by a manager or an administrator.",
    ):  # fmt: skip
        st.dialog("Save a project as a template", width="large")(form)()


def form() -> None:
    """Ask which project and under which name; show what is taken; save it."""
    names = data.derived("projects with a plan", _planned)
    if not names:
        st.info("No project has a work breakdown yet.")
        return
    project = st.selectbox(
        "Project", list(names), index=None, key="save_project",
        format_func=lambda one: f"{one}  {names[one]}", placeholder="Type a code or a name",
    )  # fmt: skip
    if project is None:
        st.caption("People, dates and amounts are not taken: days count from the start, effort "
                   "stays in hours, money becomes shares.")  # fmt: skip
        return
    try:
        lines, findings = templates.capture(repository(), project)
    except PmoError as problem:
        tell(problem)
        return
    st.markdown(f"It would plan {taken(lines)}.")
    tell_findings(findings)
    with st.form("save_template", border=False):
        left, right = st.columns([1, 2])
        code = left.text_input("Code \\*", key="save_code", max_chars=120, placeholder="e.g. WEB")
        name = right.text_input("Name \\*", key="save_name", value=names[project])
        kind = st.text_input("Kind of project", key="save_kind", placeholder="e.g. software")
        about = st.text_area("When to use it", key="save_about", height=80)
        is_sent = st.form_submit_button("Save the template", type="primary", key="save_template_go")
    if is_sent:
        attempt(lambda: _save(project, code, name, kind, about))


def taken(lines: pl.DataFrame) -> str:
    """Return what a template holds, in words.

    Examples
    --------
    >>> taken(pl.DataFrame({"kind": ["work", "work", "risk"]}))
    '2 parts and 1 risk'
    """
    counts = dict(lines.group_by("kind").len().iter_rows())
    return listed([
        counted(counts[kind], word, _PLURALS.get(word, "")) for kind, word in _KINDS.items()
        if kind in counts
    ])  # fmt: skip


def _planned() -> dict[str, str]:
    planned = data.table("wbs_element")["project"].unique()
    rows = data.table("project").filter(pl.col("code").is_in(planned.implode()))
    return dict(by_code(rows).select("code", "name").iter_rows())


def _save(project: str, code: str, name: str, kind: str, about: str) -> str:
    try:
        template = Template(
            code=code.strip(), name=name.strip(), kind=kind.strip() or None,
            description=about.strip() or None, author=actor()[0],
            method=repository().get("project", project).method,  # type: ignore[attr-defined]
        )  # fmt: skip
    except ValidationError as error:
        raise Refused("A template needs a code and a name.", "Enter both.") from error
    number = templates.save_as(session(), repository(), project, template)
    st.query_params[PARAMETER] = template.code
    return f"Template {template.code} was saved (change {number})."
