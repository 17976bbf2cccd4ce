"""Keep what a preview showed: all or nothing, as one change that can be undone."""

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from pmo_core.errors import Refused
from pmo_core.exchange.guess import fingerprint, is_rejects
from pmo_core.exchange.table import LINE
from pmo_core.jobs.preview import Preview
from pmo_core.model import ImportProfile
from pmo_core.store import Repository, Session


@dataclass(frozen=True)
class Saved:
    """What was kept.

    Parameters
    ----------
    change : int or None
        Number of the change; None where the file says nothing that is not kept already.
    """

    change: int | None


def save(repo: Repository, session: Session, preview: Preview, note: str = "") -> Saved:
    """Keep the staged rows, what they refer to, and how the file was read.

    Raises
    ------
    Refused
        Nothing of the file can be taken, or its sums do not add up.
    Conflict
        What is kept changed since the preview.
    """
    if not preview.is_balanced():
        raise Refused(
            "What was read does not add up to what was taken and rejected.",
            "Nothing is saved. Please report this file.",
        )
    if not preview.staged.counts.n_lines and not _n_written(preview):
        raise Refused(
            "No line of this file can be taken.",
            "Look at the reasons beside the rejected lines, and at how the columns are meant.",
        )
    create = dict(preview.create)
    profile = _profile(preview)
    if not is_rejects(preview.opened.head) and _is_news(repo, profile):
        create["import_profile"] = profile.frame(profile)
    change = session.commit(
        preview.staged,
        file_name=preview.opened.name,
        file_hash=preview.opened.file_hash,
        note=note,
        counts=asdict(preview.account.lines),
        totals=totals(preview),
        rejected=preview.rejected,
        create=create,
        remarks=remarks(preview),
    )
    return Saved(change)


def totals(preview: Preview) -> dict[str, Any]:
    """Return the sums read, taken and rejected by field and currency, as text."""
    return {
        f"{measure.field} {measure.currency}".strip(): {
            name: str(getattr(measure, name))
            for name in ("read", "taken", "rejected", "repeated", "rounding", "n_withheld")
        }
        for measure in preview.account.measures
    }


def remarks(preview: Preview) -> pl.DataFrame:
    """Return which lines say again what an earlier one says, and which were repaired.

    Columns `_line`, `code` (repeated_line or repaired_line), `field`, `value` (the key that is
    repeated, or the line as written), `message`.
    """
    key = " ".join(preview.staged.record.key)
    repeated = preview.prepared.repeated.select(
        LINE, code=pl.lit("repeated_line"), field=pl.lit(key), value="key",
        message=pl.format("Says word for word what line {} says.", "first"),
    )  # fmt: skip
    mended = preview.mended.join(preview.rejected, on=LINE, how="anti").select(
        LINE, code=pl.lit("repaired_line"), field=pl.lit(None, pl.String),
        value=pl.col("text").str.slice(0, 2_000), message="repair",
    )  # fmt: skip
    return pl.concat([repeated, mended]).sort(LINE)


def _n_written(preview: Preview) -> int:
    counts = preview.staged.counts
    return counts.n_new + counts.n_changed + counts.n_removed


def _profile(preview: Preview) -> ImportProfile:
    return ImportProfile(
        fingerprint=fingerprint(preview.opened.head),
        target=preview.mapping.register,
        mapping=preview.mapping.to_json(),
    )


def _is_news(repo: Repository, profile: ImportProfile) -> bool:
    """Return whether another mapping, or none, is remembered for this header."""
    kept = repo.table("import_profile").filter(
        (pl.col("fingerprint") == profile.fingerprint) & (pl.col("target") == profile.target)
    )
    return kept.is_empty() or ImportProfile.model_validate(kept.row(0, named=True)) != profile
