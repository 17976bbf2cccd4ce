"""Who is to read which announcement, who has, and who has not yet."""

from datetime import date

import polars as pl

_ENDS = pl.col("until_on").fill_null(pl.date(9999, 12, 31))


def _standing(as_of: date) -> pl.Expr:
    """Return the expression of how an announcement stands: coming, current or ended."""
    return (
        pl.when(pl.col("posted_on") > as_of).then(pl.lit("coming"))
        .when(as_of > _ENDS).then(pl.lit("ended"))
        .otherwise(pl.lit("current"))
    )  # fmt: skip


def _for_role(readers: pl.Expr, role: pl.Expr) -> pl.Expr:
    """Return whether an announcement is for a role; for whom nobody is named, it is for all."""
    named = readers.str.split(";").list.eval(pl.element().str.strip_chars())
    named = named.list.filter(pl.element() != "")
    return (named.list.len().fill_null(0) == 0) | named.list.contains(role).fill_null(value=False)


def asked(announcements: pl.DataFrame, people: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return who is to read what: people at work on that day whose main role it speaks to.

    Parameters
    ----------
    announcements, people : polars.DataFrame
        Registers `announcement` and `person`. People are told apart by their names, as receipts
        name them.
    as_of : date
        Announcements that are posted later ask nobody yet.

    Returns
    -------
    polars.DataFrame
        announcement, person (name), role, department; by announcement and name.
    """
    at_work = people.filter(
        pl.col("joined_on").fill_null(as_of) <= as_of, pl.col("left_on").fill_null(as_of) >= as_of
    )
    names = at_work.select("role", "department", person="name").unique(
        "person", keep="first", maintain_order=True
    )
    return (
        announcements.filter(pl.col("posted_on") <= as_of)
        .select("readers", announcement="code")
        .join(names, how="cross")
        .filter(_for_role(pl.col("readers"), pl.col("role")))
        .select("announcement", "person", "role", "department")
        .sort("announcement", "person")
    )


def reading(
    announcements: pl.DataFrame, people: pl.DataFrame, receipts: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return how far each announcement has been read, the latest first.

    Parameters
    ----------
    announcements, people : polars.DataFrame
        As for `asked`.
    receipts : polars.DataFrame
        Register `read_receipt`.
    as_of : date
        Today.

    Returns
    -------
    polars.DataFrame
        The announcement's fields, announcement_state (coming, current, ended), n_asked, n_has_read
        and n_not_read (of those asked), has_read_pct = 100 n_has_read / n_asked (null: nobody is
        asked), half_read_days (calendar days from posting until half of those asked had confirmed;
        null: fewer have).
    """
    done = receipts.select("announcement", "person", "read_at")
    whom = asked(announcements, people, as_of).join(done, on=["announcement", "person"], how="left")
    half = pl.col("read_at").sort(nulls_last=True).get((pl.len() + 1) // 2 - 1)
    counts = whom.group_by(code="announcement").agg(
        n_asked=pl.len().cast(pl.Int64), n_has_read=pl.col("read_at").count().cast(pl.Int64),
        half_read_on=half.dt.date(),
    )  # fmt: skip
    n_asked = pl.col("n_asked")
    return (
        announcements.join(counts, on="code", how="left")
        .with_columns(
            pl.col("n_asked", "n_has_read").fill_null(0), announcement_state=_standing(as_of)
        )
        .with_columns(
            n_not_read=n_asked - pl.col("n_has_read"),
            has_read_pct=pl.when(n_asked > 0).then(100.0 * pl.col("n_has_read") / n_asked),
            half_read_days=(pl.col("half_read_on") - pl.col("posted_on")).dt.total_days().clip(0),
        )
        .drop("half_read_on")
        .sort("posted_on", "code", descending=True)
    )


def silent(
    announcements: pl.DataFrame, people: pl.DataFrame, receipts: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return who has not read an announcement that is current, the longest waiting first.

    Parameters
    ----------
    announcements, people, receipts, as_of : as for `reading`
        Who was asked, who has confirmed, and today.

    Returns
    -------
    polars.DataFrame
        announcement, announcement_name, person, role, department, posted_on, waiting_days
        (calendar days since it was posted).
    """
    current = announcements.filter(_standing(as_of) == "current")
    return (
        asked(current, people, as_of)
        .join(receipts, on=["announcement", "person"], how="anti")
        .join(
            current.select("posted_on", announcement="code", announcement_name="name"),
            on="announcement",
        )
        .with_columns(waiting_days=(pl.lit(as_of) - pl.col("posted_on")).dt.total_days())
        .select(
            "announcement", "announcement_name", "person", "role", "department", "posted_on",
            "waiting_days",
        )
        .sort("waiting_days", "announcement", "person", descending=[True, False, False])
    )  # fmt: skip


def unread(
    announcements: pl.DataFrame, people: pl.DataFrame, receipts: pl.DataFrame, name: str,
    as_of: date,
) -> pl.DataFrame:  # fmt: skip
    """Return the current announcements that one person is to read and has not, the latest first.

    Parameters
    ----------
    announcements, people, receipts, as_of : as for `reading`
        Who was asked, who has confirmed, and today.
    name : str
        Who. Of somebody whom the register of people does not know no role is known: what is for
        all is for him too.

    Returns
    -------
    polars.DataFrame
        Rows of `announcements`.
    """
    role = people.filter(pl.col("name") == name)["role"].head(1)
    own = pl.lit(role[0] if role.len() else None, pl.String)
    read = receipts.filter(pl.col("person") == name)["announcement"]
    return announcements.filter(
        _standing(as_of) == "current",
        _for_role(pl.col("readers"), own),
        ~pl.col("code").is_in(read.implode()),
    ).sort("posted_on", "code", descending=True)


__all__ = ["asked", "reading", "silent", "unread"]
