"""Changes on a page: the journal as a table, one change in detail, and its undoing."""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.model import REGISTERS
from pmo_core.model.columns import label
from pmo_core.ui import data
from pmo_core.ui.admin_act import confirm, may_read
from pmo_core.ui.admin_paging import ROWS, paging
from pmo_core.ui.boot import repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.text import counted, plain

VERBS = {
    "save": "added", "amend": "edited", "remove": "removed", "settings": "settings",
    "load": "loaded", "put": "replaced", "reset": "emptied", "import": "imported", "undo": "undone",
    "decide": "decided", "audit": "audited",
}  # fmt: skip
"""Verb of the journal -> how a page calls it."""

IMPORT_COLUMNS = (
    "number", "made_at", "undone_by", "actor", "register", "n_read", "n_taken", "n_rejected",
    "n_new", "n_changed", "n_unchanged", "n_removed", "file_name", "file_hash", "note",
)  # fmt: skip
JOURNAL_COLUMNS = (
    "number", "made_at", "undone_by", "actor", "actor_role", "verb", "register", "n_new",
    "n_changed", "n_removed", "undoes", "file_name", "note",
)  # fmt: skip
_MOST_ROWS = 200
_LONGEST = 300


def listing(
    columns: tuple[str, ...], key: str, *, register: str = "", actor: str = "", verb: str = ""
) -> dict[str, Any] | None:
    """Show the changes that were chosen, the latest first, a page at a time.

    Parameters
    ----------
    columns : tuple of str
        What is shown, of the columns of queries/journal.sql.
    key : str
        Name of the table on its page; also of the downloaded file.
    register, actor, verb : str
        What the changes must have; empty: any.

    Returns
    -------
    dict or None
        The row that was selected, all its columns.
    """
    chosen = {"register": register, "actor": actor, "verb": verb}
    n_rows = data.query("journal_count", **chosen)["n_rows"][0]
    name = "_".join((key, register, actor, verb))
    place = st.container()
    offset = paging(n_rows, name, "import" if verb == "import" else "change")
    rows = data.query("journal", **chosen, limit=ROWS, offset=offset)
    with place:
        picked = grid(
            _readable(rows).select(columns),
            f"{name}_{offset}_{n_rows}",
            alt="Changes, the latest first",
            pinned=("number",),
            clickable=True,
            export=lambda: repository().query("journal", **chosen, limit=n_rows, offset=0),
            file_name=key,
        )
    return rows.row(picked, named=True) if picked is not None and picked < rows.height else None


def undo_button(change: dict[str, Any]) -> None:
    """Offer to undo a change, or say why it cannot be undone."""
    number = int(change["number"])
    reason = ""
    if change["undone_by"] is not None:
        reason = f"Change {number} was undone already, by change {change['undone_by']}."
    elif change["verb"] == "undo":
        reason = f"Change {number} is itself an undoing and stays. Make the change again instead."
    elif change["verb"] == "decide":
        reason = "A decision is superseded by another decision, not undone."
    elif change["verb"] == "audit":
        reason = "What a run of the rules showed stays. Run them again."
    noun = "import" if change["verb"] == "import" else "change"
    if st.button(
        f"Undo this {noun}", key="undo", icon=":material/undo:", disabled=bool(reason),
        help=reason or "Opens a dialog that first says what will happen.",
    ):  # fmt: skip

        def act() -> str:
            return f"Change {number} was undone by change {session().undo(number)}."

        confirm(f"Undo change {number}?", list(_effects(change)), "Undo", act)


def _effects(change: dict[str, Any]) -> Iterator[str]:
    """Say what undoing a change does, register by register."""
    for register in registers_of(change):
        effect = data.query("change_effect", register=register, change=int(change["number"]))
        n_rows, n_holding, n_ended = effect.row(0)
        title = REGISTERS[register].title
        later = n_rows - n_holding
        if n_holding:
            yield f"{title}: {counted(n_holding, 'row')} written by it will go."
        if n_ended:
            most = "up to " if later else ""
            yield f"{title}: {most}{counted(n_ended, 'row')} replaced or removed by it come back."
        if later:
            yield f"{title}: {counted(later, 'row')} changed again later stay as they are now."
    yield "It is refused, and nothing happens, if something still refers to a row that would go."
    yield "Everything happens at once or not at all, and the journal keeps both changes."


def facts(change: dict[str, Any]) -> None:
    """Show what the journal says about one change."""
    names = [REGISTERS[name].title for name in registers_of(change)]
    where = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    rows = {
        "When": f"{change['made_at']:%Y-%m-%d %H:%M:%S} UTC",
        "Who": f"{change['actor']}, as {change['actor_role']}",
        "What": VERBS.get(change["verb"], change["verb"]),
        "Registers": where,
        "Rows": ", ".join(
            f"{change[name]:,} {label(name).lower()}"
            for name in ("n_new", "n_changed", "n_unchanged", "n_removed")
            if change[name]
        ),
        "File": change["file_name"],
        "SHA-256": change["file_hash"],
        "Feed": change["source"],
        "Corrects": change["replaces"] and f"change {change['replaces']}",
        "Undoes": change["undoes"] and f"change {change['undoes']}",
        "Undone by": change["undone_by"] and f"change {change['undone_by']}",
        "Note": change["note"],
    }
    shown = {name: plain(value) for name, value in rows.items() if value}
    st.table(shown, border="horizontal", width="content")


def account(change: dict[str, Any]) -> None:
    """Show the account of an imported file: its lines and its sums, read, taken and rejected."""
    lines = json.loads(change["counts"] or "{}")
    totals = json.loads(change["totals"] or "{}")
    for title, rows in (
        ("Lines of the file", [lines] if lines else []),
        ("Totals", [{"field": name, **parts} for name, parts in totals.items()]),
    ):
        if rows:
            st.markdown(f"**{title}**")
            frame = pl.DataFrame(readable_account(rows))
            right = st.column_config.TextColumn(alignment="right")
            config = {name: right for name in frame.columns if name != "Field"}
            st.dataframe(frame, hide_index=True, width="content", alt=title, column_config=config)


def readable_account(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the rows of an account with headings and readable numbers.

    Examples
    --------
    >>> readable_account([{"field": "cost EUR", "read": "12000.5000", "n_withheld": 2}])
    [{'Field': 'Cost EUR', 'Read': '12,000.5', 'Withheld': '2'}]
    """
    return [{_words(name): _amount(value) for name, value in row.items()} for row in rows]


def rejected_lines(change: dict[str, Any]) -> None:
    """Show the first lines that a change did not take, and offer all of them as a file."""
    number = int(change["number"])
    if not change["n_rejected"]:
        return
    lines = data.derived("rejected", lambda: repository().rejected_lines(number), change=number)
    st.markdown(f"**{counted(int(change['n_rejected']), 'line')} not taken**")
    grid(
        lines.head(_MOST_ROWS),
        "rejected",
        alt="Lines that were not taken",
        export=lambda: lines,
        file_name=f"rejected-{number}",
    )


def remarks(change: dict[str, Any]) -> None:
    """Show the first lines that repeat an earlier one, then those repaired; offer all as a file."""
    number = int(change["number"])
    lines = data.derived("remarks", lambda: repository().import_remarks(number), change=number)
    if lines.is_empty():
        return
    st.markdown(f"**{counted(lines.height, 'line')} repeated or repaired**")
    grid(
        lines.sort("code", "line", descending=[True, False])
        .select("line", "message", "value")
        .head(_MOST_ROWS),
        "remarks",
        alt="Lines that repeat an earlier one or were repaired",
        export=lambda: lines,
        file_name=f"remarks-{number}",
    )


def rows_of(change: dict[str, Any]) -> None:
    """Show what a change wrote, before and after, register by register."""
    number = int(change["number"])
    if change["verb"] == "undo":
        number = int(change["undoes"])
        st.caption(f"What follows is what change {number} had done, and what was undone here.")
    elif change["undone_by"] is not None:
        st.caption("It was undone: the rows that it had replaced or removed hold again.")
    shown = [
        (name, data.query("change_rows", register=name, change=number, limit=_MOST_ROWS))
        for name in registers_of(change)
        if may_read(name)
    ]
    shown = [(name, rows) for name, rows in shown if not rows.is_empty()]
    if not shown:
        st.caption("No row holds its mark any more, or what it wrote is for the PMO alone.")
        return
    register = shown[0][0]
    if len(shown) > 1:
        names = [name for name, _ in shown]
        register = st.selectbox(
            "Register", names, format_func=lambda name: REGISTERS[name].title, width=230,
            key=f"rows_of_{number}",
        )  # fmt: skip
    _versions(register, dict(shown)[register], number)


def _versions(register: str, rows: pl.DataFrame, number: int) -> None:
    record = REGISTERS[register]
    compared, written, ended = compare(rows, record.key)
    parts = (("Before and after", compared), ("New rows", written), ("Removed rows", ended))
    for title, frame in parts:
        if frame.is_empty():
            continue
        st.markdown(f"**{title}**, {record.title.lower()}")
        if rows.height >= _MOST_ROWS:
            st.caption(f"The first {_MOST_ROWS} rows of the change.")
        readable = {name: label(name, register) for name in record.model_fields}
        is_fields = "field" in frame.columns
        short = clipped(frame)
        grid(
            short.with_columns(pl.col("field").replace(readable)) if is_fields else short,
            f"versions_{register}_{number}_{title}",
            alt=title,
            register=None if is_fields else register,
            file_name=f"change-{number}-{register}",
        )


def compare(
    versions: pl.DataFrame, key: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Take apart the versions that a change wrote and ended.

    Parameters
    ----------
    versions : polars.DataFrame
        A record's fields and `state`, "before" or "after".
    key : tuple of str
        Fields that name a record.

    Returns
    -------
    compared : polars.DataFrame
        Key fields, field, before, after (text): what differs in records that were there before.
    written, ended : polars.DataFrame
        Records that were not there before, and those that are there no more.

    Examples
    --------
    >>> rows = {"code": ["A", "A", "B"], "name": ["x", "y", "z"]}
    >>> versions = pl.DataFrame(rows | {"state": ["before", "after", "after"]})
    >>> compared, written, ended = compare(versions, ("code",))
    >>> compared.rows(), written.rows(), ended.rows()
    ([('A', 'name', 'x', 'y')], [('B', 'z')], [])
    """
    before, after = (
        versions.filter(pl.col("state") == state).drop("state") for state in ("before", "after")
    )
    others = [name for name in before.columns if name not in key]
    sides = [
        side.with_columns(
            pl.selectors.decimal().cast(pl.String).str.strip_chars_end("0").str.strip_suffix(".")
        )
        .with_columns(pl.col(others).cast(pl.String))
        .unpivot(others, index=list(key), variable_name="field", value_name=name)
        for side, name in ((before, "before"), (after, "after"))
    ]
    both = sides[0].join(sides[1], on=[*key, "field"], nulls_equal=True, maintain_order="left")
    return (
        both.filter(pl.col("before").ne_missing(pl.col("after"))),
        after.join(before, on=list(key), how="anti", nulls_equal=True, maintain_order="left"),
        before.join(after, on=list(key), how="anti", nulls_equal=True, maintain_order="left"),
    )


def clipped(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with texts cut where they are too long to be read in a table.

    Examples
    --------
    >>> [len(text) for text in clipped(pl.DataFrame({"inputs": ["x" * 5_000, "short"]}))["inputs"]]
    [303, 5]
    """
    text = pl.col(pl.String)
    cut = text.str.head(_LONGEST) + " .."
    return rows.with_columns(pl.when(text.str.len_chars() > _LONGEST).then(cut).otherwise(text))


def registers_of(change: dict[str, Any]) -> list[str]:
    """Return the registers that a change wrote to."""
    return [name for name in str(change["register"]).split() if name in REGISTERS]


def _readable(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the journal's rows as they are shown: words, a short hash, titles of registers."""
    titles = {name: record.title for name, record in REGISTERS.items()}
    named = pl.col("register").str.split(" ")
    first = named.list.first().replace(titles)
    more = (named.list.len() - 1).cast(pl.String)
    return rows.with_columns(
        pl.col("verb").replace(VERBS),
        pl.col("file_hash").str.head(8),
        pl.col("counts").str.json_path_match("$.read").cast(pl.Int64).alias("n_read"),
        pl.col("counts").str.json_path_match("$.taken").cast(pl.Int64).alias("n_taken"),
        pl.when(named.list.len() > 1)
        .then(pl.concat_str(first, pl.lit(" and "), more, pl.lit(" more")))
        .otherwise(first)
        .alias("register"),
    )


def _words(name: str) -> str:
    words = name.removeprefix("n_").replace("_", " ")
    return words[:1].upper() + words[1:]


def _amount(value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return _words(str(value))
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
