"""What projects are worth to the organization, as one number that can be compared."""

import json
from functools import lru_cache

import numpy as np
import polars as pl

from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.worth import worth
from pmo_core.errors import PmoError
from pmo_core.jobs.facts import Source
from pmo_core.model.what_if import WhatIf

HIGHEST = 100.0
"""Priority value of the project that comes first."""


def priority(source: Source) -> pl.DataFrame:
    """Return the priority value of each project, 0 to 100; the higher, the more it counts.

    - The projects that the scenario committed last has chosen: their worth there (at least 0).
    - The others with a priority: on a straight line over the places, between those of known worth
      that stand before and after them; before the first of these it rises to twice its worth, after
      the last it falls to 0. Without a committed scenario it falls evenly from 100.
    - Neither worth nor priority: 0. Where no project has one, all count alike.

    Parameters
    ----------
    source : Source
        Where the registers are read from.

    Returns
    -------
    polars.DataFrame
        `project`, `value` (Float64), sorted by project.
    """
    projects = source.table("project").select("priority", project="code").sort("project")
    known = projects.join(_committed(source), on="project", how="left", maintain_order="left")
    place = known["priority"].rank("dense").cast(pl.Float64).to_numpy()
    worths = known["worth"].to_numpy()
    is_placed, is_valued = np.isfinite(place), np.isfinite(worths)
    both = np.flatnonzero(is_placed & is_valued)
    both = both[np.argsort(place[both], kind="stable")]
    top = 2 * worths[both[0]] if len(both) and worths[both[0]] > 0 else HIGHEST
    end = np.max(place, initial=0.0, where=is_placed) + 1
    line = np.interp(place, [0.0, *place[both], end], [top, *worths[both], 0.0])
    value = np.select([is_valued, is_placed], [worths, line], 0.0)
    highest = value.max(initial=0.0)
    share = value / highest if highest > 0 else np.ones(len(value))
    return projects.select("project", value=pl.Series(share * HIGHEST))


def _committed(source: Source) -> pl.DataFrame:
    """Return project and worth of what the scenario committed last has chosen."""
    none = pl.DataFrame(schema={"project": pl.String, "worth": pl.Float64})
    done = source.table("commitment")
    if done.is_empty():
        return none
    code = done.sort("committed_at")["scenario"][-1]
    kept = source.table("scenario").filter(pl.col("code") == code)
    if kept.is_empty():
        return none
    inputs, what_if, result = kept.select("inputs", "what_if", "result").row(0)
    return _worths(inputs, what_if, result)


@lru_cache(maxsize=2)
def _worths(inputs: str, what_if: str, result: str) -> pl.DataFrame:
    """Return project and worth (at least 0) of the chosen; none where they cannot be read."""
    try:
        chosen = [code for code, _ in json.loads(result)["chosen"]]
        valued = worth(Case.from_text(inputs), WhatIf.model_validate_json(what_if))
    except (ValueError, KeyError, pl.exceptions.PolarsError, PmoError):
        return pl.DataFrame(schema={"project": pl.String, "worth": pl.Float64})
    return valued.filter(pl.col("project").is_in(chosen)).select(
        "project", worth=pl.col("worth").cast(pl.Float64).clip(0.0)
    )


__all__ = ["HIGHEST", "priority"]
