"""Words for a field with few allowed values: case, spaces and signs do not matter, synonyms do."""

import polars as pl

from pmo_core.exchange.nulls import is_null_word, is_withheld

SYNONYMS: dict[str, str] = {
    # ratings
    "g": "green", "r": "red", "a": "amber", "y": "amber", "yellow": "amber", "orange": "amber",
    "ag": "amber-green", "a-g": "amber-green", "green-amber": "amber-green", "ar": "amber-red",
    "a-r": "amber-red", "red-amber": "amber-red",
    # stages
    "proposal": "proposed", "candidate": "proposed", "idea": "proposed", "draft": "proposed",
    "pipeline": "proposed", "in-delivery": "delivery", "active": "delivery",
    "in-progress": "delivery", "ongoing": "delivery", "running": "delivery", "started": "delivery",
    "execution": "delivery", "executing": "delivery", "in-execution": "delivery",
    "implementation": "delivery", "open": "delivery", "complete": "closed", "completed": "closed",
    "done": "closed", "finished": "closed", "close-out": "closed", "closeout": "closed",
    "cancelled": "canceled", "terminated": "canceled", "stopped": "canceled", "hold": "on-hold",
    "paused": "on-hold", "suspended": "on-hold", "authorized": "approved", "authorised": "approved",
    # methods
    "predictive": "waterfall", "traditional": "waterfall", "prince2": "waterfall",
    "v-model": "waterfall", "scrum": "agile", "kanban": "agile", "safe": "agile",
    "iterative": "agile", "mixed": "hybrid", "lightweight": "light",
    # what a risk log says
    "risks": "risk", "issues": "issue", "problem": "issue", "assumptions": "assumption",
    "dependencies": "dependency", "actions": "action", "action-item": "action", "task": "action",
    "decisions": "decision", "reduce": "mitigate", "treat": "mitigate", "mitigation": "mitigate",
    "tolerate": "accept", "acceptance": "accept", "terminate": "avoid", "avoidance": "avoid",
    "insure": "transfer", "resolved": "closed", "retired": "closed",
    # constraints and links of tasks, absences
    "snet": "start-no-earlier-than", "start-on-or-after": "start-no-earlier-than",
    "fnlt": "finish-no-later-than", "finish-on-or-before": "finish-no-later-than",
    "mso": "must-start-on", "start-on": "must-start-on", "mfo": "must-finish-on",
    "finish-on": "must-finish-on", "finish-to-start": "fs", "start-to-start": "ss",
    "finish-to-finish": "ff", "start-to-finish": "sf", "vacation": "leave", "holiday": "leave",
    "annual-leave": "leave", "urlaub": "leave", "sickness": "sick", "sick-leave": "sick",
    "illness": "sick", "krank": "sick", "course": "training",
    # kinds of cost
    "capital": "capex", "capital-expenditure": "capex", "investment": "capex",
    "operating": "opex", "operational": "opex", "operating-expenditure": "opex",
    "operational-expenditure": "opex", "expense": "opex",
}  # fmt: skip
"""Folded word -> folded word of the allowed values that it stands for."""

FLAGS = ("true", "false")
"""How yes and no are written in files of this product."""
_FLAG_WORDS = {
    "yes": "true", "y": "true", "t": "true", "1": "true", "x": "true",
    "no": "false", "n": "false", "f": "false", "0": "false",
}  # fmt: skip
_OPEN_WORDS = dict.fromkeys(
    ("new", "active", "ongoing", "in-progress", "pending", "raised", "identified", "started"),
    "open",
)
"""Words of a state that has open and closed alone; among stages they mean something else."""


def fold(text: pl.Expr) -> pl.Expr:
    """Return the text in lower case, its parts joined by one hyphen.

    Examples
    --------
    >>> words = pl.DataFrame({"word": ["Amber / Green ", "On_Hold"]})
    >>> words.select(fold(pl.col("word"))).to_series().to_list()
    ['amber-green', 'on-hold']
    """
    return text.str.to_lowercase().str.replace_all(r"[\s_/\\\-–.]+", "-").str.strip_chars("-")


def choice_table(cells: pl.Series, options: tuple[str, ...], is_nullable: bool) -> pl.DataFrame:
    """Read distinct cells as one of the options.

    Parameters
    ----------
    cells : polars.Series of String
        Distinct, not null.
    options : tuple of str
        The allowed values.
    is_nullable : bool
        Whether the field may be empty: then an unknown word is kept beside it instead of the line
        being refused.

    Returns
    -------
    polars.DataFrame
        `text`, `value`, `reason`, `words`, and the flags `is_synonym`, `is_unknown_choice`.

    Examples
    --------
    >>> table = choice_table(pl.Series(["Amber/Red", "G"]), ("green", "amber-red"), True)
    >>> table["value"].to_list()
    ['amber-red', 'green']
    >>> choice_table(pl.Series(["Yes", "n", "TRUE"]), FLAGS, False)["value"].to_list()
    ['true', 'false', 'true']
    """
    folded = dict(
        zip(pl.select(fold(pl.lit(pl.Series(options)))).to_series(), options, strict=True)
    )
    word = pl.col("word")
    direct = word.replace_strict(folded, default=None, return_dtype=pl.String)
    pairs = (*SYNONYMS.items(), *_FLAG_WORDS.items(), *_OPEN_WORDS.items())
    meant = {synonym: folded[to] for synonym, to in pairs if to in folded}
    table = pl.DataFrame({"text": cells}).with_columns(word=fold(pl.col("text")))
    table = table.with_columns(
        value=pl.coalesce(direct, word.replace_strict(meant, default=None, return_dtype=pl.String)),
        is_synonym=direct.is_null() & word.is_in(list(meant)),
    )
    is_open = pl.col("value").is_null() & ~is_null_word(pl.col("text"))
    withheld = is_withheld(pl.col("text"))
    return table.select(
        "text",
        "value",
        "is_synonym",
        reason=pl.when(is_open & ~withheld & (not is_nullable)).then(pl.lit("unknown_choice")),
        words=pl.when(is_open & (withheld | is_nullable)).then(pl.col("text").str.strip_chars()),
        is_unknown_choice=is_open & ~withheld & is_nullable,
    )
