"""Several spellings of one thing: which are one, which may be, and which name stands for a code.

Where a code stands beside a name, the code decides and the most frequent spelling is the name.
Without a code, spellings that differ only in case, space and punctuation are one; spellings that
are merely close are proposed with their counts, and never merged by themselves.
"""

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.table import LINE

_MOST_COMPARED = 3_000
_MOST_PROPOSED = 50
_PADDING = "\u0001"


def folded(text: pl.Expr) -> pl.Expr:
    """Return the text without what does not make another thing: case, accents, space, punctuation.

    Text without a letter or digit is kept as it stands, so that symbols do not all become one.

    Examples
    --------
    >>> spellings = pl.Series(["  Dept. of  Labor ", "DEPT OF LABOR", "Café", "-"])
    >>> pl.select(folded(spellings)).to_series().to_list()
    ['dept of labor', 'dept of labor', 'cafe', '-']
    """
    if isinstance(text, pl.Series):
        text = pl.lit(text)
    plain = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    spaced = plain.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return pl.when(spaced == "").then(text.str.strip_chars()).otherwise(spaced)


def names_by_code(frame: pl.DataFrame, code: str, name: str) -> pl.DataFrame:
    """Return for each code the name that most of its lines give it.

    Parameters
    ----------
    frame : polars.DataFrame
        A table of text; cells may be null.
    code, name : str
        Columns. Space around the texts does not count; of equally frequent names the one that
        comes first in the file is taken.

    Returns
    -------
    polars.DataFrame
        One row per code in order of appearance: `code`, `name`, `n_lines` (Int64),
        `n_spellings` (Int64). A code that never has a name is its own name.

    Examples
    --------
    >>> frame = pl.DataFrame({"c": ["5", "5", "5"], "n": ["DoA", "Agriculture", "Agriculture "]})
    >>> names_by_code(frame, "c", "n").rows()
    [('5', 'Agriculture', 3, 2)]
    """
    spelled = frame.select(
        pl.col(code).str.strip_chars().alias("code"), pl.col(name).str.strip_chars().alias("name")
    ).filter(pl.col("code").is_not_null() & (pl.col("code") != ""))
    spelled = spelled.with_columns(pl.when(pl.col("name") != "").then(pl.col("name")))
    return (
        spelled.group_by("code", "name", maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .sort(pl.col("name").is_null(), -pl.col("n"), maintain_order=True)
        .group_by("code", maintain_order=True)
        .agg(
            pl.col("name").first(),
            pl.col("n").sum().alias("n_lines"),
            pl.col("name").count().cast(pl.Int64).alias("n_spellings"),
        )
        .with_columns(pl.col("name").fill_null(pl.col("code")))
        .join(spelled.select("code").unique(maintain_order=True).with_row_index("_i"), on="code")
        .sort("_i")
        .drop("_i")
    )


def contradictions(frame: pl.DataFrame, code: str, name: str) -> list[Finding]:
    """Return the lines where the name beside a code is the name of another code.

    The code decides what is stored; the line is named because one of the two is wrong.

    Examples
    --------
    >>> rows = [(2, "5", "Farms"), (3, "6", "Trade"), (4, "6", "Trade"), (5, "6", "Farms")]
    >>> frame = pl.DataFrame(rows, schema=["_line", "c", "n"], orient="row")
    >>> [(finding.line, finding.message) for finding in contradictions(frame, "c", "n")]
    [(5, "Code '6' stands beside 'Farms', the name of '5'; the code decides.")]
    """
    chosen = names_by_code(frame, code, name).filter(pl.col("name").is_unique())
    lines = frame.select(
        LINE,
        pl.col(code).str.strip_chars().alias("code"),
        pl.col(name).str.strip_chars().alias("name"),
    )
    wrong = (
        lines.join(chosen.select("name", other="code"), on="name", maintain_order="left")
        .filter(pl.col("code") != pl.col("other"))
    )  # fmt: skip
    return [
        Finding(
            "warning",
            "name_of_other_code",
            f"Code '{row['code']}' stands beside '{row['name']}', the name of '{row['other']}'; "
            "the code decides.",
            row[LINE],
            name,
            row["name"],
        )
        for row in wrong.iter_rows(named=True)
    ]


def same_spellings(values: pl.Series) -> pl.DataFrame:
    """Return the spellings that differ from a more frequent one only in case, space, punctuation.

    Returns
    -------
    polars.DataFrame
        One row per spelling to be replaced: `spelling`, `stored` (the most frequent spelling of the
        same thing, trimmed), `n` (lines of the spelling), ordered by `stored`, `spelling`.

    Examples
    --------
    >>> same_spellings(pl.Series(["R&D", "r & d ", "R&D", "IT"])).rows()
    [('r & d ', 'R&D', 1)]
    """
    counted = _counted(values).with_columns(folded(pl.col("spelling")).alias("folded"))
    return (
        counted.sort(-pl.col("n"), "spelling")
        .with_columns(pl.col("spelling").str.strip_chars().first().over("folded").alias("stored"))
        .filter(pl.col("spelling") != pl.col("stored"))
        .select("spelling", "stored", "n")
        .sort("stored", "spelling")
    )


def merges(values: pl.Series) -> dict[str, str]:
    """Return `same_spellings` as `Mapping.merges` takes it: spelling -> what is stored.

    Examples
    --------
    >>> merges(pl.Series(["Audit", "AUDIT", "Audit"]))
    {'AUDIT': 'Audit'}
    """
    return dict(same_spellings(values).select("spelling", "stored").iter_rows())


def close_spellings(values: pl.Series, least: float = 0.7) -> pl.DataFrame:
    """Return pairs of spellings that may be one thing, for the user to decide.

    Likeness is the Dice coefficient of the sets of letter triples of the folded texts (padded at
    both ends): 2 x common / (triples of one + triples of the other). Pairs that are the same when
    folded are not listed (`same_spellings` has them). Of more than 3,000 distinct texts the most
    frequent are compared.

    Returns
    -------
    polars.DataFrame
        One row per pair: `spelling` (the rarer), `other`, `n`, `n_other`, `likeness` (Float64),
        most alike first.

    Examples
    --------
    >>> values = pl.Series(["Department of Commerce"] * 3 + ["Department of Comerce", "Audit"])
    >>> close_spellings(values).select("spelling", "other", "n", "n_other").rows()
    [('Department of Comerce', 'Department of Commerce', 1, 3)]
    """
    counted = (
        _counted(values)
        .with_columns(folded(pl.col("spelling")).alias("folded"))
        .sort(-pl.col("n"), "spelling")
        .group_by("folded", maintain_order=True)
        .agg(pl.col("spelling").first(), pl.col("n").sum())
        .head(_MOST_COMPARED)
        .with_row_index("i")
    )
    triples = _triples(counted)
    sizes = triples.group_by("i").agg(pl.len().cast(pl.Int64).alias("size"))
    common = (
        triples.join(triples, on="triple", suffix="_other")
        .filter(pl.col("i") > pl.col("i_other"))
        .group_by("i", "i_other")
        .agg(pl.len().cast(pl.Int64).alias("common"))
        .join(sizes, on="i")
        .join(sizes.rename({"i": "i_other", "size": "size_other"}), on="i_other")
        .with_columns(likeness=2 * pl.col("common") / (pl.col("size") + pl.col("size_other")))
        .filter(pl.col("likeness") >= least)
    )  # fmt: skip
    described = counted.select("i", "spelling", "n")
    return (
        common.join(described, on="i")
        .join(described.rename({"i": "i_other", "spelling": "other", "n": "n_other"}), on="i_other")
        .sort(-pl.col("likeness"), "spelling", "other")
        .select("spelling", "other", "n", "n_other", "likeness")
    )


def spelling_findings(frame: pl.DataFrame, field: str, code: str, name: str) -> list[Finding]:
    """Return what is to be known about the spellings of one reference, for the preview.

    With a column of codes and one of names: how many spellings become one name, and the lines where
    the two contradict each other. With `code` empty: the pairs of names that may be one.
    """
    if code:
        named = names_by_code(frame, code, name)
        n_spellings = frame[name].drop_nulls().n_unique()
        text = (
            f"{n_spellings} spellings of {name} stand for {named.height} codes in the lines looked "
            "at; the code decides, and its most frequent name is taken."
        )
        several = n_spellings > named.height
        joined = [Finding("info", "spellings_of_codes", text, column=name)] if several else []
        return [*joined, *contradictions(frame, code, name)[:_MOST_PROPOSED]]
    return [
        Finding(
            "info",
            "close_spellings",
            f"'{rare}' ({n}) and '{frequent}' ({n_other}) may be the same {field}.",
            column=name,
            value=rare,
        )
        for rare, frequent, n, n_other, _ in close_spellings(frame[name])
        .head(_MOST_PROPOSED)
        .iter_rows()
    ]


def _counted(values: pl.Series) -> pl.DataFrame:
    given = values.drop_nulls().alias("spelling").to_frame()
    return given.group_by("spelling").agg(pl.len().cast(pl.Int64).alias("n"))


def _triples(counted: pl.DataFrame) -> pl.DataFrame:
    """Return one row per text (`i`) and distinct letter triple."""
    padded = counted.select(
        "i",
        pl.concat_str(pl.lit(_PADDING * 2), pl.col("folded"), pl.lit(_PADDING * 2)).alias("text"),
    )
    starts = padded.with_columns(
        pl.int_ranges(0, pl.col("text").str.len_chars() - 2).alias("start")
    ).explode("start")
    return starts.select("i", pl.col("text").str.slice(pl.col("start"), 3).alias("triple")).unique()
