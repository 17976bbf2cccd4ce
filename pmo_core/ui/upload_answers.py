"""What only the user can say about a file: asked on one screen, never guessed."""

from collections.abc import Iterable
from datetime import date
from functools import partial

import streamlit as st

from pmo_core.exchange.conventions import ValueQuestion, decided
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.plan import options_of
from pmo_core.exchange.questions import Question, answer
from pmo_core.model import REGISTERS
from pmo_core.model.columns import label
from pmo_core.ui import data
from pmo_core.ui.text import plain

MOST_CODES = 1000
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


def answers(questions: Iterable[Question], mapping: Mapping, key: str) -> tuple[Mapping, list[str]]:
    """Ask what the file does not say; return the answered mapping, and what is still open."""
    still_open: list[str] = []
    register = mapping.register
    for question in questions:
        name = f"{key}_{question.kind}_{question.field}_{question.column}_{question.value}"
        given = _ask(question, register, name)
        if given:
            mapping = answer(mapping, question, given)
        elif question.is_required:
            still_open.append(label(question.field, register).lower())
    return mapping, still_open


def _ask(question: Question, register: str, key: str) -> str:
    """Draw one question the way its answer is given; return the answer, empty while open."""
    text, record = plain(question.text), REGISTERS[register]
    if question.kind == "word":
        takes = st.checkbox(
            text,
            value=True,
            key=key,
            persist_state="session",
            help="The words are kept with the record. Not ticked: these lines are rejected.",
        )
        return question.suggestion if takes else ""
    if question.kind == "constant" and record.base_type(question.field) is date:
        start = date.fromisoformat(question.suggestion) if question.suggestion else None
        chosen = st.date_input(
            text,
            value=start,
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            key=key,
            persist_state="session",
        )
        return chosen.isoformat() if isinstance(chosen, date) else ""
    if question.kind == "constant" and question.field in record.refers:
        codes = data.table(record.refers[question.field])["code"].head(MOST_CODES).to_list()
        code = st.selectbox(
            text,
            codes,
            index=None,
            accept_new_options=True,
            key=key,
            persist_state="session",
            placeholder="Choose or type a code",
        )
        return (code or "").strip()
    options = options_of(record, question.field) if question.kind == "constant" else ()
    if options:
        first = options.index(question.suggestion) if question.suggestion else None
        one: str | None = st.selectbox(
            text, options, index=first, key=key, persist_state="session", width=420
        )
        return one or ""
    return st.text_input(
        text, value=question.suggestion, key=key, persist_state="session", width=420
    ).strip()


def value_answers(
    questions: tuple[ValueQuestion, ...], mapping: Mapping, key: str
) -> tuple[Mapping, list[str]]:
    """Ask how values are written where the file leaves it open; see `answers`."""
    still_open: list[str] = []
    for question in questions:
        shown = dict(question.choices)
        examples = ", ".join(question.examples[:4])
        choice = st.radio(
            plain(question.text)
            + (f"  \n:gray[In the file: {plain(examples)}]" if examples else ""),
            list(shown),
            index=None,
            format_func=partial(_shown, shown),
            key=f"{key}_value_{question.kind}_{question.column}",
            persist_state="session",
            horizontal=True,
        )
        if choice is None:
            still_open.append(question.column)
        else:
            mapping = decided(mapping, question, choice)
    return mapping, still_open


def _shown(choices: dict[str, str], one: str) -> str:
    return plain(choices[one] or one)
