"""Scoring methods: pure functions, each with its source.

`score.scores` makes one number per project of the registers' frames. Beneath it each method is a
function of plain matrices: candidates in rows, criteria in columns, nan where a score is missing.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

__all__ = ["Flags", "Floats"]
