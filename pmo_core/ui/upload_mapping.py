"""The second step of an upload: which register it is, and what its columns mean."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.exchange.content import contents
from pmo_core.exchange.guess import FROM_FILES, Guess
from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.questions import Question, ask
from pmo_core.exchange.scores import is_in_files
from pmo_core.jobs.opening import Opened, suggest
from pmo_core.model import REGISTERS
from pmo_core.model.columns import label
from pmo_core.ui import boot, data
from pmo_core.ui.text import counted, plain
from pmo_core.ui.upload_state import remembered

UNUSED = "(not used)"
N_EXAMPLES = 3
MOST_ROWS = 14
MOST_NAMED = 6
MOST_SAID = 4


@dataclass(frozen=True)
class Start:
    """Where the user starts from: the guess, or what was used for the last file like this."""

    guess: Guess
    is_remembered: bool
    key: str


def register_and_guess(opened: Opened) -> Start:
    """Let the user say what the file is; return how its columns are probably meant."""
    start = _start(opened, None)
    chosen = st.selectbox(
        "What the file holds",
        FROM_FILES,
        index=FROM_FILES.index(start.guess.mapping.register),
        format_func=lambda name: REGISTERS[name].title,
        key=f"upload_register_{opened.name}",
        persist_state="session",
        help="Guessed from the columns; correct it where the guess is wrong.",
    )
    return start if chosen == start.guess.mapping.register else _start(opened, chosen)


def _start(opened: Opened, register: str | None) -> Start:
    """Return the guess, remembered: it does not change while the user looks."""
    is_afresh = bool(st.session_state.get("upload_afresh"))

    def make() -> Start:
        guess = suggest(boot.repository(), opened, register, afresh=is_afresh)
        name = f"{opened.file_hash[:12]}_{hash(opened.name)}_{guess.mapping.register}_{is_afresh}"
        return Start(guess, guess.is_remembered, f"upload_{name}")

    part = "guess" if register is None else "chosen"
    return remembered(part, (opened.file_hash, opened.name, register, is_afresh), make)


def say_where_from(start: Start) -> None:
    """Say what the guess did, or that the mapping is an earlier file's and can be guessed again."""
    is_afresh = bool(st.session_state.get("upload_afresh"))
    said = [plain(one.message) for one in start.guess.proposals if one.severity == "info"]
    if said:
        more = ["and more, see Notes"] if len(said) > MOST_SAID else []
        st.caption("  \n".join((*said[:MOST_SAID], *more)))
    if not (start.is_remembered or is_afresh):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="upload_memory"):
        taken = "guessed again" if is_afresh else "taken as in the last file with this header"
        st.caption(f"The columns are {taken}.", width="content")
        st.button(
            "As last time" if is_afresh else "Guess again",
            type="tertiary",
            key="upload_guess_again",
            on_click=lambda: st.session_state.__setitem__("upload_afresh", not is_afresh),
        )


def columns_editor(start: Start, place: Any) -> Mapping:
    """Draw the columns of the file with examples and what each becomes; return the mapping.

    Parameters
    ----------
    start : Start
        What the editor shows first.
    place : container
        Where it is drawn.
    """
    guess, key = start.guess, f"{start.key}_columns"
    mapping, names = guess.mapping, _field_names(guess.mapping.register)
    last = f"{start.key}_last"
    if key not in st.session_state:  # first drawn, or again after another page
        st.session_state[f"{start.key}_base"] = st.session_state.get(last, _becomes(mapping))
    base = st.session_state[f"{start.key}_base"]
    examples = remembered("examples", start.key, lambda: _examples_of(guess))
    rows = examples.with_columns(
        pl.Series("becomes", [names.get(base.get(one, ""), UNUSED) for one in guess.table.names])
    )
    expander = place.expander(
        summary({**base, **_edits(start, names)}, guess.table.names),
        key=f"{start.key}_expander",
        icon=":material/view_column:",
    )
    edited = expander.data_editor(
        rows,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=["column", "examples"],
        alt="Columns of the file, examples, and the field that each becomes",
        height="content" if rows.height < MOST_ROWS else 490,
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
    fields = {shown: name for name, shown in names.items()}
    pairs = zip(edited["column"], edited["becomes"], strict=True)
    after = {column: fields[shown] for column, shown in pairs if shown != UNUSED}
    st.session_state[last] = after
    return with_columns(mapping, after)


def _edits(start: Start, names: Dict[str, str]) -> dict[str, str]:
    """Return column -> field for what was edited since the editor was drawn first."""
    state = st.session_state.get(f"{start.key}_columns") or {}
    fields = {shown: name for name, shown in names.items()}
    return {
        start.guess.table.names[int(row)]: fields.get(cells["becomes"], "")
        for row, cells in state.get("edited_rows", {}).items()
        if "becomes" in cells
    }


def summary(becomes: Dict[str, str], columns: tuple[str, ...]) -> str:
    """Return in one line how many columns are used, and which are not.

    Examples
    --------
    >>> summary({"Project": "project", "Cost": "cost"}, ("Project", "Cost", "Period"))
    '2 of 3 columns are used; not used: Period'
    """
    unused = [name for name in columns if not becomes.get(name)]
    said = f"{len(columns) - len(unused)} of {counted(len(columns), 'column')} are used"
    if not unused:
        return said
    more = f" and {len(unused) - MOST_NAMED} more" if len(unused) > MOST_NAMED else ""
    short = [name if len(name) <= 30 else f"{name[:27]}..." for name in unused[:MOST_NAMED]]
    return f"{said}; not used: {plain(', '.join(short))}{more}"


def _examples_of(guess: Guess) -> pl.DataFrame:
    frame = guess.table.frame
    return pl.DataFrame(
        {
            "column": list(guess.table.names),
            "examples": [_examples(frame[name]) for name in guess.table.names],
        },
        schema={"column": pl.String, "examples": pl.String},
    )


def _examples(cells: pl.Series) -> str:
    """Return the first different texts of a column."""
    texts = cells.head(500).drop_nulls().unique(maintain_order=True).head(N_EXAMPLES)
    return " | ".join(text if len(text) <= 60 else f"{text[:57]}..." for text in texts)


def _field_names(register: str) -> dict[str, str]:
    """Return "field" or "field:name" -> how it is shown."""
    record = REGISTERS[register]
    shown = {
        name: label(name, register) for name in record.model_fields if is_in_files(register, name)
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


def with_columns(mapping: Mapping, after: Dict[str, str]) -> Mapping:
    """Return the mapping with each column as the user wants it, unless nothing was changed.

    Parameters
    ----------
    mapping : Mapping
        As it was before.
    after : mapping of str to str
        Column -> "field" or "field:name" that it fills.

    Examples
    --------
    >>> joined = with_columns(Mapping("actual"), {"Main": "wbs", "Sub": "wbs"})
    >>> joined.fields["wbs"].columns
    ('Main', 'Sub')
    """
    if after == _becomes(mapping):
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


def questions_of(start: Start, mapping: Mapping) -> tuple[Question, ...]:
    """Return what the file does not say, also after the user has changed its columns."""
    guess = start.guess
    if mapping == guess.mapping:
        return guess.questions

    def make() -> tuple[Question, ...]:
        asked = ask(guess.table, mapping, contents(guess.table.frame), ())
        named = [one for one in guess.questions if one.field == "currency"]
        return (*asked, *(one for one in named if "currency" not in mapping.fields))

    return remembered("questions", mapping.to_json(), make)


def feed(mapping: Mapping, key: str) -> Mapping:
    """Let the user name the feed that actuals come from."""
    if mapping.register != "actual":
        return mapping
    source = st.text_input(
        "Feed",
        value=mapping.source,
        key=f"{key}_feed",
        persist_state="session",
        help="Where the lines come from. Within one feed, a line with the same project, element, "
        "person, role, category, date and document is the same line: it is changed, not added.",
    )
    return replace(mapping, source=source.strip())


def corrected_import(mapping: Mapping, opened: Opened, key: str) -> None:
    """Let the user say that the file is the corrected whole of an earlier import."""
    batches = data.query("batches", limit=200, offset=0)
    same = batches.filter(
        ~pl.col("is_undone"), pl.col("register").str.split(" ").list.first() == mapping.register
    )
    if same.is_empty():
        return
    names = dict(
        same.select("number", pl.format("#{} {}", "number", "file_name").alias("name")).iter_rows()
    )
    st.selectbox(
        "Corrects import",
        [None, *names],
        format_func=lambda number: "No, it adds lines" if number is None else names[number],
        key=f"{key}_replaces",
        persist_state="session",
        help="Lines of that import which this file lacks are removed. Leave it at No for a file "
        "that only adds or corrects lines.",
    )
    before = same.filter(
        pl.col("file_name") == opened.name, pl.col("file_hash") != opened.file_hash
    )
    if not before.is_empty():
        st.caption(f"Import #{before['number'][0]} had this file name.")
