"""Whether a project may enter the portfolio: the mandatory criteria are met."""

from pmo_core.analysis import assessment
from pmo_core.errors import Refused
from pmo_core.store import Repository


def require_entry(repo: Repository, code: str, project: str) -> None:
    """Raise Refused when a project misses a mandatory criterion.

    Parameters
    ----------
    repo : Repository
        Holds criteria and scores.
    code, project : str
        The request, for the message, and its project.

    Raises
    ------
    Refused
        The mean score on a mandatory criterion misses its threshold, or nobody scored it.
    """
    criteria = repo.table("criterion").rename({"code": "criterion"})
    asked = repo.table("project").filter(code=project).select(project="code")
    scores = repo.table("score").filter(project=project)
    found = assessment.unmet(assessment.gates(scores, criteria, asked)).filter("is_mandatory")
    if found.height:
        raise Refused(
            f"{code} cannot be accepted: {', '.join(found['words'])}.",
            "Score it again once the project was changed, or reject the request.",
        )


__all__ = ["require_entry"]
