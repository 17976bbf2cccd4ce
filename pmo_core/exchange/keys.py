"""Which lines of a file have the same key, counted across chunks by hashes of their keys."""

import polars as pl

from pmo_core.exchange.table import LINE


class Occurrences:
    """Numbers lines with the same raw text in the key columns 1, 2, ... in file order.

    The first pass collects 128 bits of hash per line (`hashes`, which may be made in any order, and
    `add` in the order of the file), in which two different keys are never the same in practice
    (once in 10^24 files of ten million lines). The second pass gives the lines to `number` in the
    same order.
    """

    def __init__(self, columns: list[str]) -> None:
        self._columns = columns
        self._hashes: list[pl.DataFrame] = []
        self._numbers: pl.Series | None = None
        self._at = 0

    def hashes(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the hashes of the keys of a chunk."""
        key = frame.select(self._columns) if self._columns else frame.select(pl.col(LINE) * 0)
        return pl.DataFrame({name: key.hash_rows(seed) for name, seed in (("a", 0), ("b", 1))})

    def add(self, hashes: pl.DataFrame) -> None:
        """Take the keys of the next chunk into account."""
        self._hashes.append(hashes)

    def restart(self) -> None:
        """Begin numbering at the first line again."""
        self._at = 0

    def number(self, frame: pl.DataFrame) -> pl.Series | None:
        """Return the occurrence of each line of a chunk, or None where all are the first."""
        if self._numbers is None:
            self._numbers = _numbers(pl.concat(self._hashes))
            self._hashes.clear()
        if self._numbers.is_empty():
            return None
        found = self._numbers.slice(self._at, frame.height)
        self._at += frame.height
        return found


def _numbers(hashes: pl.DataFrame) -> pl.Series:
    """Return for each line how often its hashes have stood by then; nothing where all are once."""
    if hashes["a"].n_unique() == hashes.height:
        return pl.Series(dtype=pl.UInt32)
    again = hashes.with_row_index().filter(pl.col("a").is_duplicated())
    again = again.select("index", n=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("a", "b"))
    first = pl.repeat(1, hashes.height, dtype=pl.UInt32, eager=True)
    return first.scatter(again["index"], again["n"])


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
