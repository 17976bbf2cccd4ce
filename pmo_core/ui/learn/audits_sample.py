"""The sample of an audit: how large and why, drawn by a seed, and what each item shows."""

from datetime import date
from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.analysis import audit_sampling
from pmo_core.analysis.audit_sampling import Rule
from pmo_core.errors import PmoError
from pmo_core.jobs import audits_sample as jobs
from pmo_core.jobs.audits_sample import FROM, Whole
from pmo_core.model import REGISTERS, Audit, AuditSample
from pmo_core.model.audits import SampleResult
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.audits_data import is_under_way, may, of
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.text import counted, iso, plain

_ASKED = "audit item asked"
_PROPOSED = "audit sample proposed"
_RESULTS = get_args(SampleResult)
_SHOWN = ("number", "item", "result", "note")


def draw(audit: Audit) -> None:
    """Draw the sample with what was seen; before results, the form that draws one."""
    rows = of("audit_sample", audit.code).sort("number")
    if rows.height:
        _drawn(audit, rows)
    elif not is_under_way(audit):
        empty("No sample was drawn.", "A sample is drawn while the audit is in progress.")
    if is_under_way(audit) and not rows["result"].count():
        if rows.is_empty():
            _plan(audit)
        else:
            with st.expander("Draw another sample, as nothing is noted yet"):
                _plan(audit)


def _drawn(audit: Audit, rows: pl.DataFrame) -> None:
    st.text(f"{audit.sample_size} of {audit.sample_from:,} drawn from: {audit.sample_of}")
    st.caption(
        f"Seed {audit.sample_seed}: the items with the smallest SHA-256 of "
        f'"{audit.sample_seed}:item". Whoever repeats it draws the same.'
    )
    st.text(jobs.verdict(audit, rows))

    def open_(row: int) -> None:
        st.session_state[_ASKED] = (audit.code, int(rows["number"][row]))

    grid(
        rows.select(_SHOWN), "audit_sample", alt="Items of the sample", register="audit_sample",
        labels={"number": "No.", "note": "What was seen"}, file_name=f"{audit.code}-sample",
        on_row=open_ if is_under_way(audit) else None, action="Note",
    )  # fmt: skip


def _plan(audit: Audit) -> None:
    """Draw the form of a sample: from what, how sure, and what the size follows from."""
    today = as_of()
    st.caption(
        "Which records are looked at, instead of all: say from what they are drawn and how sure "
        "the result has to be. The size follows from it, and the seed chooses the records."
    )
    with st.form("sample_form"):
        first, second, third = st.columns(3)
        register = first.selectbox(
            "Drawn from", list(FROM), key="sample_register",
            format_func=lambda name: REGISTERS[name].title,
        )  # fmt: skip
        begin = second.date_input(
            "From", value=date(today.year, 1, 1), key="sample_first", format="YYYY-MM-DD"
        )
        end = third.date_input("To", value=today, key="sample_last", format="YYYY-MM-DD")
        one, two, three, four = st.columns(4)
        confidence = one.number_input(
            "Confidence, %", value=95.0, min_value=50.0, max_value=99.9, step=1.0, format="%g",
            key="sample_confidence", help="Chance that too many deviations are noticed.",
        )  # fmt: skip
        tolerable = two.number_input(
            "Tolerable rate, %", value=10.0, min_value=0.1, max_value=50.0, step=1.0, format="%g",
            key="sample_tolerable", help="Share of deviations that cannot be accepted any more.",
        )  # fmt: skip
        allowed = three.number_input(
            "Deviations allowed", value=0, min_value=0, max_value=20, step=1, key="sample_allowed",
            help="Deviations in the sample with which the whole is still passed.",
        )  # fmt: skip
        seed = four.number_input(
            "Seed", value=_seed(audit), min_value=0, max_value=2**31, step=1, key="sample_seed",
            help="Proposed from the code of the audit, so that nobody chooses the items.",
        )  # fmt: skip
        is_sent = st.form_submit_button("Work out the size", key="sample_size")
    if is_sent:
        whole = Whole(register or "decision", _day(begin, today), _day(end, today))
        rule = Rule(float(confidence), float(tolerable), int(allowed))
        st.session_state[_PROPOSED] = (audit.code, whole, rule, int(seed))
    proposed = st.session_state.get(_PROPOSED)
    if proposed and proposed[0] == audit.code:
        _offer(audit, *proposed[1:])


def _offer(audit: Audit, whole: Whole, rule: Rule, seed: int) -> None:
    """Say how large the sample must be and why, and draw it when that is agreed to."""
    try:
        n_items = data.derived(
            "audit items", lambda: len(jobs.items(data, audit, whole)),
            audit=audit, whole=whole,
        )  # fmt: skip
        size = audit_sampling.size(n_items, rule) if n_items else 0
    except PmoError as problem:
        tell(problem)
        return
    if not n_items:
        empty(f"{whole.words(audit)}: no record.", "Choose other days or another register.")
        return
    st.text(f"{whole.words(audit)}: {counted(n_items, 'record')}. Sample: {size}.")
    st.caption(
        f"The smallest sample that, with {rule.confidence_pct:g} % confidence, shows more than "
        f"{counted(rule.allowed, 'deviation')} if {rule.tolerable_pct:g} % of the records deviate "
        "(attribute sampling, hypergeometric)."
    )
    if st.button(
        f"Draw {size} of {n_items:,}", type="primary", key="sample_draw", icon=":material/casino:",
        **may("audit_sample"),
    ):  # fmt: skip
        attempt(lambda: _chosen(audit, whole, rule, seed))


def _chosen(audit: Audit, whole: Whole, rule: Rule, seed: int) -> str:
    number = jobs.draw(session(), repository(), audit.code, whole, rule, seed=seed)
    del st.session_state[_PROPOSED]
    return f"The sample of {audit.code} is drawn (change {number})."


def opened(audit: Audit) -> None:
    """Open the item that was asked for, if one was; call it once, at the end of the page."""
    asked = st.session_state.pop(_ASKED, None)
    if asked is None or asked[0] != audit.code:
        return
    try:
        item = repository().get("audit_sample", *asked)
    except PmoError as problem:
        tell(problem)
        return
    assert isinstance(item, AuditSample)
    st.dialog(f"{plain(item.item)}, item {item.number}", position="right")(_item)(item)


def _item(item: AuditSample) -> None:
    place = f"{item.audit}_{item.number}"
    with st.form(f"item_{place}", border=False):
        result = st.radio(
            "It \\*", _RESULTS, key=f"item_result_{place}", horizontal=True,
            index=_RESULTS.index(item.result) if item.result else None,
            help="What cannot be shown was not done: not found counts as a deviation.",
        )  # fmt: skip
        note = st.text_area(
            "What was seen", value=item.note or "", key=f"item_note_{place}", height=110
        )
        is_sent = st.form_submit_button("Save", type="primary", key="item_save")
    if is_sent and result is None:
        st.error("Say what it shows.", title="Nothing was saved yet")
    elif is_sent and result is not None:
        attempt(lambda: _noted(item, result, note))


def _noted(item: AuditSample, result: SampleResult, note: str) -> str:
    number = jobs.note(session(), repository(), item, result, note)
    left = of("audit_sample", item.audit).filter(pl.col("result").is_null())["number"].sort()
    if left.len():
        st.session_state[_ASKED] = (item.audit, int(left[0]))
    return f"{item.item}: {result} (change {number})."


def _seed(audit: Audit) -> int:
    """Return the seed that is proposed: the digits of the audit's code, else its planned day."""
    digits = "".join(one for one in audit.code if one.isdigit())[:9]
    return int(digits or iso(audit.planned_on).replace("-", ""))


def _day(chosen: object, otherwise: date) -> date:
    return chosen if isinstance(chosen, date) else otherwise


__all__ = ["draw", "opened"]
