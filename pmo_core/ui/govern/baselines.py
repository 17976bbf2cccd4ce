"""Baselines of a project: what they hold, how they differ, and the freezing of the newest."""

import polars as pl
import streamlit as st

from pmo_core.charts import short
from pmo_core.charts.baselines import planned_value_curves
from pmo_core.errors import NotFound
from pmo_core.jobs import baseline_views
from pmo_core.jobs.baseline_views import NOW
from pmo_core.jobs.baselines import freeze
from pmo_core.ui import data
from pmo_core.ui.admin_act import confirm, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.order import by_code
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, iso

_LISTED = [
    "project", "name", "number", "approved_on", "pmb", "undistributed", "management_reserve",
    "total_budget", "currency", "n_elements", "over_target",
]  # fmt: skip
_SHOWN = ["number", "approved_on", "planned_finish", "pmb", "distributed", "undistributed",
          "management_reserve", "total_budget", "n_elements", "over_target", "authorized",
          "reason", "decision"]  # fmt: skip
_LABELS = {"number": "Baseline", "approved_on": "Since", "management_reserve": "Reserve",
           "undistributed": "Undistributed", "decision": "Decision"}  # fmt: skip
_ORDERS: dict[str, Order] = {
    "Over target first": [(pl.col("over_target").is_not_null(), True)],
    "Latest first": [(pl.col("approved_on"), True)],
    "Project": [(pl.col("project"), False)],
    "Largest": [(pl.col("pmb"), True)],
}
NOT_YET = "Only a manager may freeze a baseline."


def every() -> pl.DataFrame:
    """Return all baselines with what they hold; see `jobs.baseline_views.baselines`."""
    return data.derived("baselines", lambda: baseline_views.baselines(data))


def newest() -> pl.DataFrame:
    """Return the newest baseline of each project, with its name."""
    return data.derived("newest baselines", _newest)


def _newest() -> pl.DataFrame:
    names = data.table("project").select("name", project="code")
    last = every().group_by("project", maintain_order=True).last()
    return by_code(last.join(names, on="project", how="left"), "project").select(_LISTED)


def figures(rows: pl.DataFrame) -> None:
    """Draw what is read first about the newest baselines of all projects."""
    frozen = rows.filter(pl.col("n_elements") > 0).height
    over = rows.drop_nulls("over_target")
    declared = over.filter(pl.col("over_target") == "declared").height
    n_later = rows.filter(pl.col("undistributed") > 0).height
    headline(
        [
            Figure("Baselined", f"{rows.height:,}", "Projects with a baseline."),
            Figure("By element", f"{frozen:,}",
                   "Projects whose newest baseline says what each element may cost, and when."),
            Figure("Undistributed", f"{n_later:,}",
                   "Projects with budget that no element holds yet."),
            Figure("Over target", f"{over.height:,}",
                   "Newest baselines that plan more than decisions approved.",
                   f"{declared} declared" if over.height else ""),
        ],
        "baseline_figures",
    )  # fmt: skip


def register(rows: pl.DataFrame) -> None:
    """Draw the newest baseline of each project; a click leads to all of one."""
    shown = paged(rows, _ORDERS, "project", "Press Open beside one.")
    grid(
        shown, "newest_baselines", alt="Newest baseline of each project", register="baseline",
        labels=_LABELS, pinned=("project",), on_row=lambda row: go(shown["project"][row]),
        export=lambda: rows, file_name="baselines",
    )  # fmt: skip


def go(project: str) -> None:
    """Lead to the baselines of one project."""
    st.query_params.from_dict({"project": project})


def of(project: str) -> pl.DataFrame:
    """Return the baselines of a project, the first one first.

    Raises
    ------
    NotFound
        There is no such project.
    """
    if data.table("project").filter(pl.col("code") == project).is_empty():
        raise NotFound(f"There is no project {project}.", "Choose one of the list.")
    return every().filter(pl.col("project") == project)


def head(kept: pl.DataFrame) -> None:
    """Draw what the newest baseline of a project holds."""
    last = kept.row(-1, named=True)
    unit = last["currency"]
    n, frozen = last["number"], last["n_elements"] > 0
    parts = f"{counted(last['n_elements'], 'element')}" if frozen else "not by element yet"
    headline(
        [
            Figure("Baseline", str(n), "The newest one.", f"since {iso(last['approved_on'])}"),
            Figure("PMB", short(last["pmb"], unit),
                   f"Distributed + undistributed budget. In {unit}.", parts),
            Figure("Distributed", short(last["distributed"], unit),
                   "Sum of the elements that carry budget; n/a until it is frozen."),
            Figure("Undistributed", short(last["undistributed"], unit),
                   "PMB less distributed: budget that no element holds yet."),
            Figure("Reserve", short(last["management_reserve"], unit),
                   "Management reserve: kept back for the unknown; not part of the PMB."),
            Figure("Total", short(last["total_budget"], unit), "PMB + management reserve."),
        ],
        "baseline_head",
    )  # fmt: skip
    if last["over_target"]:
        base = data.settings().base_currency
        granted = short(last["authorized"], base)
        with st.container(horizontal=True, vertical_alignment="center", key="baseline_over"):
            st.badge("over target", icon=":material/error:", color="red")
            st.text(f"It plans more than was authorized ({granted}): {last['over_target']}.")


def freezing(project: str, kept: pl.DataFrame) -> None:
    """Draw the button that freezes the work breakdown for the newest baseline."""
    last = kept.row(-1, named=True)
    n_parts = data.table("wbs_element").filter(pl.col("project") == project).height
    why = (
        f"Baseline {last['number']} has its elements; they stay. An approved change brings the "
        "next one." if last["n_elements"]
        else "There is no work breakdown yet: upload it, or use a template." if not n_parts
        else None if may_write("baseline_item") else NOT_YET
    )  # fmt: skip
    if st.button(
        "Freeze the work breakdown", icon=":material/ac_unit:", key="baseline_freeze",
        disabled=why is not None, help=why,
    ):  # fmt: skip
        confirm(
            f"Freeze baseline {last['number']}?",
            [f"{counted(n_parts, 'element')} of the work breakdown become those of the baseline.",
             "They stay: nobody changes a baseline afterwards.",
             "What its cost leaves over the elements becomes undistributed budget."],
            "Freeze",
            lambda: _frozen(project),
        )  # fmt: skip


def _frozen(project: str) -> str:
    change, number = freeze(session(), repository(), project)
    return f"Change {change}: baseline {number} holds the work breakdown."


def listed(kept: pl.DataFrame, project: str) -> None:
    """Draw all baselines of a project."""
    grid(
        kept.select(_SHOWN), "baselines", alt="Baselines of the project", register="baseline",
        labels=_LABELS, file_name=f"{project}-baselines",
    )  # fmt: skip


def curve(kept: pl.DataFrame, project: str) -> None:
    """Draw the planned value of the frozen baselines and of the plan as it is now."""
    frozen = kept.filter(pl.col("n_elements") > 0)["number"].to_list()
    numbers = [*frozen, NOW]
    rows = data.derived(
        "curves of baselines", lambda: baseline_views.curves(data, project, numbers),
        project=project,
    )  # fmt: skip
    if rows.is_empty():
        empty("No curve can be drawn.", "Give the work breakdown dates and costs.")
        return
    named = rows.select("day", "pv", plan=pl.col("number").replace_strict(
        {one: _name(one) for one in numbers}, return_dtype=pl.String
    ))  # fmt: skip
    ordered = pl.concat(
        [
            named.filter(pl.col("plan") == _name(one))
            for one in numbers
            if one in set(rows["number"])
        ]
    )
    unit = kept["currency"][-1]
    chart(planned_value_curves(ordered, data_date=as_of(), unit=unit), "baseline_curves")


def difference(kept: pl.DataFrame, project: str) -> None:
    """Draw how two plans of the project differ, element by element."""
    frozen = kept.filter(pl.col("n_elements") > 0)["number"].to_list()
    if not frozen:
        empty(
            "No baseline of this project is kept by element.",
            "Freeze the work breakdown for the newest one: then plans can be compared.",
        )
        return
    options = [*frozen, NOW]
    with st.container(horizontal=True, vertical_alignment="bottom", key="baseline_pair"):
        before = st.selectbox(
            "From", options, index=max(len(frozen) - 2, 0), format_func=_name,
            key="baseline_before", width=220,
        )  # fmt: skip
        after = st.selectbox(
            "To", options, index=len(options) - 1 if len(frozen) == 1 else len(frozen) - 1,
            format_func=_name, key="baseline_after", width=220,
        )  # fmt: skip
        is_all = st.toggle("Also what is the same", key="baseline_same")
    rows = data.derived(
        "comparison of baselines",
        lambda: baseline_views.comparison(data, project, before, after),
        project=project, before=before, after=after,
    )  # fmt: skip
    differing = rows.filter(pl.col("difference") != "same")
    counts = dict(differing["difference"].value_counts().iter_rows())
    said = ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "no difference"
    st.text(f"{counted(rows.height, 'element')}: {said}.")
    shown = rows if is_all else differing
    if shown.is_empty():
        st.text("Dates, cost and work of all elements are the same.")
        return
    grid(
        by_code(shown, "wbs"), "baseline_difference", alt="Differences by element",
        register="baseline_item", labels={"difference": "Difference"}, pinned=("wbs",),
        file_name=f"{project}-baseline-{before}-{after or 'now'}",
    )  # fmt: skip


def _name(number: int) -> str:
    return "Plan as it is now" if number == NOW else f"Baseline {number}"


__all__ = [
    "curve", "difference", "every", "figures", "freezing", "go", "head", "listed", "newest", "of",
    "register",
]  # fmt: skip
