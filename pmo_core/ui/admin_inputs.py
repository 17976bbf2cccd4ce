"""One input per field of a model: its kind, limits, choices and help come from the model."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic import BaseModel, ValidationError

from pmo_core.model.columns import column
from pmo_core.model.record import Record
from pmo_core.ui import data
from pmo_core.ui.text import plain

_LONG_TEXT = 10_000
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)


def field_input(
    model: type[BaseModel], name: str, key: str, *, label: str = "", is_locked: bool = False
) -> None:
    """Draw the input of one field; its value stands in the session under `key`.

    Parameters
    ----------
    model : type
        Record or settings class.
    name : str
        Field.
    key : str
        Put the value there with `fill` before; read it with `read` afterwards.
    label : str
        Heading, where the model has no better one.
    is_locked : bool
        Whether the value is shown only.
    """
    info = model.model_fields[name]
    kind, is_nullable = _kind(info.annotation)
    heading = (label or label_of(model, name)) + (" \\*" if info.is_required() else "")
    common: dict[str, Any] = {"key": key, "help": plain(info.description), "disabled": is_locked}
    labels = choices(model, name)
    if labels:
        options = [value for value in labels if value or is_nullable or not info.is_required()]
        kept = st.session_state.get(key)
        if kept not in options:
            options.insert(0, kept)
        st.selectbox(
            heading, options, format_func=lambda v: labels.get(v, "" if v is None else v), **common
        )
    elif kind is date:
        st.date_input(
            heading, value=None, min_value=_EARLIEST, max_value=_LATEST, format="YYYY-MM-DD",
            **common,
        )  # fmt: skip
    elif kind is bool:
        st.session_state[key] = bool(st.session_state.get(key))
        st.checkbox(heading, **common)
    elif kind in (int, float):
        step: Any = 1 if kind is int else None
        low, high = (_limit(info.metadata, side, kind) for side in ("ge", "le"))
        st.number_input(heading, value=None, min_value=low, max_value=high, step=step, **common)
    elif is_long(model, name):
        st.text_area(heading, height=80, **common)
    else:
        st.text_input(heading, placeholder=_example(info), **common)


def fill(values: Mapping[str, Any], prefix: str, *, anew: bool) -> None:
    """Put values into the session for the inputs; those already there stay, unless `anew`."""
    for name, value in values.items():
        key = f"{prefix}{name}"
        if anew or key not in st.session_state:
            st.session_state[key] = _shown(value)


def read(model: type[BaseModel], names: Iterable[str], prefix: str) -> dict[str, Any]:
    """Return what stands in the inputs; an empty text is None where the field may be empty."""
    found = {}
    for name in names:
        value = st.session_state.get(f"{prefix}{name}")
        _, is_nullable = _kind(model.model_fields[name].annotation)
        if isinstance(value, str):
            value = value.strip()
            if not value and is_nullable:
                value = None
        found[name] = value
    return found


def made(model: type[BaseModel], values: Mapping[str, Any]) -> tuple[BaseModel | None, list[str]]:
    """Return the record that the values make, or None and a sentence per field that is wrong."""
    try:
        return model.model_validate(dict(values)), []
    except ValidationError as error:
        return None, [_sentence(model, one, values) for one in error.errors()]


def choices(model: type[BaseModel], name: str) -> dict[Any, str]:
    """Return value -> label where the field takes one of a few values, else an empty dict."""
    annotation = model.model_fields[name].annotation
    options = _literals(annotation)
    if options:
        _, is_nullable = _kind(annotation)
        return {value: str(value) for value in ([None] if is_nullable else []) + options}
    if not issubclass(model, Record) or name not in model.refers:
        return {}
    target = model.refers[name]
    nothing = None if model.is_nullable(name) else ""
    return {nothing: "", **data.derived(f"codes {target}", lambda: _codes(target))}


def is_long(model: type[BaseModel], name: str) -> bool:
    """Return whether the field takes a text of many lines."""
    return _longest(model.model_fields[name]) >= _LONG_TEXT


def label_of(model: type[BaseModel], name: str) -> str:
    """Return the heading of a field, with its unit."""
    if not issubclass(model, Record):
        return name.replace("_", " ").capitalize()
    meta = column(name, model.register)
    return f"{meta.label} ({meta.unit})" if meta.unit == "h" else meta.label


def _codes(register: str) -> dict[str, str]:
    rows = data.table(register)
    if "name" not in rows.columns:
        return {code: code for code in rows["code"]}
    return {code: f"{code}  {name}" for code, name in zip(rows["code"], rows["name"], strict=True)}


def _sentence(model: type[BaseModel], error: Any, values: Mapping[str, Any]) -> str:
    name = str(error["loc"][0])
    heading = label_of(model, name)
    if values.get(name) in (None, ""):
        return f"{heading} is required."
    if error["type"] == "string_pattern_mismatch" and "[A-Z]{3}" in error["msg"]:
        return f"{heading} is a code of three capital letters, such as EUR."
    if error["type"] == "decimal_parsing":
        return f"{heading}: {values[name]!r} is not a number. Write it like 1234.5."
    message = str(error["msg"])
    return f"{heading}: {message[0].lower()}{message[1:]}."


def _shown(value: Any) -> Any:
    """Decimals are typed as text, a number input would round them; moments are, too."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _kind(annotation: Any) -> tuple[Any, bool]:
    """Return the bare type of an annotation and whether None is allowed."""
    if get_origin(annotation) in (Union, UnionType):
        inner = [arg for arg in get_args(annotation) if arg is not type(None)]
        return _kind(inner[0])[0], True
    if hasattr(annotation, "__metadata__"):
        return _kind(get_args(annotation)[0])
    return annotation, False


def _literals(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return [value for arg in get_args(annotation) for value in _literals(arg)]
    return []


def _limit(metadata: Iterable[Any], side: str, kind: Any) -> Any:
    found = (getattr(one, side, None) for one in metadata)
    return next((kind(limit) for limit in found if limit is not None), None)


def _longest(info: Any) -> int:
    """Return the greatest length that a text field takes, 0 where none is given."""
    constraints = list(info.metadata)
    for arg in get_args(info.annotation):
        constraints += getattr(arg, "__metadata__", ())
    flat = [one for c in constraints for one in (getattr(c, "metadata", None) or [c])]
    return max((getattr(one, "max_length", None) or 0 for one in flat), default=0)


def _example(info: Any) -> str | None:
    return f"e.g. {info.examples[0]}" if info.examples else None
