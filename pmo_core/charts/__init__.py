"""How it looks: frames in, Vega-Lite specs out."""

from pmo_core.charts.acceptability import core_index
from pmo_core.charts.bars import bars
from pmo_core.charts.case import cash_flow, tornado
from pmo_core.charts.curves import s_curve, status_history
from pmo_core.charts.drawing import PICK, Drawing
from pmo_core.charts.frontier import frontier
from pmo_core.charts.periods import groups, measures
from pmo_core.charts.selection import load, money
from pmo_core.charts.theme import MEASURES, short

__all__ = [
    "MEASURES", "PICK", "Drawing", "bars", "cash_flow", "core_index", "frontier", "groups", "load",
    "measures", "money", "s_curve", "short", "status_history", "tornado",
]  # fmt: skip
