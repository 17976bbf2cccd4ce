"""The tables of an upload's preview."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pmo_core.exchange.table import LINE
from pmo_core.jobs.preview import Preview
from pmo_core.model.columns import label
from pmo_core.ui import data


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
    """Return one row per field and currency: sums read, taken, rejected; cells without a value."""
    register, base = shown.mapping.register, data.settings().base_currency
    return pl.DataFrame(
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


def parts(shown: Preview) -> list[Part]:
    """Return the tables of the preview, in the order of their tabs."""
    staged, register = shown.staged, shown.mapping.register
    rejected, mended = _lined(shown.rejected), _lined(shown.mended)
    notes = notes_of(shown)
    return [
        Part("First records as stored", _filled(_lined(staged.sample())), register),
        Part(
            f"Rejected ({rejected.height:,})",
            _filled(rejected),
            export=shown.to_mend,
            file_name="rejected",
            note="The downloaded file holds these lines as written: mend them and upload it.",
        ),
        Part(f"Repaired ({mended.height:,})", mended, file_name="repaired"),
        Part(f"Changed ({staged.counts.n_changed:,})", changes_of(shown), file_name="changed"),
        Part(f"Notes ({notes.height:,})", notes, file_name="notes"),
    ]


def notes_of(shown: Preview) -> pl.DataFrame:
    """Return what was found beside rejected and repaired lines."""
    repaired = set(shown.mended[LINE])
    return pl.DataFrame(
        [
            {"line": one.line, "severity": one.severity, "message": one.message}
            for one in shown.findings
            if one.severity != "error" and one.line not in repaired
        ],
        schema={"line": pl.Int64, "severity": pl.String, "message": pl.String},
    )


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


def _lined(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the file line under its public name."""
    return frame.drop("line", strict=False).rename({LINE: "line"})


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that hold anything."""
    return frame.select(
        name for name in frame.columns if frame[name].null_count() < max(frame.height, 1)
    )
