"""What the page of audit rules shows: figures of a run, its heat map, what changed, the trend."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import audit_runs
from pmo_core.charts import audit_runs as drawn
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import rule_form
from pmo_core.ui.learn.rules_data import (
    active,
    before,
    by_department,
    compared,
    go,
    labels,
    left_out,
    listing,
    outcomes,
    results,
    runs,
)
from pmo_core.ui.learn.rules_run import told
from pmo_core.ui.page import Figure, empty, headline
from pmo_core.ui.paging import Order, paged, width_of
from pmo_core.ui.text import counted, plain

TABS = ("Heat map", "Rules", "Since the run before", "Trend")
_DEPARTMENT, _PROJECT = "Department", "Project"
_PROJECTS_OF_A_PAGE = 15
_ORDERS: dict[str, Order] = {
    "Most projects fail": [(pl.col("n_failing"), True), (pl.col("n_rows"), True)],
    "Rule": [], "Most new": [(pl.col("n_new"), True)], "Longest": [(pl.col("seconds"), True)],
    "Family": [(pl.col("family"), False)],
}  # fmt: skip
_CHANGES: dict[str, Order] = {
    "What happened": [(pl.col("rank"), False)], "Rule": [], "Project": [(pl.col("project"), False)],
    "Most violations": [(pl.col("n_rows"), True)],
}  # fmt: skip


def figures(run: dict[str, Any]) -> None:
    """Draw what is read first about a run."""
    found, moved, earlier = results(run["code"]), compared(run["code"]), before(run["code"])
    n_judged, n_failing = (int(found[name].sum()) for name in ("n_projects", "n_failing"))
    failed = found.filter(pl.col("failure").is_not_null())["rule"].to_list()
    of = {} if moved is None else dict(moved.group_by("change_state").len().iter_rows())
    since = f"since {earlier}" if earlier else "the first run of its kind"
    own = sum(rule.is_own for rule in active().values())

    def known(*states: str) -> str:
        return "N/A" if moved is None else f"{sum(of.get(state, 0) for state in states):,}"

    headline(
        [
            Figure("Rules run", f"{found.height:,}", "Active rules when it was run.",
                   f"of {len(active()):,}, {own:,} own"),
            Figure("Passes", f"{100 - 100 * n_failing / n_judged:.1f} %" if n_judged else "N/A",
                   "Share of what was judged that violates nothing: projects times rules, 1 - "
                   "failing / judged. A rule that has nothing to judge in a project does not "
                   "count.", f"{n_failing:,} of {n_judged:,} fail"),
            Figure("Violations", f"{found['n_rows'].sum():,}", "Rows that the rules found.",
                   f"by {counted(found.filter(pl.col('n_rows') > 0).height, 'rule')}"),
            Figure("New", known(audit_runs.NEW),
                   "Pairs of rule and project that fail now and did not in the run before. "
                   "Changed: they failed then, too, by other violations.",
                   f"{known(audit_runs.CHANGED)} changed" if earlier else since),
            Figure("Gone", known(audit_runs.GONE), "Pairs of rule and project that failed and "
                   "pass now.", since),
            Figure("Not run", f"{len(failed):,}", "Rules that could not be run; the others were.",
                   ", ".join(failed[:3]) or "all could be run"),
        ],
        "audit_figures",
    )  # fmt: skip
    st.caption(told(run))


def heat(run: dict[str, Any]) -> None:
    """Draw where which rules fail: by department, or for a page of projects."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        by = st.segmented_control(
            "By", (_DEPARTMENT, _PROJECT), default=_DEPARTMENT, required=True, key="heat_by",
            bind="query-params",
        )  # fmt: skip
        family = st.selectbox(
            "Family", ["All families", *sorted({one.family for one in active().values()})],
            key="heat_family", width=230, bind="query-params",
        )  # fmt: skip
        is_failing = st.toggle("Only rules that fail", True, key="heat_failing")
    rows = by_department(run["code"]) if by == _DEPARTMENT else _by_project(run["code"])
    chosen = results(run["code"]).select("rule", "family")
    rows = rows.join(
        chosen if family == "All families" else chosen.filter(family=family), on="rule", how="semi"
    )
    if is_failing:
        rows = rows.filter((pl.col("n_rows").sum() > 0).over("rule"))
    if rows.is_empty():
        empty("Nothing fails here.", "Choose another family, or show the rules that pass, too.")
        return
    rows = rows.join(labels(), on="rule", how="left").with_columns(
        pl.coalesce("label", "rule")
    ).sort("rule")  # fmt: skip
    groups = rows["group"].unique().sort().to_list()
    picture = drawn.heat(
        rows, title=f"Rules by {str(by).lower()}, {run['code']}", groups=groups, noun=str(by)
    )
    what, leads = (
        ("projects that fail", "to see which, and to raise findings") if by == _DEPARTMENT
        else ("violations", "for the evidence, and to raise a finding")
    )  # fmt: skip
    st.caption(
        f"Click a cell {leads}. A number counts the {what}; an empty cell passes, no cell: nothing "
        "to judge."
    )
    chart(picture, f"audit_heat_{by}", on_pick=lambda key: _picked(key, str(by)))
    if st.toggle("Show as a table", key="heat_table"):
        table = rows.select("label", "group", "n_judged", "n_failing", "n_rows", "failing_pct")
        orders: dict[str, Order] = {
            "Most fail": [(pl.col("failing_pct"), True)], "Rule": [(pl.col("label"), False)]
        }  # fmt: skip
        grid(
            paged(table, orders, "cell", key="heat_"), "audit_heat_rows", export=lambda: table,
            alt="The table of the heat map", file_name=f"{run['code']}-heat-map",
            labels={"group": str(by), "label": "Rule", "n_failing": "Fail", "n_rows": "Violations"},
        )  # fmt: skip


def _by_project(code: str) -> pl.DataFrame:
    """Draw the choice of a page of projects, those with most violations first; return its rows."""
    ranked = data.derived("projects by violations", lambda: _ranked(code), run=code)
    n_pages = -(-max(ranked.height, 1) // _PROJECTS_OF_A_PAGE)
    page = 1
    with st.container(horizontal=True, vertical_alignment="center", key="heat_pages"):
        if n_pages > 1:
            page = st.pagination(n_pages, key="heat_page", width=width_of(n_pages))
        first = (page - 1) * _PROJECTS_OF_A_PAGE
        shown = ranked.slice(first, _PROJECTS_OF_A_PAGE).select("project", group="project")
        st.caption(
            f"Projects {first + 1:,} to {first + shown.height:,} of {ranked.height:,}, most "
            "violations first.", width="content",
        )  # fmt: skip
    return audit_runs.by_group(outcomes(code), shown)


def _ranked(code: str) -> pl.DataFrame:
    return (
        outcomes(code)
        .filter(pl.col("project") != "")
        .group_by("project")
        .agg(n_failing=(pl.col("n_rows") > 0).sum(), n_rows=pl.col("n_rows").sum())
        .sort("n_failing", "n_rows", "project", descending=[True, True, False])
    )


def _picked(key: str, by: str) -> None:
    rule, _, group = key.partition("|")
    go(rule, **({"project": group} if by == _PROJECT else {"department": group}))


def rules(run: dict[str, Any] | None) -> None:
    """Draw all rules, with how they came out; a click opens one."""
    if st.button("Add a rule", icon=":material/add:", key="add_rule",
                 help="A question in SQL of your own, with a preview."):  # fmt: skip
        rule_form.offer(None)
    table = listing(run["code"] if run else None)
    if run is None:
        orders: dict[str, Order] = {"Rule": [], "Family": _ORDERS["Family"]}
    else:
        orders = {name: order for name, order in _ORDERS.items()
                  if name != "Most new" or "n_new" in table.columns}  # fmt: skip
    shown = paged(table, orders, "rule", "Press Open for its reasons, thresholds and violations.",
                  key="rules_")  # fmt: skip
    grid(
        shown, "audit_rules", alt="Audit rules and how they came out", register="rule_result",
        pinned=("rule",), on_row=lambda row: go(shown["rule"][row]), export=lambda: table,
        labels={"n_projects": "Judged", "n_failing": "Fail", "n_rows": "Violations",
                "rule_name": "Name", "parameters": "Thresholds"},
        file_name="audit-rules",
    )  # fmt: skip


def changes(run: dict[str, Any]) -> None:
    """Draw what is new, changed, still there and gone since the run before."""
    found, earlier = compared(run["code"]), before(run["code"])
    if found is None:
        empty(
            "There is no run before this one that covers the same.",
            "Run the rules again later: what is new and what is gone stands here then.",
        )
        return
    states = [state for state in audit_runs.STATES if state in set(found["change_state"])]
    _not_compared(run["code"], earlier)
    chosen = st.pills(
        f"Since {earlier}", states, selection_mode="multi", key="changes_state",
        default=[state for state in states if state != audit_runs.STILL],
    )  # fmt: skip
    rows = found.filter(pl.col("change_state").is_in(chosen or states)).join(
        labels(), on="rule", how="left"
    )
    named = rows.join(
        data.table("project").select(project="code", project_name="name"), on="project", how="left"
    ).select(
        "label", "project", "project_name", "change_state", "n_rows", "n_before", "rule",
        rank=pl.col("change_state").replace_strict(
            audit_runs.STATES, range(len(audit_runs.STATES)), return_dtype=pl.Int64
        ),
    )  # fmt: skip
    shown = paged(
        named, _CHANGES, "pair", "Rule and project; press Open for the evidence.", key="changes_"
    ).drop("rank")
    grid(
        shown, "audit_changes", alt="What changed since the run before",
        hidden=("rule",), on_row=lambda row: go(shown["rule"][row], shown["project"][row]),
        export=lambda: named.drop("rank"),
        labels={"label": "Rule", "n_rows": "Violations", "project": "Code"},
        file_name=f"{run['code']}-changes",
    )  # fmt: skip


def _not_compared(code: str, earlier: str | None) -> None:
    """Say by which rules the two runs are not compared, and why."""
    reasons = left_out(code)
    if not reasons:
        return
    names = dict(labels().iter_rows())
    was = counted(len(reasons), "rule was", "rules were")
    with st.expander(f"{was} not compared with {plain(earlier)}", icon=":material/compare_arrows:"):
        st.caption(
            "With another threshold or question more or less is found in the same data: that is "
            "neither new nor gone."
        )
        st.text("\n".join(f"{names.get(rule, rule)}: {why}" for rule, why in reasons.items()))


def trend(run: dict[str, Any]) -> None:
    """Draw how much passed, run by run, and the runs."""
    own = runs().filter(scope_kind=run["scope_kind"], scope=run["scope"])
    rows = data.derived(
        "audit trend",
        lambda: audit_runs.trend(own, data.table("rule_result")),
        kind=run["scope_kind"], scope=run["scope"],
    )  # fmt: skip
    if own.height < 2:
        st.caption("One run is a beginning: with the next one there is a trend.")
    chart(drawn.passing(rows), "audit_trend")
    grid(
        rows.sort("data_date", "ran_at", "family", descending=[True, True, False]).drop("ran_at"),
        "audit_trend_rows", alt="What passed, by run and family",
        labels={"n_rows": "Violations", "n_failing": "Fail"},
        file_name="audit-trend",
    )  # fmt: skip


def first_run() -> None:
    """Say that nothing was run yet, and what to do."""
    empty(
        f"The {counted(len(active()), 'rule')} were never run.",
        "Press *Run the rules* above: it takes seconds, changes nothing in the data, and shows "
        "where which rule is violated.",
    )


__all__ = ["TABS", "changes", "figures", "first_run", "heat", "rules", "trend"]
