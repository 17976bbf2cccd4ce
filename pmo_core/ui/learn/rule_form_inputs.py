"""The inputs of an own audit rule, with what is kept as their start."""

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from pmo_core.model import Rule
from pmo_core.model.rules import Family, Grade
from pmo_core.ui.text import plain

MAY_NOT = "Rules are changed by a manager or an administrator."
_HELP = {name: field.description for name, field in Rule.model_fields.items()}
_EXAMPLE = """select code as project, name, stage
from project
where sponsor is null"""
_CHECKED = """select code as project, 1 as n_checked
from project"""


def draw(was: Mapping[str, Any], code: str, *, is_new: bool) -> dict[str, Any]:
    """Draw the fields of a rule and return what stands in them; empty texts are None."""
    first, second = st.columns([1, 3])
    third, fourth, fifth = st.columns([4, 3, 3])
    with first:
        typed: dict[str, Any] = {"code": st.text_input(
            "Code \\*", value=code, disabled=not is_new, key="own_rule_code",
        )}  # fmt: skip
    with second:
        typed["name"] = _text("name", was, "Name \\*")
    with third:
        typed["family"] = _choice("family", was, "Family", get_args(Family), 2)
    with fourth:
        typed["severity"] = _choice("severity", was, "Severity", get_args(Grade), 1)
    with fifth:
        typed["owner"] = _text("owner", was, "Owner")
    typed["query"] = _long("query", was, "Question in SQL \\*", 220, placeholder=_EXAMPLE)
    typed["parameters"] = _long(
        "parameters", was, "Thresholds, a line each", 80, placeholder="days = 45"
    )
    with st.expander("Which projects it judges", icon=":material/filter_center_focus:"):
        st.caption(
            "Empty: it judges every project of a run, and one without a violation passes. Else a "
            "second question counts what is judged: where it counts nothing, a project neither "
            "passes nor fails, and no finding is verified."
        )
        typed["checked"] = _long(
            "checked", was, "Question for what it judges", 80, placeholder=_CHECKED
        )
    with st.expander("Why it matters, and what mends it", icon=":material/help:"):
        typed["rationale"] = _long("rationale", was, "Why it matters", 70)
        typed["basis"] = _text("basis", was, "Standard or policy")
        typed["remedy"] = _long("remedy", was, "What mends it", 70)
    typed["is_active"] = st.checkbox(
        "Active: run with the others", value=was.get("is_active", True), key="own_rule_active"
    )
    return typed


def _common(name: str) -> dict[str, Any]:
    return {"key": f"own_rule_{name}", "help": plain(_HELP[name] or "")}


def _text(name: str, was: Mapping[str, Any], label: str) -> str | None:
    typed = st.text_input(label, value=was.get(name) or "", **_common(name))
    return typed.strip() or None


def _long(
    name: str, was: Mapping[str, Any], label: str, height: int, placeholder: str = ""
) -> str | None:
    typed = st.text_area(
        label, value=was.get(name) or "", height=height, placeholder=placeholder, **_common(name)
    )
    return typed.strip() or None


def _choice(
    name: str, was: Mapping[str, Any], label: str, options: tuple[str, ...], index: int
) -> str:
    kept = was.get(name)
    start = options.index(kept) if kept in options else index
    chosen: str = st.selectbox(label, options, index=start, **_common(name))
    return chosen


__all__ = ["MAY_NOT", "draw"]
