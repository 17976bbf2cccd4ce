"""The controls of a what-if, all in one place."""

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from pmo_core.analysis import calendar
from pmo_core.analysis.selection.case import MONEY, Case
from pmo_core.charts import short
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.decide import rules, state, weights
from pmo_core.ui.text import plain

OBJECTIVES = {
    "score": "Score", "npv": "Net present value", "mix": "Score and NPV mixed",
    "priority": "Present priority", "count": "Number of projects",
}  # fmt: skip
THOUSAND = 1_000
METHODS = {
    "weighted sum": "Weighted sum", "wsjf": "WSJF", "rice": "RICE", "topsis": "TOPSIS",
    "promethee": "PROMETHEE II",
}  # fmt: skip


def controls(case: Case, objective: str, currency: str) -> None:
    """Draw all controls.

    Parameters
    ----------
    case : Case
        What is selected from.
    objective : str
        What is maximized now.
    currency : str
        Base currency.
    """
    what_if = state.current()
    _head(what_if)
    with st.expander("What counts", expanded=True, icon=":material/balance:"):
        _value(case, what_if, objective)
    with st.expander("Money", expanded=True, icon=":material/payments:"):
        _money(case, what_if, currency)
    with st.expander("People", expanded=True, icon=":material/group:"):
        _people(case, what_if)
    with st.expander("Time and risk", icon=":material/schedule:"):
        _time(what_if)
    n_rules = rules.count(case, what_if)
    with st.expander(f"Rules and decisions ({n_rules})", icon=":material/rule:"):
        rules.panel(case, what_if)


def _head(what_if: WhatIf) -> None:
    is_changed = what_if != WhatIf()
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.button(
            "Undo", icon=":material/undo:", type="tertiary", on_click=state.back,
            disabled=not state.can_go_back(), help="Takes the latest change of the controls back.",
        )  # fmt: skip
        st.button(
            "Reset", icon=":material/restart_alt:", type="tertiary", on_click=state.put,
            args=(WhatIf(),), disabled=not is_changed, help="Back to what is registered.",
        )  # fmt: skip
        with st.popover(
            "Share",
            icon=":material/link:",
            type="tertiary",
            help="A link that carries all controls.",
        ):
            st.caption("Whoever opens this link sees the same what-if on the data of that day.")
            st.code(state.link(), language=None, wrap_lines=True)


def _value(case: Case, what_if: WhatIf, objective: str) -> None:
    known = _known(case)
    key = state.key("objective")
    st.selectbox(
        "Maximize", known, known.index(objective), key=key, format_func=OBJECTIVES.__getitem__,
        on_change=_set(key, "objective"),
        help="The sum of this over the chosen projects is made as large as the limits allow.",
    )  # fmt: skip
    if objective == "mix":
        _slider("Weight of the score", what_if, "mix_pct", 0, 100, "The rest is that of the NPV.")
    if objective in ("npv", "mix"):
        _slider(
            "Discount rate", what_if, "discount_pct", 0, 25,
            "Rate per year at which later money counts less.",
        )  # fmt: skip
    if objective not in ("score", "mix"):
        return
    key = state.key("method")
    st.selectbox(
        "Scoring method", list(METHODS), list(METHODS).index(what_if.method), key=key,
        format_func=METHODS.__getitem__,
        on_change=_set(key, "method"), help="How the scores of a project make one number.",
    )  # fmt: skip
    if what_if.method in ("weighted sum", "topsis", "promethee"):
        st.caption("Weights of the criteria. Move one, and the others keep their proportions.")
        weights.sliders(case.criteria, what_if)


def _money(case: Case, what_if: WhatIf, currency: str) -> None:
    _slider(
        "Money of every year", what_if, "budget_pct", 0, 200, "Percent of what is funded.",
    )  # fmt: skip
    given = dict(what_if.budgets)
    years = case.limits.filter(
        pl.col("resource") == MONEY, pl.col("portfolio") == "", pl.col("amount").is_not_null()
    ).sort("period_on")
    if years.is_empty():
        st.caption("No funding is registered: 100 % is what all candidates ask for.")
        return
    fiscal_year = calendar.fiscal_year(pl.col("period_on"), case.fiscal_year_start_month)
    for year, amount, committed in years.select(fiscal_year, "amount", "committed").iter_rows():
        key = state.key(f"budget_{year}")
        st.number_input(
            f"{year}, thousand {currency}", min_value=0.0,
            value=given.get(year, amount) / THOUSAND, step=100.0, format="%.0f", key=key,
            on_change=partial(_set_budget, year, amount, key),
            help=f"Funded: {short(amount)}. Running projects still take {short(committed)} of it; "
            "the rest is there for candidates.",
        )  # fmt: skip


def _people(case: Case, what_if: WhatIf) -> None:
    roles = case.limits.filter(pl.col("resource") != MONEY)["resource"].unique().sort().to_list()
    if not roles:
        st.caption("No capacity by role is registered: people do not limit the selection.")
        return
    _slider(
        "Capacity of every role", what_if, "capacity_pct", 0, 200, "Percent of what is registered."
    )
    given = dict(what_if.capacities)
    chosen = st.multiselect(
        "Other percent for some roles", roles, default=[r for r in roles if r in given],
        key=state.key("roles"), placeholder="Choose roles",
        on_change=_keep_roles, args=(state.key("roles"),),
    )  # fmt: skip
    for role in chosen:
        key = state.key(f"capacity_{role}")
        percent = min(round(given.get(role, what_if.capacity_pct)), 200)
        st.slider(
            plain(role), 0, 200, percent, key=key, format="%d %%",
            on_change=partial(_set_capacity, role, key),
        )  # fmt: skip


def _time(what_if: WhatIf) -> None:
    _slider(
        "May start later by up to", what_if, "shift_months", 0, 12,
        "Months by which any candidate may be put off. More freedom, more to search.",
        unit="months",
    )  # fmt: skip
    if what_if.shift_months or what_if.windows:
        _slider(
            "Loss per month of delay", what_if, "delay_pct", 0, 10,
            "Percent of its worth that a project loses for each month that it starts later.",
        )  # fmt: skip
    _slider(
        "Caution against risk", what_if, "risk_aversion_pct", 0, 100,
        "A project of full risk loses this percent of its worth, one of half the risk half of it.",
    )  # fmt: skip


def _slider(  # noqa: PLR0917
    label: str, what_if: WhatIf, field: str, low: int, high: int, meaning: str, *,
    unit: str = "%",
) -> None:  # fmt: skip
    key = state.key(field)
    sign = "%d %%" if unit == "%" else f"%d {unit}"
    st.slider(
        label, low, high, min(round(getattr(what_if, field)), high), key=key, format=sign,
        help=meaning, on_change=_set(key, field),
    )  # fmt: skip


def _known(case: Case) -> list[str]:
    """Return the objectives for which there is data."""
    known = {
        "score": not case.scores.is_empty(),
        "npv": not case.benefits.is_empty(),
        "mix": not case.scores.is_empty() and not case.benefits.is_empty(),
        "priority": case.projects["priority"].count() > 0,
        "count": True,
    }
    return [name for name, is_known in known.items() if is_known]


def _set(key: str, field: str) -> Callable[[], None]:
    return lambda: state.change(**{field: st.session_state[key]})


def _set_budget(year: int, funded: float, key: str) -> None:
    """Set the money of one year; what is funded anyway is no what-if."""
    money = float(st.session_state[key]) * THOUSAND
    budgets = {one: amount for one, amount in state.current().budgets if one != year}
    if abs(money - funded) >= THOUSAND / 2:
        budgets[year] = money
    state.change(budgets=tuple(sorted(budgets.items())))


def _set_capacity(role: str, key: str) -> None:
    capacities = dict(state.current().capacities) | {role: float(st.session_state[key])}
    state.change(capacities=tuple(sorted(capacities.items())))


def _keep_roles(key: str) -> None:
    """Give roles that were taken off the list the general percent again."""
    pairs = {r: pct for r, pct in state.current().capacities if r in st.session_state[key]}
    state.change(capacities=tuple(sorted(pairs.items())))
