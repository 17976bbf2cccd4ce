"""What the page of methods shows: a method as a picture, tailored, and who follows it how well."""

from decimal import Decimal
from typing import Any, cast, get_args

import polars as pl
import streamlit as st

from pmo_core.analysis import conformance as conforming
from pmo_core.analysis.methods import tailored
from pmo_core.charts.method_items import method_items
from pmo_core.jobs import methods
from pmo_core.model.structure import Method
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, listed, plain

NAMES: dict[str, str] = {
    "waterfall": "Waterfall", "agile": "Agile (Scrum)", "hybrid": "Hybrid", "light": "Light",
}  # fmt: skip
MAY_NOT = "Methods are a manager's to change: act as one, or ask the PMO."
_WIDTH = 220
_ORDERS: dict[str, Order] = {
    "Worst first": [],
    "Best first": [(pl.col("conformance_pct"), True)],
    "Out of order": [(pl.col("n_out_of_order"), True)],
    "Name": [(pl.col("project_name"), False)],
}


def begin() -> None:
    """Draw what stands on the page before anything is kept: one click keeps the four methods."""
    empty(
        "There are no methods yet.",
        "Four ship with the product: waterfall, agile (Scrum), hybrid and a light one, each with "
        "its phases, gates, deliverables, roles and ceremonies. Change them as you like.",
    )
    able = may_write("method_element")
    if st.button(
        "Start with the four methods", type="primary", icon=":material/play_arrow:",
        key="methods_begin", disabled=not able, help=None if able else MAY_NOT,
    ):  # fmt: skip
        attempt(
            lambda: f"The four methods are kept: change {methods.start_with_shipped(session())}."
        )


def chosen() -> Method:
    """Draw the choice of the method, which stands in the address, and return it."""
    kept = set(data.table("method_element")["method"])
    options = [one for one in get_args(Method) if one in kept]
    asked = st.query_params.get("method")
    start = asked if asked in options else options[0]
    method = st.segmented_control(
        "Method", options, default=start, format_func=NAMES.__getitem__, required=True,
        key="method_choice", on_change=_into_address, label_visibility="collapsed",
    )  # fmt: skip
    return cast(Method, method or start)


def _into_address() -> None:
    st.query_params["method"] = st.session_state["method_choice"]


def elements(method: str) -> pl.DataFrame:
    """Return the elements of a method as they read now, in their order."""
    return data.table("method_element").filter(method=method).sort("number", "code")


def known_items() -> pl.DataFrame:
    """Return what the method of each project asks for; see `analysis.conformance.items`."""
    day = as_of()
    return data.derived(
        "method items",
        lambda: conforming.items(
            data.query("method_items"), methods.figures(cast(Any, data), day), day
        ),
        day=day,
    )


def standing() -> pl.DataFrame:
    """Return a row per project that follows a method: its conformance, and whose version it is."""

    def make() -> pl.DataFrame:
        names = data.table("project").select("stage", project="code", project_name="name")
        latest = latest_change()
        adopted = data.table("adoption").with_columns(
            is_current=pl.col("revision") >= pl.col("method").replace_strict(
                latest, default=0, return_dtype=pl.Int64
            )
        )  # fmt: skip
        return (
            adopted.join(conforming.conformance(known_items()), on="project", how="left")
            .join(names, on="project")
            .sort("conformance_pct", "project", nulls_last=True)
        )

    return data.derived("method standing", make, day=as_of())


def latest_change() -> dict[str, int]:
    """Return method -> number of the change that last made it say something else."""
    return data.derived(
        "latest change of methods",
        lambda: dict(repository().query("method_versions").group_by("method").agg(
            pl.col("number").max()).rows()),
    )  # fmt: skip


def figures(method: str) -> None:
    """Draw what is read first about a method."""
    rows = standing().filter(method=method)
    owed, there = int(rows["n_due"].sum() or 0), int(rows["n_done"].sum() or 0)
    old = rows.height - int(rows["is_current"].sum())
    kinds = elements(method)["kind"].value_counts()
    n = dict(kinds.rows())
    headline(
        [
            Figure("Phases and gates", f"{n.get('phase', 0)} / {n.get('gate', 0)}",
                   "Phases of the method, and gates at which it is decided to go on.",
                   counted(n.get("deliverable", 0), "deliverable")),
            Figure("Projects", f"{rows.height:,}", "Projects that follow the method.",
                   f"{old:,} follow an earlier version" if old else "all follow this version"),
            Figure("Conformance", f"{100 * there / owed:.0f} %" if owed else "n/a",
                   "Required gates held and deliverables handed over, in percent of all that were "
                   "due in these projects by today.",
                   f"{there:,} of {owed:,} due" if owed else "nothing was due yet"),
            Figure("Out of order", f"{int(rows['n_out_of_order'].sum() or 0):,}",
                   "Gates held before or without a required one in front of them, and deliverables "
                   "that came after their gate."),
        ],
        "method_figures",
    )  # fmt: skip


def picture(method: str) -> None:
    """Draw a method: phases side by side, each with its gate and what the gate asks for."""
    cost, risk = _for_whom()
    shown = tailored(elements(method), cost, risk)
    left_out = shown.filter(~pl.col("is_needed"))["name"].to_list()
    if cost is None and risk is None:
        shown = shown.with_columns(is_needed=pl.lit(value=True))
    phases = shown.filter(kind="phase")
    begins = [0.0, *phases["duration_share"].fill_null(0)]
    n = max(phases.height, 1)
    with st.grid(n, min_column_width=_WIDTH, border=True, key="method_picture") as cells:
        for phase, begin_share in zip(phases.iter_rows(named=True), begins, strict=False):
            with cells.cell(), st.container(gap="xsmall"):
                _phase(phase, begin_share, shown)
    if (cost is not None or risk is not None) and left_out:
        st.caption(plain(f"Not asked for at this size and risk: {listed(left_out)}."))
    _people(shown, "role", "Roles", method)
    _people(shown, "ceremony", "Ceremonies", method)


def _people(shown: pl.DataFrame, kind: str, title: str, method: str) -> None:
    rows = shown.filter(kind=kind).select(
        "name", "description", "within", "from_cost", "from_risk_pct", "is_needed"
    )
    bare = [name for name in rows.columns if rows[name].null_count() == rows.height]
    bare += ["is_needed"] if rows["is_needed"].all() else []
    bare += ["within"] if kind == "role" else []
    st.markdown(f"**{title}**")
    grid(
        rows, f"method_{kind}", alt=f"{title} of the method", register="method_element",
        hidden=tuple(bare), file_name=f"{method}-{kind}", pinned=("name",),
        labels={"within": "Phase", "description": "What for", "from_risk_pct": "From risk"},
    )  # fmt: skip


def _for_whom() -> tuple[Decimal | None, float | None]:
    """Draw the size and risk that the method is tailored to."""
    currency = data.settings().base_currency
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cost = st.number_input(
            f"Planned cost, {currency}", min_value=0, value=None, step=10_000, width=200,
            placeholder="any", key="tailor_cost",
            help="Show what holds for a project of this planned cost.",
        )  # fmt: skip
        risk = st.number_input(
            "Risk, %",
            min_value=0,
            max_value=100,
            value=None,
            step=10,
            width=140,
            placeholder="any",
            key="tailor_risk",
            help="Mean place on the scales of risk: 0 = best, 100 = worst end.",
        )
        st.caption(
            "Elements with a limit hold from that cost or from that risk; one of them is enough."
        )
    return None if cost is None else Decimal(cost), None if risk is None else float(risk)


def _phase(phase: dict[str, Any], begin_share: float, shown: pl.DataFrame) -> None:
    end = phase["duration_share"]
    span = "" if end is None else f"{100 * begin_share:.0f} to {100 * end:.0f} % of the time"
    before = "before the start" if not end else span
    st.markdown(f"**{phase['number']}  {plain(phase['name'])}**  \n:small[:gray[{before}]]")
    if phase["description"]:
        st.text(phase["description"])
    for gate in shown.filter(kind="gate", within=phase["code"]).iter_rows(named=True):
        st.badge(plain(f"{gate['code']}  {gate['name']}"), icon=":material/flag:", color="blue")
        if gate["description"]:
            st.caption(plain(gate["description"]))
        asked = shown.filter(kind="deliverable", within=gate["code"])
        st.markdown("\n".join(_line(one) for one in asked.iter_rows(named=True)))


def _line(one: dict[str, Any]) -> str:
    """Return a deliverable as a line of Markdown: struck out in gray where it does not hold."""
    limits = []
    if one["from_cost"] is not None:
        limits.append(f"from {one['from_cost']:,.0f}")
    if one["from_risk_pct"] is not None:
        limits.append(f"from {one['from_risk_pct']:.0f} % risk")
    words = f" :gray[({plain(' or '.join(limits))})]" if limits else ""
    name = plain(one["name"])
    if not one["is_required"]:
        words = f" :gray[(optional)]{words}"
    return f"- {name}{words}" if one["is_needed"] else f"- :gray[~~{name}~~]{words}"


def projects(method: str) -> None:
    """Draw how well each project follows a method, and what is left out most."""
    rows = standing().filter(method=method)
    if rows.is_empty():
        empty(
            "No project follows this method.",
            "Write a project's charter and adopt the method there: its gates and deliverables are "
            "planned at once.",
        )
        return
    owed = known_items().filter(
        pl.col("project").is_in(rows["project"].implode()),
        pl.col("item_state") != conforming.LATER,
    )
    is_gate = pl.col("kind") == "gate"
    by_item = (
        owed.group_by("kind", "code", maintain_order=True)
        .agg(
            pl.col("name").last(), pl.col("within").last(), n_due=pl.len(),
            n_done=(pl.col("item_state") == conforming.DONE).sum(),
        )
        .sort(pl.when(is_gate).then("code").otherwise("within"), is_gate, maintain_order=True)
        .with_columns(
            name=pl.when(is_gate).then(pl.format("{}  {}", "code", "name")).otherwise("name")
        )
    )  # fmt: skip
    if not by_item.is_empty():
        shares = by_item.with_columns(present_pct=100 * pl.col("n_done") / pl.col("n_due"))
        chart(method_items(shares), "method_items")
    st.markdown("**Projects**")
    shown = paged(rows, _ORDERS, "project", "Click one to see each of its gates and deliverables.")
    found = grid(
        shown.select(
            "project_name", "conformance_pct", "n_done", "n_due", "still_missing",
            "n_out_of_order", "stage", "adopted_on", "is_current", "recommended", "project",
        ),
        "method_projects", alt="Projects of the method with what is missing, worst first",
        pinned=("project_name",), clickable=True, boxes=False, file_name=f"conformance-{method}",
        labels={"is_current": "Current version", "recommended": "Was recommended"},
    )  # fmt: skip
    if found is not None:
        one = shown.row(found, named=True)
        st.markdown(f"**{plain(one['project_name'])}**")
        grid(
            known_items().filter(project=one["project"]).drop("project"), "method_project_items",
            alt="Gates and deliverables of the project", file_name=f"{one['project']}-items",
            labels={"within": "Gate"},
        )  # fmt: skip


__all__ = [
    "MAY_NOT", "NAMES", "begin", "chosen", "elements", "figures", "known_items", "latest_change",
    "picture", "projects", "standing",
]  # fmt: skip
