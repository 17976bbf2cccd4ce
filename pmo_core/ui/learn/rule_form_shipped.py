"""A shipped rule is tailored: its thresholds, its grade, whether it is run, and who answers."""

from typing import Any, get_args

import streamlit as st

from pmo_core.jobs import own_rules
from pmo_core.jobs.audit_rules import ActiveRule
from pmo_core.model import Rule
from pmo_core.model.rules import Grade
from pmo_core.store.rules import number_text, shipped
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import session
from pmo_core.ui.learn.rule_form_inputs import MAY_NOT
from pmo_core.ui.plan import undo
from pmo_core.ui.text import plain


def draw(rule: ActiveRule, was: Rule | None) -> None:
    """Draw the form that tailors a shipped rule.

    Parameters
    ----------
    rule : ActiveRule
        As it is now.
    was : Rule or None
        What the register says about it now.
    """
    st.markdown(f"**{plain(rule.name)}**")
    st.caption(plain(rule.rationale))
    with st.form("tailor_rule", border=False):
        typed = {
            "parameters": {name: _number(rule, name) for name in rule.as_shipped},
            **_others(rule),
        }
        is_able = may_write("rule")
        common: dict[str, Any] = {"disabled": not is_able, "help": None if is_able else MAY_NOT}
        with st.container(horizontal=True):
            is_saved = st.form_submit_button("Save", type="primary", **common)
            is_reset = was is not None and st.form_submit_button(
                "As shipped", icon=":material/undo:", **common
            )
    with st.expander("Its question", icon=":material/code:"):
        st.code(rule.query, language="sql")
    if is_saved:
        now = own_rules.tailored(rule, was, **typed)
        undo.act(lambda: own_rules.keep(session(), now, was), f"The rule {rule.code} is kept")
    if is_reset:
        undo.act(
            lambda: own_rules.keep(session(), None, was), f"The rule {rule.code} is as shipped"
        )


def _number(rule: ActiveRule, name: str) -> float:
    shipped_as = number_text(rule.as_shipped[name])
    typed: float = st.number_input(
        plain(rule.meanings.get(name, name)), value=float(rule.parameters[name]), format="%g",
        key=f"tailor_{name}", help=f"In the question ${plain(name)}; {shipped_as} as shipped.",
    )  # fmt: skip
    return typed


def _others(rule: ActiveRule) -> dict[str, Any]:
    left, right = st.columns(2)
    grades, as_shipped = get_args(Grade), shipped()[rule.code].severity
    with left:
        severity = st.selectbox(
            "Severity", grades, index=grades.index(rule.severity), key="tailor_severity",
            help=f"Grade of its findings, as proposed; {as_shipped} as shipped.",
        )  # fmt: skip
    with right:
        owner = st.text_input("Owner", value=rule.owner or "", key="tailor_owner")
    is_active = st.checkbox(
        "Active: run with the others", value=rule.is_active, key="tailor_active"
    )
    return {"severity": severity, "owner": owner.strip() or None, "is_active": is_active}


__all__ = ["draw"]
