"""What changes of registers would say, field by field, as people read it."""

import polars as pl

from pmo_core.jobs.capacity_records import Changes
from pmo_core.model import REGISTERS
from pmo_core.model.columns import column
from pmo_core.model.record import MONEY_SCALE

_TOLD = {
    "demand": ("hours",), "booking": ("hours",),
    "person": ("name", "role", "weekly_hours", "joined_on", "left_on"),
    "person_role": ("level", "evidence"),
}  # fmt: skip
"""Fields that are told of a register; of the others all."""


def told(changes: Changes) -> pl.DataFrame:
    """Return every field that changes, before and after.

    Parameters
    ----------
    changes : Changes
        Rows of registers.

    Returns
    -------
    polars.DataFrame
        `register` (its title), `record` (its key), `field` (its label), `before`, `after` (text;
        null = not there), in the order of the registers. What moves to another month goes in one
        row and comes in another.
    """
    schema = ("register", "record", "field", "before", "after")
    empty = pl.DataFrame(schema=dict.fromkeys(schema, pl.String))
    found = [_of(name, changes) for name in REGISTERS if name in {*changes.now, *changes.was}]
    return pl.concat([empty, *(one.select(schema) for one in found)])


def _of(register: str, changes: Changes) -> pl.DataFrame:
    record = REGISTERS[register]
    empty = pl.DataFrame(schema=record.polars_schema())
    fields = _TOLD.get(register) or [
        name for name in record.model_fields if name not in record.key
    ]  # fmt: skip
    sides = [
        _texts(frames.get(register, empty), record.key, fields, side)
        for frames, side in ((changes.was, "before"), (changes.now, "after"))
    ]
    both = sides[0].join(sides[1], on=["record", "field"], how="full", coalesce=True)
    return (
        both.filter(pl.col("before").ne_missing(pl.col("after")))
        .sort("record", "field")
        .with_columns(
            register=pl.lit(record.title),
            field=pl.col("field").replace({name: column(name, register).label for name in fields}),
        )
    )


def _texts(
    rows: pl.DataFrame, key: tuple[str, ...], fields: list[str] | tuple[str, ...], side: str
) -> pl.DataFrame:
    """Return record, field and its text, one row per field that says something."""
    named = rows.select(
        pl.concat_str([pl.col(one).cast(pl.String) for one in key], separator=" ").alias("record"),
        *(_text(rows, one) for one in fields),
    )
    told = named.unpivot(index="record", variable_name="field", value_name=side)
    return told.filter(pl.col(side).is_not_null(), pl.col(side) != "")


def _text(rows: pl.DataFrame, name: str) -> pl.Expr:
    column = pl.col(name)
    if rows.schema[name].is_decimal():
        number = column.cast(pl.Float64).round(MONEY_SCALE).cast(pl.String)
        return number.str.strip_suffix(".0").alias(name)
    return column.cast(pl.String).alias(name)


__all__ = ["told"]
