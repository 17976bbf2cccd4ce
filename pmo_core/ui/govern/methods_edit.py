"""Edit a method in a table, and look at what its earlier versions said."""

from typing import Any, get_args

import polars as pl
import streamlit as st

from pmo_core.analysis.methods import differences, faults
from pmo_core.jobs import methods
from pmo_core.model import MethodElement
from pmo_core.model.columns import column
from pmo_core.model.methods import ElementKind
from pmo_core.model.structure import Method
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.admin_inputs import label_of
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern.methods import MAY_NOT, NAMES, elements
from pmo_core.ui.grid import config_of, grid
from pmo_core.ui.page import empty
from pmo_core.ui.text import plain

_SHOWN = (
    "kind", "number", "code", "name", "within", "description", "is_required", "from_cost",
    "from_risk_pct", "duration_share",
)  # fmt: skip
_LABELS = {
    "within": "Within", "is_required": "Required", "from_cost": "From cost",
    "from_risk_pct": "From risk", "duration_share": "Ends at",
}  # fmt: skip
_ORDER = {kind: place for place, kind in enumerate(get_args(ElementKind))}


def edit(method: Method) -> None:
    """Draw the elements of a method as a table to change, with what would be wrong."""
    was = elements(method)
    able = may_write("method_element")
    st.caption(
        "Gates and ceremonies stand within a phase, deliverables at a gate: by its code. Shares of "
        "the duration run from 0 to 1. Projects keep the version that they started with."
    )
    typed = st.data_editor(
        _floats(was.sort(pl.col("kind").replace_strict(_ORDER), "number", "code").select(_SHOWN)),
        key=f"method_edit_{method}", num_rows="dynamic", hide_index=True, disabled=not able,
        column_config=_columns(), height=560, placeholder="", alt="Elements of the method",
    )  # fmt: skip
    if not able:
        st.caption(f":material/lock: {MAY_NOT}")
    now, wrong = _rows(method, typed)
    wrong += [one.message for one in faults(now)] if not wrong else []
    if wrong:
        st.warning("\n".join(f"- {plain(one)}" for one in wrong[:8]), title="Not sound yet")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input("Why", key="method_note", placeholder="What the change is for")
        is_same = not wrong and was.sort("code").equals(now.sort("code"))
        if st.button(
            "Save the method", type="primary", icon=":material/save:", key="method_save",
            disabled=not able or bool(wrong) or is_same,
            help=MAY_NOT if not able else "Nothing was changed yet." if is_same else None,
        ):  # fmt: skip
            attempt(lambda: _saved(method, was, now, note))


def _saved(method: Method, was: pl.DataFrame, now: pl.DataFrame, note: str) -> str:
    number = methods.save(session(), method, was, now, note)
    for key in (f"method_edit_{method}", "method_note"):
        st.session_state.pop(key, None)
    return f"{NAMES[method]} was saved: change {number}."


def _floats(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("from_cost").cast(pl.Float64))


def _rows(method: Method, typed: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return the table as rows of the register, and what is no such row."""
    wrong: list[str] = []
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(typed.iter_rows(named=True), 1):
        given = {name: value for name, value in line.items() if value is not None}
        made = MethodElement.model_validate
        try:
            rows.append(made({"method": method, **given}).model_dump())
        except ValueError as error:
            wrong += [
                f"Row {number}, {label_of(MethodElement, str(one['loc'][0]))}: {one['msg']}."
                for one in error.errors()  # type: ignore[attr-defined]
            ]
    return pl.DataFrame(rows, schema=MethodElement.polars_schema()), wrong


def _columns() -> dict[str, Any]:
    made = {
        name: config_of(column(name, "method_element"), label=_LABELS.get(name)) for name in _SHOWN
    }
    made["kind"] = st.column_config.SelectboxColumn(
        "Kind", options=list(get_args(ElementKind)), required=True, width="small"
    )
    made["name"] = st.column_config.TextColumn("Name", required=True, width="medium")
    made["description"] = st.column_config.TextColumn("What for", width="medium")
    made["code"] = st.column_config.TextColumn("Code", required=True, width="small")
    made["number"] = st.column_config.NumberColumn("Place", min_value=1, step=1, required=True)
    return made


def versions(method: Method) -> None:
    """Draw the versions of a method, and what each changed."""
    listed = data.query("method_versions").filter(method=method)
    if listed.is_empty():
        empty("Nothing was changed yet.", "What the PMO edits is listed here with what it changed.")
        return
    row = grid(
        listed.select("number", "made_at", "actor", "note"), "method_versions",
        alt="Versions of the method, the latest first", clickable=True,
        file_name=f"{method}-versions", labels={"number": "Version"},
    )  # fmt: skip
    at = listed.row(row or 0, named=True)
    before = repository().table("method_element", at=at["number"] - 1).filter(method=method)
    after = repository().table("method_element", at=at["number"]).filter(method=method)
    st.markdown(f"**What change {at['number']} made different**")
    if before.is_empty():
        st.caption(f"It is the first version: {after.height} elements.")
        return
    changed(differences(before, after), "method_differences")


def changed(rows: pl.DataFrame, key: str) -> None:
    """Draw how two versions of a method differ.

    Parameters
    ----------
    rows : polars.DataFrame
        See `analysis.methods.differences`.
    key : str
        Name of the table on its page.
    """
    shown = rows.select(
        "name", difference="change",
        field=pl.col("field").map_elements(
            lambda one: label_of(MethodElement, one) if one else "", return_dtype=pl.String
        ),
        before="before", after="after", element="code",
    )  # fmt: skip
    grid(shown, key, alt="Elements that differ, field by field")


__all__ = ["changed", "edit", "versions"]
