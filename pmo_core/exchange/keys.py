"""Which lines of a file have the same key: counted across chunks, by hash first, then by text."""

import polars as pl

from pmo_core.exchange.table import LINE

_NOTHING = "\x00"
_BETWEEN = "\x1f"


class Occurrences:
    """Numbers lines with the same raw text in the key columns 1, 2, ... in file order.

    The first pass (`scan`) collects a 64-bit hash per line; only lines whose hash occurs twice are
    compared by their text in the second (`number`).
    """

    def __init__(self, columns: list[str]) -> None:
        self._columns = columns
        self._hashes: list[pl.Series] = []
        self._repeated: pl.Series | None = None
        self._counts = pl.DataFrame(schema={"key": pl.String, "before": pl.Int64})

    def scan(self, frame: pl.DataFrame) -> None:
        """Take the keys of a chunk into account."""
        if self._columns:
            self._hashes.append(frame.select(self._columns).hash_rows())

    def restart(self) -> None:
        """Begin numbering at the first line again."""
        self._counts = self._counts.clear()

    def number(self, frame: pl.DataFrame) -> pl.Series | None:
        """Return the occurrence of each line of a chunk, or None where all are the first."""
        if self._repeated is None:
            hashes = pl.concat(self._hashes) if self._hashes else pl.Series(dtype=pl.UInt64)
            is_unique = hashes.n_unique() == hashes.len()
            self._repeated = (
                hashes.clear() if is_unique else hashes.filter(hashes.is_duplicated()).unique()
            )
            self._hashes.clear()
        if self._columns and self._repeated.is_empty():
            return None
        key = pl.concat_str(
            [pl.col(column).fill_null(_NOTHING) for column in self._columns] or [pl.lit("")],
            separator=_BETWEEN,
        )
        lines = frame.select(LINE, key=key)
        if self._columns:
            lines = lines.filter(
                frame.select(self._columns).hash_rows().is_in(self._repeated.implode())
            )
        lines = lines.join(self._counts, on="key", how="left", maintain_order="left").with_columns(
            n=pl.col("before").fill_null(0) + pl.int_range(1, pl.len() + 1).over("key")
        )
        latest = lines.group_by("key").agg(before=pl.col("n").max())
        self._counts = self._counts.join(latest, on="key", how="anti").vstack(
            latest.select("key", "before")
        )
        numbered = frame.select(LINE).join(
            lines.select(LINE, "n"), on=LINE, how="left", maintain_order="left"
        )
        return numbered["n"].fill_null(1)


class Seen:
    """Finds records whose typed key has been seen before in the file.

    Parameters
    ----------
    key : tuple of str
        Fields of the key.
    """

    def __init__(self, key: tuple[str, ...]) -> None:
        self._key = list(key)
        self._hashes: list[pl.Series] = []
        self._first: list[pl.DataFrame] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Remember a chunk whose keys are known to differ from all others."""
        self._hashes.append(frame.select(self._key).hash_rows())

    def occurrence(self, frame: pl.DataFrame) -> pl.Series | None:
        """Return how often the key of each line (by hash) has been seen by now; None: all once."""
        hashes = frame.select(self._key).hash_rows().alias("hash")
        before = pl.concat(self._hashes) if self._hashes else hashes.clear()
        self._hashes.append(hashes)
        again = ~hashes.is_first_distinct() | hashes.is_in(before.implode())
        if not again.any():
            return None
        counts = (
            before.filter(before.is_in(hashes.implode())).rename("hash").value_counts(name="before")
        )
        lines = hashes.to_frame().join(counts, on="hash", how="left", maintain_order="left")
        own = pl.int_range(1, pl.len() + 1).over("hash")
        return lines.select(n=pl.col("before").fill_null(0).cast(pl.Int64) + own).to_series()

    def first_lines(self, frame: pl.DataFrame) -> pl.DataFrame | None:
        """Return for each line whether its key came before, where, and whether all is equal.

        Columns `first` (line, null = this is the first) and `is_same`; None where no key repeats.
        """
        values = [name for name in frame.columns if name not in {LINE, "line"}]
        lines = frame.select(*self._key, LINE, _row=frame.select(values).hash_rows())
        if self.occurrence(frame) is None:
            self._first.append(lines)
            return None
        known = pl.concat([*self._first, lines]).unique(
            self._key, keep="first", maintain_order=True
        )
        found = lines.join(
            known.rename({LINE: "_first", "_row": "_first_row"}),
            on=self._key,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        result = found.select(
            first=pl.when(pl.col("_first") != pl.col(LINE)).then("_first"),
            is_same=pl.col("_row") == pl.col("_first_row"),
        )
        self._first.append(lines.filter(result["first"].is_null()))
        return result
