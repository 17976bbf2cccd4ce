"""One item of a sample: what the record says, and what the auditor saw."""

from decimal import Decimal
from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.jobs import audits, audits_whole
from pmo_core.jobs import audits_sample as jobs
from pmo_core.model import REGISTERS, Audit, AuditSample
from pmo_core.model.audits import SampleResult
from pmo_core.model.columns import column
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.learn import audits_row
from pmo_core.ui.learn.audits_data import is_under_way, may, of
from pmo_core.ui.text import plain

_RESULTS = get_args(SampleResult)


def ask(audit: Audit, number: int) -> None:
    """Let an item be opened when the page has run."""
    audits_row.ask(AuditSample, audit.code, number)


def opened(audit: Audit) -> None:
    """Open the item that was asked for, if one was; call it once, at the end of the page."""
    audits_row.opened(AuditSample, audit, "item", _item)


def _item(audit: Audit, item: AuditSample) -> None:
    st.text(item.item)
    _record(audit, item)
    if not is_under_way(audit):
        st.text(f"It {item.result or 'was not looked at'}. {item.note or ''}".strip())
        st.caption(f"{audit.code} is {audit.state}: what was noted stays.")
        return
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
        is_sent = st.form_submit_button(
            "Save and next", type="primary", key="item_save", **may("audit_sample")
        )
    if is_sent and result is None:
        st.error("Say what it shows.", title="Nothing was saved yet")
    elif is_sent and result is not None:
        attempt(lambda: _noted(item, result, note))


def _record(audit: Audit, item: AuditSample) -> None:
    """Show what the record says now, field by field."""
    register = audit.sample_register
    if register is None:
        return
    found = audits_whole.record(data, register, item.item)
    if not found:
        st.caption("The record is there no more.")
        return
    if found.get("cost_base") == found.get("cost"):
        found.pop("cost_base", None)
    with st.container(border=True, gap="xsmall", key="item_record"):
        for name, value in found.items():
            if value not in (None, ""):
                label = plain(column(name, register).label)
                st.markdown(f"**{label}** {plain(_told(register, name, value))}")


def _told(register: str, name: str, value: object) -> str:
    """Return a value as it is read: an amount with cents, a code with the name that it stands for.

    Examples
    --------
    >>> from decimal import Decimal
    >>> _told("actual", "cost", Decimal("1446.2500"))
    '1,446.25'
    """
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    other = REGISTERS[register].refers.get(name)
    if other is None or "name" not in REGISTERS[other].model_fields:
        return str(value)
    named = data.table(other).filter(pl.col(REGISTERS[other].key[0]) == value)["name"]
    return f"{value} {named[0]}" if named.len() else str(value)


def _noted(item: AuditSample, result: SampleResult, note: str) -> str:
    number = jobs.note(session(), repository(), item, result, note)
    left = of("audit_sample", item.audit).filter(pl.col("result").is_null())["number"].sort()
    if left.len():
        ask(audits.get(repository(), item.audit), int(left[0]))
    return f"{item.item}: {result} (change {number})."


__all__ = ["ask", "opened"]
