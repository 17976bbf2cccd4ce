"""The sample of an audit: how large and why, drawn by a seed, and what each item shows."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.analysis.audit_sampling import Rule
from pmo_core.errors import PmoError
from pmo_core.jobs import audits_sample as jobs
from pmo_core.jobs import audits_whole
from pmo_core.jobs.audits_whole import BOOKED, FROM, Extent, Whole
from pmo_core.model import REGISTERS, Audit
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import audits_item
from pmo_core.ui.learn.audits_data import is_under_way, may, of
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.text import counted, iso, plain

_PROPOSED = "audit sample proposed"
_SHOWN = ("number", "item", "amount", "result", "note")
_ALIKE = {(name, False): REGISTERS[name].title for name in FROM}
_DRAWN_FROM = {
    **_ALIKE, (BOOKED, False): "Actuals, each booking alike",
    (BOOKED, True): "Actuals by amount, each unit of money alike",
}  # fmt: skip
"""Register and whether it is drawn by amount -> what it is called."""


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
    currency = data.settings().base_currency
    st.text(jobs.verdict(audit, rows, currency))
    st.caption(plain(f"{jobs.drawn(audit, rows.height)}. {jobs.method(audit, currency)}"))
    grid(
        rows.select(_SHOWN), "audit_sample", alt="Items of the sample", register="audit_sample",
        labels={
            "number": "No.", "note": "What was seen", "amount": f"Amount, {currency}",
        },
        hidden=() if rows["amount"].count() else ("amount",), exact=True,
        wrapped={"item": 320, "note": 360}, file_name=f"{audit.code}-sample",
        on_row=lambda row: audits_item.ask(audit, int(rows["number"][row])),
        action="Look" if is_under_way(audit) else "Open",
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
        drawn_from = first.selectbox(
            "Drawn from", list(_DRAWN_FROM), key="sample_register",
            format_func=lambda one: _DRAWN_FROM[one],
            help="By amount: monetary unit sampling. A booking is drawn the more likely the more "
            "it costs; credits are not in it.",
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
        register, is_by_amount = drawn_from or next(iter(_DRAWN_FROM))
        whole = Whole(register, _day(begin, today), _day(end, today), is_by_amount)
        rule = Rule(float(confidence), float(tolerable), int(allowed))
        st.session_state[_PROPOSED] = (audit.code, whole, rule, int(seed))
    proposed = st.session_state.get(_PROPOSED)
    if proposed and proposed[0] == audit.code:
        _offer(audit, *proposed[1:])


def _offer(audit: Audit, whole: Whole, rule: Rule, seed: int) -> None:
    """Say how large the sample must be and why, and draw it when that is agreed to."""
    try:
        found = audits_whole.extent(data, audit, whole)
        size = audits_whole.size(found, rule) if found.n_items else 0
    except PmoError as problem:
        tell(problem)
        return
    if not found.n_items:
        empty(f"{whole.words(audit)}: no record.", "Choose other days or another register.")
        return
    st.text(_proposed(audit, whole, found, size))
    st.caption(_reason(rule, found))
    label = f"Draw {counted(size, 'unit')} of money" if found.amount else (
        f"Draw {size:,} of {found.n_items:,}")  # fmt: skip
    if st.button(
        label, type="primary", key="sample_draw", icon=":material/casino:", **may("audit_sample")
    ):
        attempt(lambda: _chosen(audit, whole, rule, seed))


def _proposed(audit: Audit, whole: Whole, found: Extent, size: int) -> str:
    """Say how much there is to draw from, and how much is drawn."""
    whole_is = f"{whole.words(audit)}: {counted(found.n_items, 'record')}"
    if found.amount is None:
        return f"{whole_is}. Sample: {size:,}."
    left = counted(found.n_left_out, "booking")
    return (
        f"{whole_is} of {data.settings().base_currency} {found.amount:,.0f}. Sample: {size:,} "
        f"units of money.{f' Left out: {left} without a cost above 0.' if found.n_left_out else ''}"
    )


def _reason(rule: Rule, found: Extent) -> str:
    """Say what the size follows from."""
    if found.amount is None:
        what, by = "of the records deviate", "attribute sampling, hypergeometric"
    else:
        what, by = "of the amount deviates", "monetary unit sampling, Poisson"
    return (
        f"The smallest sample that, with {rule.confidence_pct:g} % confidence, shows at least "
        f"{counted(rule.allowed + 1, 'deviation')} if {rule.tolerable_pct:g} % {what} ({by})."
    )


def _chosen(audit: Audit, whole: Whole, rule: Rule, seed: int) -> str:
    number = jobs.draw(session(), repository(), audit.code, whole, rule, seed=seed)
    del st.session_state[_PROPOSED]
    return f"The sample of {audit.code} is drawn (change {number})."


def _seed(audit: Audit) -> int:
    """Return the seed that is proposed: the digits of the audit's code, else its planned day."""
    digits = "".join(one for one in audit.code if one.isdigit())[:9]
    return int(digits or iso(audit.planned_on).replace("-", ""))


def _day(chosen: object, otherwise: date) -> date:
    return chosen if isinstance(chosen, date) else otherwise


__all__ = ["draw"]
