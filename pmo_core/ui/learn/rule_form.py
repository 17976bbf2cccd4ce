"""The dialogs of audit rules: add or change an own one, tailor a shipped one."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st
from pydantic import ValidationError

from pmo_core.errors import PmoError, Refused
from pmo_core.jobs import own_rules
from pmo_core.jobs.audit_rules import rules
from pmo_core.model import Rule
from pmo_core.ui import data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.learn import rule_form_inputs, rule_form_shipped, rule_form_tables
from pmo_core.ui.page import as_of
from pmo_core.ui.plan import undo
from pmo_core.ui.text import counted, listed, plain

_TRIED = "own rule tried"
_MOST_ROWS = 50
_LONGEST_TEXT = 300


def offer(code: str | None) -> None:
    """Open the dialog of a rule; what it saves can be undone by `plan.undo.offer` of the page.

    Parameters
    ----------
    code : str or None
        An own rule is changed, a shipped one tailored; None = a new one is added.
    """
    st.session_state.pop(_TRIED, None)
    known = rules(data)
    if code is None:
        st.dialog("Add a rule", width="large")(own_form)(None, own_rules.next_code(known))
        return
    rule = known[code]
    was = _kept(code)
    if rule.is_own and was is not None:
        st.dialog(f"Change {plain(code)}", width="large")(own_form)(was, code)
    else:
        st.dialog(f"Change {plain(code)}", width="medium")(rule_form_shipped.draw)(rule, was)


def own_form(was: Rule | None, code: str) -> None:
    """Draw the form of an own rule, with what it finds and the tables that it can read."""
    st.caption(
        "A rule is one question in SQL. It gives a row per violation: the column `project` holds "
        "the code of the project, the others show what is wrong. `$as_of` is the day that is "
        "judged; every threshold is there by its name, such as `$days`. It only reads, and has "
        "5 s and 512 MB."
    )
    left, right = st.columns([3, 2], gap="medium")
    with right:
        rule_form_tables.draw(actor()[1])
    with left, st.form("own_rule", border=False):
        typed = rule_form_inputs.draw(was.model_dump() if was else {}, code, is_new=was is None)
        is_able = may_write("rule")
        may: dict[str, Any] = {
            "disabled": not is_able, "help": None if is_able else rule_form_inputs.MAY_NOT,
        }  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            day = st.date_input(
                "Preview as of", value=as_of(), format="YYYY-MM-DD", key="own_rule_day", width=160
            )
            is_asked = st.form_submit_button("Preview", icon=":material/visibility:")
            is_saved = st.form_submit_button("Save", type="primary", **may)
            is_removed = was is not None and st.form_submit_button(
                "Remove", icon=":material/delete:", **may
            )
    if is_removed:
        undo.act(lambda: own_rules.keep(session(), None, was), f"The rule {code} was removed")
    if is_asked or is_saved:
        _try(typed, was, day)
    if is_saved and isinstance(st.session_state[_TRIED], own_rules.Tried):
        rule = _rule(typed)
        undo.act(lambda: own_rules.keep(session(), rule, was), f"The rule {rule.code} is kept")
    _show(is_saved)


def _try(typed: dict[str, Any], was: Rule | None, day: date) -> None:
    """Remember what the question finds, or why it cannot be asked or kept."""
    try:
        rule = _rule(typed)
        parameters = own_rules.require_whole(rule, data.table("rule")["code"].to_list(), was)
        with st.spinner("Asking ..."):
            found: Any = own_rules.tried(
                repository(),
                actor()[1],
                str(rule.query),
                parameters,
                day,
                checked=rule.checked or "",
            )
    except PmoError as problem:
        found = problem
    st.session_state[_TRIED] = found


def _rule(typed: dict[str, Any]) -> Rule:
    """Return the rule that was typed.

    Raises
    ------
    Refused
        Something is missing or cannot be so.
    """
    missing = [label for name, label in _NEEDED.items() if not typed[name]]
    if missing:
        raise Refused(f"{listed(missing)} must be given.")
    try:
        return Rule.model_validate(typed)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused(f"The field {first['loc'][0]} cannot be so: {first['msg']}.") from error


_NEEDED = {"code": "Code", "name": "Name", "query": "Question"}


def _show(is_saved: bool) -> None:
    """Draw what the question found when it was asked last."""
    found = st.session_state.get(_TRIED)
    if isinstance(found, PmoError):
        if is_saved:
            st.caption(":material/error: Nothing was saved yet.")
        tell(found)
    if not isinstance(found, own_rules.Tried):
        return
    head = counted(found.frame.height, "violation")
    st.markdown(
        f"**{head}** in {counted(found.n_projects, 'project')}, found in {found.seconds:.3f} s"
        if found.frame.height else f"**No violation**, asked in {found.seconds:.3f} s"
    )  # fmt: skip
    judges = "every project of a run" if found.n_judged is None else (
        f"something in {counted(found.n_judged, 'project')}"
    )  # fmt: skip
    st.caption(f"It judges {judges}.")
    if found.unknown:
        st.warning(
            f"{counted(len(found.unknown), 'value')} in the column project name no project, such "
            f"as {plain(found.unknown[0])}: such rows do not count in a run.",
            icon=":material/warning:",
        )
    if found.frame.height:
        first = found.frame.head(_MOST_ROWS).with_columns(
            pl.selectors.string().str.slice(0, _LONGEST_TEXT), pl.selectors.decimal().cast(float)
        )
        numbers = first.select(pl.selectors.float()).columns
        st.dataframe(
            first, hide_index=True, alt="First violations", key="own_rule_found",
            column_config={
                name: st.column_config.NumberColumn(name, format="localized") for name in numbers
            },
        )  # fmt: skip
    if found.frame.height > _MOST_ROWS:
        st.caption(f"The first {_MOST_ROWS} of {found.frame.height:,}.")


def _kept(code: str) -> Rule | None:
    rows = data.table("rule").filter(code=code)
    return Rule(**rows.row(0, named=True)) if rows.height else None


__all__ = ["offer", "own_form"]
