"""The second step of an upload: what the columns mean. Guessed, shown with examples, corrected."""

from collections.abc import Mapping as Dict
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.exchange.conventions import ValueQuestion, decided
from pmo_core.exchange.guess import FROM_FILES, Guess
from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.questions import Question, answer
from pmo_core.jobs.opening import Opened, suggest
from pmo_core.model import REGISTERS
from pmo_core.model.columns import label
from pmo_core.ui import boot
from pmo_core.ui.text import plain

UNUSED = "(not used)"
N_EXAMPLES = 3


def register_and_guess(opened: Opened) -> Guess:
    """Let the user say what the file is; return how its columns are probably meant."""
    guess = _guess(opened, None)
    options = list(FROM_FILES)
    chosen = st.selectbox(
        "What the file holds",
        options,
        index=options.index(guess.mapping.register),
        format_func=lambda name: REGISTERS[name].title,
        key=f"upload_register_{opened.file_hash}_{opened.name}",
        help="Guessed from the columns; correct it where the guess is wrong.",
    )
    return guess if chosen == guess.mapping.register else _guess(opened, chosen)


def _guess(opened: Opened, register: str | None) -> Guess:
    """Return the guess, remembered for this session: it does not change while the user looks."""
    name = (opened.file_hash, opened.name, register)
    kept = st.session_state.setdefault("upload_guess", {})
    if name not in kept:
        kept.clear()
        kept[name] = suggest(boot.repository(), opened, register)
    return kept[name]  # type: ignore[no-any-return]


def columns_editor(guess: Guess, mapping: Mapping, key: str) -> Mapping:
    """Draw the columns of the file with examples and what each becomes; return the mapping."""
    frame = guess.table.frame
    names = _field_names(mapping.register)
    becomes = _becomes(mapping)
    rows = pl.DataFrame(
        {
            "column": list(guess.table.names),
            "examples": [_examples(frame[name]) for name in guess.table.names],
            "becomes": [names.get(becomes.get(name, ""), UNUSED) for name in guess.table.names],
        }
    )
    edited = st.data_editor(
        rows,
        key=f"{key}_columns",
        hide_index=True,
        num_rows="fixed",
        disabled=["column", "examples"],
        alt="Columns of the file, examples, and the field that each becomes",
        height=min(rows.height + 1, 14) * 35 + 3,
        column_config={
            "column": st.column_config.TextColumn("Column in the file", width="medium"),
            "examples": st.column_config.TextColumn("Examples", width="large"),
            "becomes": st.column_config.SelectboxColumn(
                "Becomes",
                options=[UNUSED, *names.values()],
                required=True,
                width="medium",
                help="Field of the register; two columns with the same field are joined with '/'.",
            ),
        },
    )
    return _with_columns(mapping, {shown: name for name, shown in names.items()}, edited)


def _examples(cells: pl.Series) -> str:
    """Return the first different texts of a column."""
    texts = cells.head(500).drop_nulls().unique(maintain_order=True).head(N_EXAMPLES)
    return " | ".join(text if len(text) <= 60 else f"{text[:57]}..." for text in texts)


def _field_names(register: str) -> dict[str, str]:
    """Return "field" or "field:name" -> how it is shown."""
    record = REGISTERS[register]
    shown = {
        name: label(name, register)
        for name in record.model_fields
        if name not in ("withheld", "source", "line")
    }
    of_names = {
        f"{name}:name": f"{shown[name]}: its name" for name in record.refers if name in shown
    }
    return {**shown, **of_names}


def _becomes(mapping: Mapping) -> dict[str, str]:
    """Return column -> "field" or "field:name" that it fills."""
    found = {column: name for name, source in mapping.fields.items() for column in source.columns}
    for name, source in mapping.names.items():
        for column in source.columns:
            found.setdefault(column, f"{name}:name")
    return found


def _with_columns(mapping: Mapping, fields: Dict[str, str], edited: pl.DataFrame) -> Mapping:
    """Return the mapping with what stands in the editor, unless nothing was changed there."""
    before = _becomes(mapping)
    pairs = dict(zip(edited["column"], edited["becomes"], strict=True))
    after = {column: fields[shown] for column, shown in pairs.items() if shown != UNUSED}
    if after == before:
        return mapping
    sources: dict[str, list[str]] = {}
    for column, name in after.items():
        sources.setdefault(name, []).append(column)
    kept = {**mapping.fields, **{f"{name}:name": one for name, one in mapping.names.items()}}
    chosen = {
        name: kept[name]
        if name in kept and set(kept[name].columns) == set(columns)
        else FieldSource(tuple(columns))
        for name, columns in sources.items()
    }
    return replace(
        mapping,
        fields={name: one for name, one in chosen.items() if not name.endswith(":name")},
        names={
            name.removesuffix(":name"): one
            for name, one in chosen.items()
            if name.endswith(":name")
        },
    )


def answers(guess: Guess, mapping: Mapping, key: str) -> tuple[Mapping, list[str]]:
    """Ask what the file does not say; return the answered mapping, and what is still open."""
    open_fields: list[str] = []
    for question in guess.questions:
        if question.kind == "constant" and question.field in mapping.fields:
            continue
        given = _ask(question, mapping, f"{key}_{question.kind}_{question.field}_{question.value}")
        if given:
            mapping = answer(mapping, question, given)
        elif question.is_required:
            open_fields.append(label(question.field, mapping.register))
    return mapping, open_fields


def _ask(question: Question, mapping: Mapping, key: str) -> str:
    is_day = REGISTERS[mapping.register].base_type(question.field) is date
    if question.kind == "constant" and is_day:
        start = date.fromisoformat(question.suggestion) if question.suggestion else None
        chosen = st.date_input(plain(question.text), value=start, format="YYYY-MM-DD", key=key)
        return chosen.isoformat() if isinstance(chosen, date) else ""
    return st.text_input(plain(question.text), value=question.suggestion, key=key).strip()


def feed(mapping: Mapping, key: str) -> Mapping:
    """Let the user name the feed that actuals come from."""
    if mapping.register != "actual":
        return mapping
    source = st.text_input(
        "Feed",
        value=mapping.source,
        key=f"{key}_feed",
        help="Where the lines come from. Within one feed, a line with the same project, element, "
        "person, role, category, date and document is the same line: it is changed, not added.",
    )
    return replace(mapping, source=source.strip())


def _shown(choices: Dict[str, str], one: str) -> str:
    return choices[one] or one


def value_answers(
    questions: tuple[ValueQuestion, ...], mapping: Mapping, key: str
) -> Mapping | None:
    """Ask how values are written where the file leaves it open; None until all is answered."""
    is_open = False
    for question in questions:
        shown: dict[str, Any] = dict(question.choices)
        choice = st.radio(
            plain(question.text),
            list(shown),
            index=None,
            format_func=partial(_shown, shown),
            key=f"{key}_value_{question.kind}_{question.column}",
            help=plain("For example: " + ", ".join(question.examples)),
        )
        if choice is None:
            is_open = True
        else:
            mapping = decided(mapping, question, choice)
    return None if is_open else mapping
