"""The tree of a work breakdown: which elements hold the work itself."""

import polars as pl

_SEPARATORS = r"[.\-/_]"


def leaves(elements: pl.DataFrame) -> pl.DataFrame:
    """Return the elements that have none below them; the others only sum them up.

    Parameters
    ----------
    elements : polars.DataFrame
        Register `wbs_element`: project, code and whatever else; codes are compared by their
        fields, see `pmo_core.model.codes`.

    Examples
    --------
    >>> leaves(pl.DataFrame({"project": "P", "code": ["1", "1.1", "1.10", "2"]}))["code"].to_list()
    ['1.1', '1.10', '2']
    """
    path = pl.col("code").str.replace_all(_SEPARATORS, ".")
    split = elements.select("project", _fields=path.str.split("."))
    deepest = int(split["_fields"].list.len().max() or 0)  # type: ignore[arg-type]
    above = [
        split.filter(pl.col("_fields").list.len() > n).select(
            "project", _path=pl.col("_fields").list.head(n).list.join(".")
        )
        for n in range(1, deepest)
    ]
    if not above:
        return elements
    marked = elements.with_columns(_path=path)
    kept = marked.join(pl.concat(above), on=["project", "_path"], how="anti", maintain_order="left")
    return kept.drop("_path")


__all__ = ["leaves"]
