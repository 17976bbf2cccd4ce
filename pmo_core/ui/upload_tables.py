"""The tables of an upload's preview."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pmo_core.exchange.reasons import REASONS
from pmo_core.exchange.table import LINE
from pmo_core.jobs.preview import Preview
from pmo_core.model import REGISTERS
from pmo_core.model.columns import label
from pmo_core.ui import data

_SET_ASIDE = {
    "subtotal_row": "A total, no record.",
    "repeated_header": "The header stands here again.",
    "footer": "A remark below the table.",
    "note_below": "A note, no field.",
}
_LEFT_OUT = {
    "unknown_code": "The code is not in its register.",
    "incomplete": "A field that a new record needs is empty.",
    "duplicate_key": "Another line has the same key.",
    "repair_refused": "It could be read only with the repair, which is refused.",
}
_OPTIONAL_SUMS = ("total_repeated", "rounding", "n_missing", "n_withheld")


@dataclass(frozen=True)
class Part:
    """One table of the preview: its rows, how they are described, and what the file of it holds."""

    title: str
    rows: pl.DataFrame
    register: str | None = None
    export: Callable[[], pl.DataFrame] | None = None
    file_name: str = "preview"
    note: str = ""


def sums(shown: Preview) -> pl.DataFrame:
    """Return one row per field and currency: sums read, taken, rejected; cells without a value.

    Columns in which nothing but zeros stands are left out.
    """
    register, base = shown.mapping.register, data.settings().base_currency
    frame = pl.DataFrame(
        {
            "field": label(one.field, register),
            "currency": "" if "hours" in one.field else one.currency or base,
            "total_read": one.read,
            "total_taken": one.taken,
            "total_rejected": one.rejected,
            "total_repeated": one.repeated,
            "rounding": one.rounding,
            "n_values": one.n_values,
            "n_missing": one.n_missing,
            "n_withheld": one.n_withheld,
        }
        for one in shown.account.measures
    )
    return frame.drop(
        name for name in _OPTIONAL_SUMS if frame.height and not (frame[name] != 0).any()
    )


def withheld(shown: Preview) -> str:
    """Return how many amounts the file holds back, field by field; empty where none."""
    register = shown.mapping.register
    return "; ".join(
        f"{label(one.field, register)}: {one.n_withheld:,} of "
        f"{one.n_values + one.n_missing + one.n_withheld + one.n_unreadable:,} withheld"
        for one in shown.account.measures
        if one.n_withheld
    )


def parts(shown: Preview) -> list[Part]:
    """Return the tables of the preview that hold anything, in the order of their tabs."""
    staged, register = shown.staged, shown.mapping.register
    rejected, mended = rejected_lines(shown), _lined(shown.mended)
    aside, notes, codes = set_aside(shown), notes_of(shown), new_codes(shown)
    n_removed = staged.counts.n_removed
    found = [
        Part("First records as stored", _filled(_lined(staged.sample())), register),
        Part(
            f"Rejected ({rejected.height:,})",
            _filled(rejected),
            export=shown.to_mend,
            file_name="rejected",
            note="The downloaded file holds these lines as written: mend them and upload it.",
        ),
        Part(f"Repaired ({mended.height:,})", mended, file_name="repaired"),
        Part(f"New codes ({codes.height:,})", codes, file_name="new_codes"),
        Part(
            f"Changed ({staged.counts.n_changed:,})",
            changes_of(shown),
            file_name="changed",
            note="The first changed records, value by value." if staged.counts.n_changed else "",
        ),
        Part(
            f"Removed ({n_removed:,})",
            _filled(staged.removed_sample()),
            register,
            file_name="removed",
            note="The first records of the earlier import that this file lacks.",
        ),
        Part(f"Set aside ({aside.height:,})", aside, file_name="set_aside"),
        Part(f"Notes ({notes.height:,})", notes, file_name="notes"),
    ]
    return [one for one in found if one.rows.height]


def rejected_lines(shown: Preview) -> pl.DataFrame:
    """Return one row per line not taken: line, column, value, reason in words, text."""
    schema = {LINE: pl.Int64, "reason": pl.String, "said": pl.String}
    known = [
        (one.line, one.code, one.message)
        for one in shown.findings
        if one.severity == "error" and one.line is not None
    ]
    sentences = pl.DataFrame(known, schema=schema, orient="row").unique([LINE, "reason"])
    general = {
        code: text.replace("{value!r} in {column}", "The value")
        .replace("{column}", "The cell")
        .replace("line {first} of the file", "an earlier line")
        for code, text in REASONS.items()
    }
    said = pl.coalesce("said", pl.col("reason").replace({**general, **_LEFT_OUT}))
    rows = shown.rejected.join(sentences, on=[LINE, "reason"], how="left", maintain_order="left")
    return _lined(rows.with_columns(reason=said).drop("said"))


def new_codes(shown: Preview) -> pl.DataFrame:
    """Return one row per code that is not in its register yet: field, code, name, lines."""
    record = shown.staged.record
    schema = {"field": pl.String, "code": pl.String, "name": pl.String, "n_lines": pl.Int64}
    found = [
        codes.select(pl.lit(label(name, record.register)).alias("field"), "code", "name", "n_lines")
        for name, codes in shown.unknown.items()
    ]
    return pl.concat([pl.DataFrame(schema=schema), *found], how="vertical_relaxed")


def set_aside(shown: Preview) -> pl.DataFrame:
    """Return the lines that are no records, or repeat an earlier one: line, reason, text."""
    repeated = shown.prepared.repeated.select(
        pl.col(LINE).alias("line"),
        pl.format("Says word for word what line {} says.", "first").alias("reason"),
        pl.lit("").alias("text"),
    )
    seen = {(one.line, one.code): one for one in shown.findings if one.code in _SET_ASIDE}
    others = pl.DataFrame(
        [
            {"line": line, "reason": _SET_ASIDE[code], "text": one.value}
            for (line, code), one in seen.items()
        ],
        schema=repeated.schema,
    )
    return pl.concat([repeated, others]).sort("line", nulls_last=True)


def notes_of(shown: Preview) -> pl.DataFrame:
    """Return what else was found: neither rejected nor repaired nor set aside lines."""
    repaired = set(shown.mended[LINE])
    return pl.DataFrame(
        [
            {"line": one.line, "severity": one.severity, "message": one.message}
            for one in shown.findings
            if one.severity != "error" and one.line not in repaired and one.code not in _SET_ASIDE
        ],
        schema={"line": pl.Int64, "severity": pl.String, "message": pl.String},
    ).unique(maintain_order=True)


def changes_of(shown: Preview) -> pl.DataFrame:
    """Return one row per value that changes: line, record, field, before, after."""
    record = shown.staged.record
    rows = shown.staged.changed_sample()
    key = pl.concat_str([pl.col(name).cast(pl.String) for name in record.key], separator=" ")
    found = [
        rows.filter(pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after"))).select(
            pl.col(LINE).alias("line"),
            key.alias("record"),
            pl.lit(label(name, record.register)).alias("field"),
            pl.col(f"{name}_before").cast(pl.String).alias("before"),
            pl.col(f"{name}_after").cast(pl.String).alias("after"),
        )
        for name in record.model_fields
        if name not in record.key and name != "line"
    ]
    return pl.concat(found).sort("line", maintain_order=True)


def fields_of(register: str) -> pl.DataFrame:
    """Return one row per field of a register: its label, its meaning and an example."""
    record = REGISTERS[register]
    noun = register.replace("_", " ").capitalize()
    own = {"code": f"{noun} code", "name": f"{noun} name"} if record.key == ("code",) else {}
    return pl.DataFrame(
        [
            {
                "field": own.get(name, label(name, register)),
                "is_needed": info.is_required(),
                "meaning": info.description or "",
                "example": str((info.examples or [""])[0]),
            }
            for name, info in record.model_fields.items()
            if name not in NOT_IN_FILES
        ]
    )


NOT_IN_FILES = ("withheld", "source", "line")
"""Fields that come with an upload, not with its columns."""


def template(register: str) -> pl.DataFrame:
    """Return a file to fill in: the header of a register, and one line as an example."""
    fields = fields_of(register)
    return pl.DataFrame(
        {name: [example] for name, example in fields.select("field", "example").rows()}
    )


def _lined(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the file line under its public name."""
    return frame.drop("line", strict=False).rename({LINE: "line"})


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that hold anything."""
    return frame.select(
        name for name in frame.columns if frame[name].null_count() < max(frame.height, 1)
    )
