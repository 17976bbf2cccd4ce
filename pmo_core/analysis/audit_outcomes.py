"""How a rule came out for each project: what it violates, told so that it can be kept."""

import hashlib

import polars as pl

SCHEMA = {
    "project": pl.String(), "n_checked": pl.Int64(), "n_rows": pl.Int64(),
    "digest": pl.String(), "evidence": pl.String(),
}  # fmt: skip
MOST_ROWS, MOST_CHARACTERS, MOST_OF_A_CELL = 50, 6_000, 400
"""Of the violations of a project as many are kept as evidence; the hash is of all of them."""
_DIGITS = 9


def outcomes(violations: pl.DataFrame, checked: pl.DataFrame) -> pl.DataFrame:
    """Return one row per project that was judged, sorted.

    Parameters
    ----------
    violations : polars.DataFrame
        One row per violation: project ("" = belongs to none), and what shows it, in reading order.
    checked : polars.DataFrame
        project, n_checked (things judged; null = not counted). Where it is 0 and nothing is
        violated, nothing was judged, and the project has no row.

    Returns
    -------
    polars.DataFrame
        project, n_checked, n_rows (violations), digest (SHA-256 of all violations whatever their
        order, numbers by nine digits; "" = none), evidence (JSON: the first violations that fit;
        null = none).

    Examples
    --------
    >>> found = pl.DataFrame({"project": ["P", "P"], "days": [46, 50]})
    >>> judged = pl.DataFrame({"project": ["P", "Q", "R"], "n_checked": [2, 1, 0]})
    >>> outcomes(found, judged).drop("digest").rows()
    [('P', 2, 2, '[{"days":46},{"days":50}]'), ('Q', 1, 0, None)]
    """
    found = _told(violations)
    judged = checked.select("project", pl.col("n_checked").cast(pl.Int64))
    rows = judged.join(found, on="project", how="full", coalesce=True)
    is_judged = pl.col("n_rows").is_not_null() | (pl.col("n_checked").fill_null(1) != 0)
    return (
        rows.filter(is_judged)
        .with_columns(pl.col("n_rows").fill_null(0), pl.col("digest").fill_null(""))
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort("project")
    )


def _told(violations: pl.DataFrame) -> pl.DataFrame:
    """Return number, hash and evidence by project."""
    frame = _in_plain_types(violations)
    every = _as_json(frame).group_by("project").agg(
        pl.col("text").sort(), n_rows=pl.len().cast(pl.Int64)
    )  # fmt: skip
    digests = [
        hashlib.sha256("\n".join(texts).encode()).hexdigest() for texts in every["text"].to_list()
    ]
    first = frame.filter(pl.int_range(pl.len()).over("project") < MOST_ROWS).with_columns(
        pl.selectors.string().exclude("project").str.slice(0, MOST_OF_A_CELL)
    )
    length = (pl.col("text").str.len_chars() + 1).cum_sum().over("project")
    kept = (
        _as_json(first)
        .filter(length < MOST_CHARACTERS)
        .group_by("project", maintain_order=True)
        .agg(evidence=pl.format("[{}]", pl.col("text").str.join(",")))
    )
    return (
        every.drop("text")
        .with_columns(digest=pl.Series(digests, dtype=pl.String))
        .join(kept, on="project", how="left")
    )


def _in_plain_types(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with dates as ISO 8601, numbers without what sums leave at their end."""
    kinds = pl.selectors
    return frame.with_columns(
        kinds.temporal().cast(pl.String),
        kinds.decimal().cast(pl.Float64).round_sig_figs(_DIGITS),
        kinds.float().round_sig_figs(_DIGITS),
    )


def _as_json(frame: pl.DataFrame) -> pl.DataFrame:
    """Return project and text, the other columns as one JSON object."""
    cells = [name for name in frame.columns if name != "project"]
    text = pl.struct(cells).struct.json_encode() if cells else pl.lit("{}")
    return frame.select("project", text=text)


__all__ = ["MOST_CHARACTERS", "MOST_ROWS", "SCHEMA", "outcomes"]
