"""What happened to a project in all registers, as one statement over their versions."""

from decimal import Decimal
from functools import cache

import duckdb
import polars as pl

from pmo_core.model import REGISTERS
from pmo_core.store.sql import columns

BULK = frozenset({"actual", "booking", "budget_line", "contribution", "demand", "effort", "score"})
"""Registers of which only the number of rows is told."""

_MANY = 12
_NEVER = 2**62
_COLUMNS = (
    "number", "made_at", "actor", "role", "verb", "note", "register", "key", "field", "before",
    "after", "undone_by",
)  # fmt: skip

_THROUGH = {
    "request": "code in (select code from request_version where project = $project)",
    "vote": "decision in (select code from decision_version where project = $project)",
    "condition": "decision in (select code from decision_version where project = $project)",
    "comment": (
        "(about = 'request' and code in "
        "(select code from request_version where project = $project)) "
        "or (about = 'change request' and code in "
        "(select code from change_request_version where project = $project)) "
        "or (about in ('project', 'charter') and code = $project) "
        "or (about = 'gate' and code in "
        "(select project || ' ' || gate from gate_version where project = $project))"
    ),
}
"""Registers that belong to a project by way of another one."""


def of_project(cursor: duckdb.DuckDBPyConnection, project: str) -> pl.DataFrame:
    """Return what happened to a project; see `Repository.life`."""
    versions: pl.DataFrame = cursor.sql(_versions(), params={"project": project}).pl()
    steps = _steps(versions)
    told = pl.concat([_fields(steps), _counts(steps)])
    numbers = told["number"].unique().to_list()
    changes = cursor.sql(
        "select change.number, change.made_at, change.actor, change.role, change.verb, "
        "change.note, min(undoing.number) as undone_by from change "
        "left join change as undoing on undoing.undoes = change.number "
        "where list_contains($numbers, change.number) group by all",
        params={"numbers": numbers},
    ).pl()
    order = {name: place for place, name in enumerate(REGISTERS)}
    return (
        told.join(changes, on="number", how="left")
        .sort(
            pl.col("number"), pl.col("register").replace_strict(order, return_dtype=pl.Int64),
            "key", "_place", descending=[True, False, False, False],
        )
        .select(_COLUMNS)
    )  # fmt: skip


@cache
def _versions() -> str:
    """Return SQL for every version of every row of the project: register, key, values as text."""
    parts = []
    for register, record in REGISTERS.items():
        named = [field for field, target in record.refers.items() if target == "project"]
        if register == "project":
            condition = "code = $project"
        elif register in _THROUGH:
            condition = _THROUGH[register]
        elif named:
            condition = " or ".join(f"{field} = $project" for field in named)
        else:
            continue
        key = [field for field in record.key if field not in named] or list(record.key)
        values = [_text(register, name) for name in _told(register)]
        listed = "null" if register in BULK else f"[{', '.join(values)}]"
        parts.append(
            f"select '{register}' as register, concat_ws(' ', {columns(key)}) as key, "
            f"concat_ws(chr(10), {columns(record.key)}) as whole_key, "
            f"cast({listed} as varchar[]) as held, written_by, ended_by "
            f"from {register}_version where {condition}"
        )
    return " union all ".join(parts)


def _told(register: str) -> list[str]:
    """Return the fields of a register that tell something: not its key, nor whose row it is."""
    record = REGISTERS[register]
    silent = {*record.key, *(() if register == "request" else ("project",))}
    return [name for name in record.model_fields if name not in silent]


def _text(register: str, name: str) -> str:
    """Return SQL for a field as text as `history` gives it, but decimals without idle zeros."""
    text = f"cast({name} as varchar)"
    kind = REGISTERS[register].base_type(name)
    if kind is Decimal:
        return f"rtrim(rtrim({text}, '0'), '.')"
    if kind is bool:
        return f"case {text} when 'true' then 'True' when 'false' then 'False' end"
    return text


def _steps(versions: pl.DataFrame) -> pl.DataFrame:
    """Return a row per row of a register and change that wrote or removed it.

    A version that was undone never held (`ended_by` = `written_by`), so what was before a version
    is the last one before it that held, unless that one ended earlier.

    Returns
    -------
    polars.DataFrame
        register, key, number, before and after (lists of text), kind (new, changed, removed).
    """
    row = ["register", "whole_key"]
    is_held = pl.col("ended_by").is_null() | (pl.col("ended_by") > pl.col("written_by"))
    # A row that holds still ends never, which differs from there being no row before.
    before = {"before": pl.col("held"), "_until": pl.col("ended_by").fill_null(_NEVER)}
    told = (
        versions.sort(*row, "written_by")
        .with_columns(pl.struct(row).rle_id().alias("_row"), is_held.alias("_is_held"))
        .with_columns(
            pl.when("_is_held").then(value).shift(1).forward_fill().over("_row").alias(name)
            for name, value in before.items()
        )
    )
    is_kept = (pl.col("_until") >= pl.col("written_by")).fill_null(value=False)
    written = told.select(
        *row, "key", "ended_by", "_is_held", number="written_by", after="held",
        before=pl.when(is_kept).then("before"),
        kind=pl.when(is_kept).then(pl.lit("changed")).otherwise(pl.lit("new")),
    )  # fmt: skip
    removed = (
        written.filter(pl.col("_is_held") & pl.col("ended_by").is_not_null())
        .join(written, left_on=[*row, "ended_by"], right_on=[*row, "number"], how="anti")
        .select(
            "register", "key", number="ended_by", before="after",
            after=pl.lit(None, pl.List(pl.String)), kind=pl.lit("removed"),
        )
    )  # fmt: skip
    return pl.concat([written.select(removed.columns), removed])


def _is_many() -> pl.Expr:
    """Return whether a change touched so many rows of a register that they are only counted."""
    return pl.col("register").is_in(BULK) | (pl.len().over("register", "number") > _MANY)


def _fields(steps: pl.DataFrame) -> pl.DataFrame:
    """Return a row per field that a change changed."""
    names = pl.DataFrame(
        {
            "register": [register for register in REGISTERS for _ in _told(register)],
            "field": [name for register in REGISTERS for name in _told(register)],
            "_place": [place for register in REGISTERS for place, _ in enumerate(_told(register))],
        }
    )
    pair = ["register", "number", "key"]
    value = pl.col("_place")
    return (
        steps.filter(~_is_many())
        .join(names, on="register", how="inner")
        .select(
            *pair, "field", "_place",
            before=pl.col("before").list.get(value, null_on_oob=True),
            after=pl.col("after").list.get(value, null_on_oob=True),
        )
        .filter(pl.col("before").ne_missing(pl.col("after")))
    )  # fmt: skip


def _counts(steps: pl.DataFrame) -> pl.DataFrame:
    """Return a row per change and register of many rows, with their numbers in `after`."""
    kinds = ("new", "changed", "removed")
    counted = (
        steps.filter(_is_many())
        .group_by("register", "number")
        .agg((pl.col("kind") == kind).sum().alias(kind) for kind in kinds)
    )
    words = [pl.when(pl.col(kind) > 0).then(pl.format(f"{{}} {kind}", kind)) for kind in kinds]
    return counted.select(
        "register", "number", key=pl.lit(""), field=pl.lit(""),
        _place=pl.lit(0, pl.Int64), before=pl.lit(None, pl.String),
        after=pl.concat_str(words, separator=", ", ignore_nulls=True),
    )  # fmt: skip


__all__ = ["BULK", "of_project"]
