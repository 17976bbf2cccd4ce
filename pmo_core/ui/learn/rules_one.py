"""One audit rule: why it is there, its thresholds, what violates it, and what was found of it."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import evidence
from pmo_core.errors import NotFound
from pmo_core.jobs import findings as findings_jobs
from pmo_core.jobs.audit_rules import ActiveRule
from pmo_core.store.rules import number_text, parameters_text
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, confirm, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import evidence as table
from pmo_core.ui.learn import rule_form, to_list
from pmo_core.ui.learn.rules_data import (
    DEPARTMENT,
    PROJECT,
    RULE,
    active,
    compared,
    departments,
    go,
    left_out,
    outcomes,
    results,
)
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, plain

_ORDERS: dict[str, Order] = {
    "Most violations": [(pl.col("n_rows"), True)], "Project": [],
    "Department": [(pl.col("group"), False)],
}  # fmt: skip
_COLORS: dict[str, Any] = {"major": "red", "minor": "orange", "observation": "gray"}
_MAY_NOT = "Findings are raised by a manager or an administrator."


def found(code: str) -> ActiveRule | None:
    """Return the rule that the address names; where there is none, say so."""
    rule = active().get(code)
    if rule is None:
        tell(NotFound(f"There is no rule {code}."))
    return rule


def back() -> None:
    """Offer the way back to all rules, or from the evidence to its rule."""
    rule = st.query_params.get(RULE, "")
    if PROJECT in st.query_params:
        st.button(f"Rule {plain(rule)}", icon=":material/arrow_back:", type="tertiary",
                  key="back_to_rule", on_click=go, args=(rule,))  # fmt: skip
    st.button("All rules", icon=":material/list:", type="tertiary", key="all_rules",
              on_click=to_list.back, args=(RULE,))  # fmt: skip


def head(rule: ActiveRule) -> None:
    """Say what the rule looks after, why, and what mends it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(rule.code, color="blue")
        st.badge(rule.severity, color=_COLORS[rule.severity])
        st.badge(rule.family, color="gray")
        if rule.is_own:
            st.badge("own rule", color="violet", icon=":material/edit_note:")
        if not rule.is_active:
            st.badge("not run", color="gray", icon=":material/pause_circle:")
    if rule.fault:
        st.warning(plain(f"It cannot be run: {rule.fault}"), icon=":material/error:")
    for label, text in (
        ("Why it matters", rule.rationale), ("What mends it", rule.remedy),
        ("Comes from", rule.basis), ("Owner", rule.owner or ""),
    ):  # fmt: skip
        if text:
            st.markdown(f"**{label}.** {plain(text)}")


def thresholds(rule: ActiveRule) -> None:
    """Show the thresholds and the question, and offer to change them."""
    label = "Change the rule" if rule.is_own else "Change thresholds"
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, value in rule.parameters.items():
            shipped = rule.as_shipped.get(name, value)
            note = f" (shipped {number_text(shipped)})" if shipped != value else ""
            st.markdown(
                f"{plain(rule.meanings.get(name, name))}: **{number_text(value)}**{note}",
                width="content", help=f"In the question ${plain(name)}.",
            )  # fmt: skip
        if st.button(label, icon=":material/tune:", key="change_rule"):
            rule_form.offer(rule.code)
    with st.expander("The question in SQL", icon=":material/code:"):
        st.code(rule.query, language="sql", wrap_lines=True)
        if rule.checked:
            st.caption("What it judges, per project:")
            st.code(rule.checked, language="sql", wrap_lines=True)


def figures(rule: ActiveRule, run: dict[str, Any]) -> bool:
    """Draw how the rule came out in a run; return whether there is anything to show."""
    own = results(run["code"]).filter(rule=rule.code)
    if own.is_empty():
        empty(f"{rule.code} was not run in {run['code']}.", "It is new or was off: run the rules.")
        return False
    row = own.row(0, named=True)
    if row["failure"]:
        st.error(plain(row["failure"]), title=f"It could not be run in {run['code']}")
        return False
    moved = compared(run["code"])
    why_not = left_out(run["code"]).get(rule.code)
    mine = None if moved is None or why_not else moved.filter(rule=rule.code)
    new = "N/A" if mine is None else f"{mine.filter(change_state='new').height:,}"
    gone = "N/A" if mine is None else f"{mine.filter(change_state='gone').height:,}"
    headline(
        [
            Figure("Projects judged", f"{row['n_projects']:,}", "Projects with something that the "
                   "rule can judge.", f"in {run['code']}"),
            Figure("Fail", f"{row['n_failing']:,}", "Projects with at least one violation.",
                   f"{counted(row['n_rows'], 'violation')}"),
            Figure("New", new, "Projects that fail now and did not in the run before.",
                   f"not compared: {why_not.split(':')[0]}" if why_not else f"{gone} gone"),
            Figure("Time", f"{row['seconds']:.2f} s", "Time that its questions took.",
                   (row["parameters"] or "no threshold").replace("\n", ", ")),
        ],
        "rule_figures",
    )  # fmt: skip
    if row["parameters"] != parameters_text(rule.parameters):
        st.caption(
            f":material/info: {run['code']} judged by other thresholds than there are now: run the "
            "rules to see what these find."
        )
    return True


def projects(rule: ActiveRule, run: dict[str, Any]) -> None:
    """Draw the projects that violate the rule; a click shows the evidence."""
    rows = _failing(rule.code, run["code"])
    if rows.is_empty():
        st.success("Nothing violates it.", icon=":material/check_circle:")
        return
    department = st.query_params.get(DEPARTMENT)
    if department is not None:
        rows = rows.filter(group=department)
        st.button(
            f"Of {plain(department)} alone: {counted(rows.height, 'project')}", type="tertiary",
            icon=":material/filter_alt_off:", key="all_departments", on_click=go, args=(rule.code,),
            help="Show the projects of all departments.",
        )  # fmt: skip
    _raise(rule.code, run["code"], rows)
    shown = paged(rows, _ORDERS, "project", "Press Open for the evidence.", key="failing_")
    grid(
        shown, "rule_projects", alt="Projects that violate the rule", register="rule_outcome",
        on_row=lambda row: go(rule.code, shown["project"][row]), export=lambda: rows,
        pinned=("project",), file_name=f"{rule.code}-{run['code']}",
        labels={"group": "Department", "n_rows": "Violations", "n_checked": "Judged",
                "project": "Code"},
    )  # fmt: skip


def _failing(rule: str, run: str) -> pl.DataFrame:
    names = data.table("project").select("manager", project="code", project_name="name")
    open_ = _open_findings().filter(rule=rule).select("project", finding="code")
    return (
        outcomes(run)
        .filter(pl.col("rule") == rule, pl.col("n_rows") > 0)
        .join(names, on="project", how="left", maintain_order="left")
        .join(departments(), on="project", how="left", maintain_order="left")
        .join(open_, on="project", how="left", maintain_order="left")
        .select("project", "project_name", "group", "manager", "n_checked", "n_rows", "finding")
    )


def _open_findings() -> pl.DataFrame:
    kept = data.table("finding").filter(pl.col("state").is_in(["open", "accepted"]))
    return kept.unique(["rule", "project"], keep="last", maintain_order=True)


def _raise(rule: str, run: str, rows: pl.DataFrame) -> None:
    """Offer to raise what has no finding yet as findings."""
    left = rows.filter(pl.col("finding").is_null())["project"].to_list()
    is_able = may_write("finding")
    if left and st.button(
        "Raise a finding" if len(left) == 1 else f"Raise {len(left):,} findings", key="raise_all",
        icon=":material/report:", disabled=not is_able,
        help="With the evidence of this run; owned by the project's manager." if is_able
        else _MAY_NOT,
    ):  # fmt: skip
        keys = [(rule, project) for project in left]
        if len(keys) == 1:
            attempt(lambda: raised(run, keys))
        else:
            confirm(
                f"Raise {len(keys):,} findings?",
                [f"A finding for each project that violates {rule} and has none yet, with its "
                 f"evidence of {run}.", "Each is owned by the manager of its project."],
                f"Raise {len(keys):,} findings", lambda: raised(run, keys),
            )  # fmt: skip


def raised(run: str, keys: list[tuple[str, str]]) -> str:
    """Raise violations of a run as findings and say what was done."""
    made = findings_jobs.raise_findings(repository(), session(), run, keys, today=as_of())
    if made.number is None:
        return "There is an open finding about it already."
    again = f", {counted(len(made.recurring), 'recurrence')}" if made.recurring else ""
    first = made.codes[0] if len(made.codes) == 1 else counted(len(made.codes), "finding")
    return f"{first} raised{again} (change {made.number})."


def evidence_of(rule: ActiveRule, run: dict[str, Any], project: str) -> None:
    """Show what violates the rule in a project, as the run kept it, and its finding."""
    kept = repository().table("rule_outcome", run=run["code"], rule=rule.code, project=project)
    names = dict(data.table("project").select("code", "name").iter_rows())
    title = f"{project}, {names.get(project, '')}" if project else "Belongs to no project"
    st.subheader(plain(title), anchor=False)
    if kept.is_empty():
        empty(f"{run['code']} judged nothing of it.", "The rule has nothing to judge there.")
        return
    row = kept.row(0, named=True)
    judged = "" if row["n_checked"] is None else f" of {row['n_checked']:,} judged"
    st.caption(f"{counted(row['n_rows'], 'violation')}{judged}, as {run['code']} found them.")
    _finding(rule.code, run["code"], project, row["n_rows"])
    if not row["n_rows"]:
        st.success("Nothing violates it.", icon=":material/check_circle:")
        return
    rows = evidence.rows_of(row["evidence"])
    frame = pl.DataFrame(rows, infer_schema_length=None, strict=False)
    table.shown(
        frame, "rule_evidence", alt="Violations", file_name=f"{rule.code}-{project}-{run['code']}"
    )
    if len(rows) < row["n_rows"]:
        st.caption(f"The first {len(rows):,} of {row['n_rows']:,} are kept with the run.")


def _finding(rule: str, run: str, project: str, n_rows: int) -> None:
    """Lead to the open finding about a rule and project, or offer to raise one."""
    held = _open_findings().filter(rule=rule, project=project)["code"]
    with st.container(horizontal=True, vertical_alignment="center"):
        if held.len():
            st.page_link(
                PAGES / "learn" / "findings.py", label=f"Finding {held[0]}",
                icon=":material/report:", query_params={"finding": held[0]},
            )  # fmt: skip
        elif n_rows:
            is_able = may_write("finding")
            if st.button("Raise a finding", icon=":material/report:", key="raise_one",
                         type="primary", disabled=not is_able,
                         help=None if is_able else _MAY_NOT):  # fmt: skip
                attempt(lambda: raised(run, [(rule, project)]))
        if project:
            st.page_link(
                PAGES / "track" / "project.py", label=f"Project {plain(project)}",
                icon=":material/task_alt:", query_params={"project": project},
            )  # fmt: skip


__all__ = [
    "back", "evidence_of", "figures", "found", "head", "projects", "raised", "thresholds",
]  # fmt: skip
