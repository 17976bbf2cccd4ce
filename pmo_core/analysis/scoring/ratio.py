"""Value for effort: WSJF and RICE."""

import numpy as np

from pmo_core.analysis.scoring import Floats


def wsjf(value: Floats, criticality: Floats, risk_reduction: Floats, job_size: Floats) -> Floats:
    """Return the cost of delay over the job size: weighted shortest job first.

    Parameters
    ----------
    value, criticality, risk_reduction : (n,) float
        Business value, time criticality, and risk reduction or opportunity; their sum is the cost
        of delay. On one relative scale, usually 1, 2, 3, 5, 8, 13, 20.
    job_size : (n,) float
        Size of the job, above 0.

    Returns
    -------
    (n,) float
        nan where a part is missing or the size is not above 0.

    Notes
    -----
    Source: Reinertsen, The Principles of Product Development Flow (2009); parts as in SAFe. Doing
    jobs in this order minimizes the sum of cost of delay x finish when they are done one after the
    other (Smith, 1956).

    Examples
    --------
    >>> one = np.array([1.0])
    >>> wsjf(8 * one, 4 * one, 3 * one, 5 * one).tolist()
    [3.0]
    """
    return _over(value + criticality + risk_reduction, job_size)


def rice(reach: Floats, impact: Floats, confidence: Floats, effort: Floats) -> Floats:
    """Return reach x impact x confidence / effort.

    Parameters
    ----------
    reach : (n,) float
        People or events reached in a period.
    impact : (n,) float
        Per person; usually 0.25 minimal, 0.5 low, 1 medium, 2 high, 3 massive.
    confidence : (n,) float
        Share from 0 to 1, or percent: the same unit for all candidates.
    effort : (n,) float
        Person-months, above 0.

    Returns
    -------
    (n,) float
        nan where a part is missing or the effort is not above 0.

    Notes
    -----
    Source: McBride, RICE: Simple prioritization for product managers (Intercom, 2016).

    Examples
    --------
    >>> one = np.array([1.0])
    >>> rice(5000 * one, 2 * one, 0.8 * one, 2 * one).tolist()
    [4000.0]
    """
    return _over(reach * impact * confidence, effort)


def _over(upper: Floats, lower: Floats) -> Floats:
    return upper / np.where(lower > 0, lower, np.nan)


__all__ = ["rice", "wsjf"]
