"""What the product brings along: the four methods, as the file `data/methods.csv` says."""

from functools import cache
from pathlib import Path

import polars as pl

from pmo_core.model.methods import MethodElement
from pmo_core.model.record import MONEY_SCALE

_METHODS = Path(__file__).resolve().parents[2] / "data" / "methods.csv"


@cache
def method_elements() -> pl.DataFrame:
    """Return the elements of the four methods, as rows of register `method_element`.

    Examples
    --------
    >>> sorted(method_elements()["method"].unique())
    ['agile', 'hybrid', 'light', 'waterfall']
    """
    schema = MethodElement.polars_schema()
    texts = pl.read_csv(_METHODS, infer_schema=False)
    return texts.select(
        pl.col("method", "code", "kind", "name"),
        pl.col("within").fill_null(""),
        pl.col("description"),
        pl.col("number").cast(pl.Int64),
        is_required=pl.col("is_required") == "true",
        from_cost=pl.col("from_cost").cast(pl.Decimal(18, MONEY_SCALE)),
        from_risk_pct=pl.col("from_risk_pct").cast(pl.Float64),
        duration_share=pl.col("duration_share").cast(pl.Float64),
    ).select(pl.col(name).cast(kind) for name, kind in schema.items())


__all__ = ["method_elements"]
