"""What the pages of practices read: practices with their lessons and adoption."""

from typing import Any, cast

import polars as pl

from pmo_core.analysis import practices as analysis
from pmo_core.model import Practice
from pmo_core.ui import data
from pmo_core.ui.boot import repository
from pmo_core.ui.learn import lessons_data

_PROVEN = ("n_lessons", "n_applied", "n_effects")


def matrix() -> pl.DataFrame:
    """Return practices in force x departments; see `analysis.practices.adoption`."""
    return data.derived("adoption of practices", _matrix)


def _matrix() -> pl.DataFrame:
    stated = data.table("practice_adoption")
    who = analysis.asked(data.table("department"), data.table("project"), stated)
    return analysis.adoption(data.table("practice"), who, stated)


def rows() -> pl.DataFrame:
    """Return all practices with their adoption and what came of the lessons behind them.

    Columns of the register, n_adopted, n_partly, n_not_adopted, n_unsaid, adopted_pct (null: a
    draft or retired, or no department has said), n_lessons, n_applied, n_effects; by code.
    """
    return data.derived("practices", _rows)


def _rows() -> pl.DataFrame:
    behind = (
        lessons_data.rows()
        .drop_nulls("practice")
        .group_by(code="practice")
        .agg(
            n_lessons=pl.len().cast(pl.Int64), n_applied=pl.col("n_applied").sum(),
            n_effects=pl.col("n_effects").sum(),
        )
    )  # fmt: skip
    adopted = analysis.by_practice(matrix()).rename({"practice": "code"})
    return (
        data.table("practice")
        .join(adopted, on="code", how="left", maintain_order="left")
        .join(behind, on="code", how="left", maintain_order="left")
        .with_columns(pl.col(_PROVEN).fill_null(0))
    )


def found(code: str) -> dict[str, Any] | None:
    """Return a practice with its counts, None where there is no such practice."""
    one = rows().filter(pl.col("code") == code)
    return one.row(0, named=True) if one.height else None


def kept(code: str) -> Practice:
    """Return the record of a practice as it is kept now."""
    return cast(Practice, repository().get("practice", code))


__all__ = ["found", "kept", "matrix", "rows"]
