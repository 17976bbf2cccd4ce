"""A code for a record that has only a name: readable, at most 40 characters, always the same."""

import hashlib

import polars as pl

MAX_CODE = 40


class CodeMaker:
    """Makes codes from names; two names never get the same code, one name always does.

    Examples
    --------
    >>> CodeMaker().codes(pl.Series(["Übung: New shop", "new shop", "New Shop!", None])).to_list()
    ['UBUNG-NEW-SHOP', 'NEW-SHOP', 'NEW-SHOP-2', None]
    """

    def __init__(self) -> None:
        self._code: dict[str, str] = {}
        self._taken: set[str] = set()

    def codes(self, names: pl.Series) -> pl.Series:
        """Return the code of each name; null where there is none."""
        distinct = names.drop_nulls().unique(maintain_order=True)
        slugs = distinct.to_frame("name").select(_slug(pl.col("name"))).to_series()
        for name, slug in zip(distinct, slugs, strict=True):
            if name not in self._code:
                self._code[name] = self._free(slug or _hash(name))
        return names.replace_strict(self._code, default=None, return_dtype=pl.String)

    def _free(self, slug: str) -> str:
        code, n = slug, 1
        while code in self._taken:
            n += 1
            code = f"{slug[: MAX_CODE - len(str(n)) - 1]}-{n}"
        self._taken.add(code)
        return code


def _slug(name: pl.Expr) -> pl.Expr:
    plain = name.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    parts = plain.str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")
    return parts.str.slice(0, MAX_CODE).str.strip_chars("-")


def _hash(name: str) -> str:
    return "N-" + hashlib.blake2b(name.encode(), digest_size=6).hexdigest().upper()
