"""Policies: who is to read which version, who has, and which review is overdue."""

from datetime import date

import polars as pl

SEPARATOR = ";"


def readers(
    policies: pl.DataFrame, people: pl.DataFrame, acknowledgements: pl.DataFrame
) -> pl.DataFrame:
    """Return who is to acknowledge which policy in its present version, and who has.

    Parameters
    ----------
    policies : polars.DataFrame
        Register `policy`.
    people : polars.DataFrame
        Register `person`.
    acknowledgements : polars.DataFrame
        Register `acknowledgement`; those of earlier versions do not count.

    Returns
    -------
    polars.DataFrame
        One row per policy and person with one of its roles: policy, version, role, person (name),
        acknowledged_on (null = not yet). People who share a name share their acknowledgements, as
        these are given by name.
    """
    asked = policies.select(
        "version", policy="code", role=pl.col("readers").str.split(SEPARATOR)
    ).explode("role")
    asked = asked.with_columns(pl.col("role").str.strip_chars()).filter(pl.col("role") != "")
    return (
        asked.unique(maintain_order=True)
        .join(people.select("role", person="name"), on="role", maintain_order="left_right")
        .unique(["policy", "person"], keep="first", maintain_order=True)
        .join(acknowledgements, on=["policy", "version", "person"], how="left")
        .select("policy", "version", "role", "person", "acknowledged_on")
        .sort("policy", "role", "person")
    )


def unknown_roles(readers_of: str | None, people: pl.DataFrame) -> list[str]:
    """Return the roles of a policy's readers that nobody has.

    Examples
    --------
    >>> unknown_roles("PM; Boss", pl.DataFrame({"role": ["PM"]}))
    ['Boss']
    """
    named = [role.strip() for role in (readers_of or "").split(SEPARATOR)]
    known = set(people["role"])
    return [role for role in named if role and role not in known]


def standing(policies: pl.DataFrame, asked: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the policies with who has read them and how their review stands.

    Parameters
    ----------
    policies : polars.DataFrame
        Register `policy`.
    asked : polars.DataFrame
        From `readers`.
    as_of : date
        Today.

    Returns
    -------
    polars.DataFrame
        code, name, kind, version, owner, valid_from, review_on, review_overdue_days (null = not
        overdue, or no review is due), n_readers, n_unread, read_pct (null = nobody is asked).
    """
    counts = asked.group_by(code="policy").agg(
        n_readers=pl.len(), n_unread=pl.col("acknowledged_on").is_null().sum()
    )
    late = (pl.lit(as_of) - pl.col("review_on")).dt.total_days()
    n_read = pl.col("n_readers") - pl.col("n_unread")
    return (
        policies.join(counts, on="code", how="left", maintain_order="left")
        .with_columns(pl.col("n_readers", "n_unread").fill_null(0).cast(pl.Int64))
        .select(
            "code", "name", "kind", "version", "owner", "valid_from", "review_on",
            pl.when(late > 0).then(late).alias("review_overdue_days"),
            "n_readers", "n_unread",
            pl.when(pl.col("n_readers") > 0).then(100 * n_read / pl.col("n_readers"))
            .alias("read_pct"),
        )
    )  # fmt: skip


__all__ = ["readers", "standing", "unknown_roles"]
