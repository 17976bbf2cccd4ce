"""The inputs of a RAID item: those that its kind has, with what is kept as their start."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import streamlit as st

from pmo_core.analysis.raid import VALUED
from pmo_core.model import RaidItem
from pmo_core.model.raid import RaidStrategy
from pmo_core.ui import data
from pmo_core.ui.text import listed, plain

_EARLIEST, _LATEST = date(1990, 1, 1), date(2200, 12, 31)
_HELP = {name: field.description for name, field in RaidItem.model_fields.items()}


def project_input(project: str | None) -> str | None:
    """Draw the choice of a project and return its code."""
    names = data.derived("names of raid projects", _names)
    codes = list(names)
    index = codes.index(project) if project in names else None
    return st.selectbox(
        "Project \\*", codes, index=index, key="raid_new_project",
        format_func=lambda code: f"{code}  {names[code]}", placeholder="Type a code or a name",
    )  # fmt: skip


def _names() -> dict[str, str]:
    return dict(data.table("project").select("code", "name").iter_rows())


def inputs(kind: str, was: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Draw the inputs that an item of a kind has and return what stands in them.

    Parameters
    ----------
    kind : str
        Kind of the item.
    was : mapping
        Field -> value at the start; what is missing is empty.
    key : str
        Tells these inputs from those of other items.

    Returns
    -------
    dict
        Field -> value as the record takes it; empty texts are None.
    """
    typed: dict[str, Any] = {
        "name": _text("name", was, key, "Name \\*"),
        "description": _long("description", was, key, "What it is about"),
    }
    owner, raised, due = st.columns(3)
    with owner:
        typed["owner"] = _text("owner", was, key, "Owner")
    with raised:
        typed["raised_on"] = _day("raised_on", was, key, "Raised on")
    with due:
        typed["due_on"] = _day("due_on", was, key, "Due on")
    if kind in VALUED or kind == "assumption":
        typed |= _impact(kind, was, key)
    if kind == "dependency":
        typed["other_project"] = _other_project(was, key)
    typed["response"] = _long("response", was, key, "What is done about it")
    if kind in VALUED:
        typed |= _response(kind, was, key)
    return typed


def _impact(kind: str, was: Mapping[str, Any], key: str) -> dict[str, Any]:
    currency = data.settings().base_currency
    typed: dict[str, Any] = {}
    cells = iter(st.columns(3 if kind == "risk" else 2))
    if kind == "risk":
        with next(cells):
            typed["probability_pct"] = _percent("probability_pct", was, key, "Probability, %")
    with next(cells):
        label = f"Cost, {currency}" if kind == "issue" else f"Cost if it happens, {currency}"
        typed["impact_cost"] = _money("impact_cost", was, key, label)
    with next(cells):
        typed["impact_days"] = _whole("impact_days", was, key, "Delay, working days")
    return typed


def _response(kind: str, was: Mapping[str, Any], key: str) -> dict[str, Any]:
    currency = data.settings().base_currency
    typed: dict[str, Any] = {}
    st.caption("What is left after the response. Leave empty what nobody estimated.")
    cells = iter(st.columns(4 if kind == "risk" else 2))
    if kind == "risk":
        strategies = [None, *get_args(RaidStrategy)]
        with next(cells):
            typed["strategy"] = st.selectbox(
                "Strategy", strategies, index=strategies.index(was.get("strategy")),
                key=f"raid_strategy_{key}", format_func=lambda one: one or "",
                help="Exploit, enhance and share are for opportunities.",
            )  # fmt: skip
        with next(cells):
            typed["residual_probability_pct"] = _percent(
                "residual_probability_pct", was, key, "Probability left, %"
            )
    with next(cells):
        typed["residual_cost"] = _money("residual_cost", was, key, f"Cost left, {currency}")
    with next(cells):
        typed["residual_days"] = _whole("residual_days", was, key, "Delay left, days")
    return typed


def conversion(item: RaidItem, key: str, on: date) -> dict[str, Any]:
    """Draw what may differ in the item that another becomes on a day, and return it."""
    was, key = item.model_dump(), f"becomes_{key}"
    if item.due_on and item.due_on < on:
        was["due_on"] = None  # what grows out of a late item is not late when it begins
    typed: dict[str, Any] = {"name": _text("name", was, key, "Name \\*")}
    owner, due, chance, cost = st.columns(4)
    with owner:
        typed["owner"] = _text("owner", was, key, "Owner")
    with due:
        typed["due_on"] = _day("due_on", was, key, "Due on")
    with chance:
        typed["probability_pct"] = _percent("probability_pct", was, key, "Probability, % (risk)")
    with cost:
        typed["impact_cost"] = _money("impact_cost", was, key, "Cost if it happens")
    return typed


def is_whole(needed: Mapping[str, Any]) -> bool:
    """Return whether what is needed was given; say what is missing."""
    missing = [name for name, value in needed.items() if not value]
    if missing:
        st.error(f"{listed(missing)} must be given.", title="Nothing was saved yet")
    return not missing


def _common(name: str, key: str) -> dict[str, Any]:
    return {"key": f"raid_{name}_{key}", "help": plain(_HELP[name] or "")}


def _text(name: str, was: Mapping[str, Any], key: str, label: str) -> str | None:
    typed = st.text_input(label, value=was.get(name) or "", **_common(name, key))
    return typed.strip() or None


def _long(name: str, was: Mapping[str, Any], key: str, label: str) -> str | None:
    typed = st.text_area(label, value=was.get(name) or "", height=80, **_common(name, key))
    return typed.strip() or None


def _day(name: str, was: Mapping[str, Any], key: str, label: str) -> Any:
    return st.date_input(
        label, value=was.get(name), min_value=_EARLIEST, max_value=_LATEST, format="YYYY-MM-DD",
        **_common(name, key),
    )  # fmt: skip


def _percent(name: str, was: Mapping[str, Any], key: str, label: str) -> float | None:
    return st.number_input(
        label, value=was.get(name), min_value=0.0, max_value=100.0, step=5.0, format="%g",
        **_common(name, key),
    )  # fmt: skip


def _whole(name: str, was: Mapping[str, Any], key: str, label: str) -> int | None:
    typed: int | None = st.number_input(label, value=was.get(name), step=1, **_common(name, key))
    return typed


def _money(name: str, was: Mapping[str, Any], key: str, label: str) -> Decimal | None:
    """Draw the input of an amount; an amount that nobody touched comes back to the last digit."""
    kept: Decimal | None = was.get(name)
    start = None if kept is None else float(kept)
    typed = st.number_input(label, value=start, step=1000.0, format="%.2f", **_common(name, key))
    return kept if typed == start else Decimal(f"{typed:.2f}") if typed is not None else None


def _other_project(was: Mapping[str, Any], key: str) -> str | None:
    names = data.derived("names of raid projects", _names)
    options = [None, *names]
    kept = was.get("other_project")
    return st.selectbox(
        "Project that it leads to", options, index=options.index(kept if kept in names else None),
        format_func=lambda code: f"{code}  {names[code]}" if code else "",
        **_common("other_project", key),
    )  # fmt: skip


__all__ = ["conversion", "inputs", "is_whole", "project_input"]
