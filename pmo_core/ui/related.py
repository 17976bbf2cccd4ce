"""The way from one page about a project to the others: request, case, charter, gate and so on."""

import polars as pl
import streamlit as st

from pmo_core.ui import data, facts
from pmo_core.ui.exceptions import exceptions
from pmo_core.ui.learn import findings_data
from pmo_core.ui.page import as_of
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, listed, plain

_Link = tuple[str, str, str, str, str]
_MEASURED = ("status_report", "progress", "earned_value")
_ENDED = ("closed", "canceled")


def related(project: str, here: str = "") -> None:
    """Draw a row of links to what there is of a project, each to its latest.

    Parameters
    ----------
    project : str
        Code of the project.
    here : str
        Section and page, such as "govern/gate", to which no link is drawn.
    """
    links = data.derived("related", lambda: _links(project), project=project, as_of=as_of())
    with st.container(horizontal=True, gap="small", key="related"):
        for path, label, icon, address, meaning in links:
            if path != here:
                name, _, value = address.partition("=")
                st.page_link(
                    PAGES / f"{path}.py", label=plain(label), icon=f":material/{icon}:",
                    query_params={name: value}, help=meaning or None,
                )  # fmt: skip


def _links(project: str) -> list[_Link]:
    """Return page, label, icon, address and meaning of each link that leads to something."""
    of = f"project={project}"
    links = [("track/project", "Project", "task_alt", of, "")]
    if any(_of(register, project).height for register in _MEASURED):
        links.append(("track/earned", "Earned value", "area_chart", of, ""))
        links.append(("track/forecasts", "Forecasts", "trending_up", of, ""))
    links += _planned(project) + _broken(project)
    asked = _of("request", project)["code"]
    links += [
        ("decide/intake", f"Request {code}", "lightbulb", f"request={code}", "")
        for code in asked.head(1)
    ]
    if _has_case(project):
        links.append(("decide/case", "Business case", "savings", of, ""))
    if _of("charter", project).height:
        links.append(("govern/charter", "Charter", "description", of, ""))
    if _of("baseline", project).height:
        links.append(("govern/baselines", "Baselines", "flag_circle", of, ""))
    gates = _of("gate", project).sort("number", "gate")
    if gates.height:
        to_hold = gates.filter(pl.col("held_on").is_null())["gate"]
        code, place = (to_hold[0], "next") if to_hold.len() else (gates["gate"][-1], "last")
        meaning = f"Review of the {place} of {counted(gates.height, 'gate')}"
        links.append(("govern/gate", f"Gate {code}", "fact_check", of, meaning))
    if _of("benefit", project).height or _of("benefit_profile", project).height:
        links.append(("track/benefits", "Benefits", "redeem", of, ""))
    if data.table("project").filter(code=project, stage="closed").height:
        links.append(("learn/performance", "Performance", "school", of, "Against its estimates"))
    ends = (_change, _decision, _audit, _findings)
    return [*links, *(link for of_one in ends for link in of_one(project))]


def _planned(project: str) -> list[_Link]:
    """Return the links to the tasks of a project, what it is tied to, and how sure its dates are.

    Of a project that has ended nothing is still to come.
    """
    of = f"project={project}"
    is_open = data.table("project").filter(
        pl.col("code") == project, ~pl.col("stage").is_in(_ENDED)
    ).height  # fmt: skip
    has_tasks = _of("wbs_element", project).height
    links = []
    if has_tasks:
        links.append(("plan/schedule", "Schedule", "calendar_month", of, ""))
        links.append(("plan/timeline", "Timeline", "view_timeline", of, ""))
    if has_tasks and is_open:
        links.append(("plan/risk", "Risk of dates", "casino", of, "By when it will really be done"))
    if is_open and _is_tied(project):
        meaning = "What it needs, what needs it, and whom a slip reaches"
        links.append(("plan/relationships", "Relationships", "hub", of, meaning))
    return links


def _is_tied(project: str) -> bool:
    """Return whether a project needs another one, or another one needs it."""
    return any(
        data.table(register).filter((pl.col("project") == project) | (pl.col(other) == project))
        .height
        for register, other in (("link", "needs"), ("cross_link", "other_project"))
    )  # fmt: skip


def _broken(project: str) -> list[_Link]:
    """Return the link to the broken tolerances about which a board has not decided."""
    rows = exceptions(as_of()).filter(
        (pl.col("project") == project) & (pl.col("exception_state") == "open")
    )
    if rows.is_empty():
        return []
    named = f"Exception: {listed(rows['measure'].to_list())}"
    meaning = plain(" ".join(rows["reason"]))
    return [("track/exceptions", named, "crisis_alert", f"project={project}", meaning)]


def _of(register: str, project: str) -> pl.DataFrame:
    return data.table(register).filter(pl.col("project") == project)


def _has_case(project: str) -> bool:
    """Return whether a cost or a benefit of a project is known."""
    planned = facts.costs(as_of()).filter(pl.col("project") == project)["planned"]
    return planned.count() > 0 or _of("benefit", project).height > 0


def _change(project: str) -> list[_Link]:
    """Return the link to a change request: the latest that waits, else the latest."""
    waits = pl.col("state").is_in(["draft", "submitted"])
    rows = _of("change_request", project).sort(waits, "code", descending=True)
    meaning = f"One of {counted(rows.height, 'change request')}: the latest that waits, if any does"
    return [
        ("govern/changes", f"Change {code}", "published_with_changes", f"change={code}", meaning)
        for code in rows["code"].head(1)
    ]


def _decision(project: str) -> list[_Link]:
    """Return the link to the latest decision."""
    rows = _of("decision", project).sort("decided_on", "code", descending=True)
    meaning = f"The latest of {counted(rows.height, 'decision')} about this project"
    named = "Decision" if rows.height == 1 else "Latest decision"
    return [
        ("govern/decisions", f"{named} {code}", "gavel", f"decision={code}", meaning)
        for code in rows["code"].head(1)
    ]


def _audit(project: str) -> list[_Link]:
    """Return the link to the audit that is nearest: one in progress, else the latest."""
    rows = _of("audit", project).filter(pl.col("state") != "canceled")
    rows = rows.sort(pl.col("state") == "in progress", "planned_on", descending=True)
    return [
        ("learn/audits", f"Audit {code}", "assignment_turned_in", f"audit={code}", state)
        for code, state in rows.select("code", "state").head(1).iter_rows()
    ]


def _findings(project: str) -> list[_Link]:
    """Return the link to the finding that is not settled, or to the list of them."""
    codes = findings_data.rows().filter(pl.col("project") == project, pl.col("is_open"))["code"]
    meaning = "Not settled: something is still to be done about it"
    if codes.len() == 1:
        return [("learn/findings", f"Finding {codes[0]}", "report", f"finding={codes[0]}", meaning)]
    named = counted(codes.len(), "finding")
    address = f"finding_project={project}"
    return [("learn/findings", named, "report", address, meaning)] if codes.len() else []


__all__ = ["related"]
