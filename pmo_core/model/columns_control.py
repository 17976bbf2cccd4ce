"""Columns of control: earned value, forecasts, RAID, benefits, tolerances, outcomes."""

from pmo_core.model.column import table

CONTROL = table(
    ("bac", "BAC", "money", "Budget at completion."),
    ("pv", "PV", "money", "Planned value: budget of the work planned to be done by the data date."),
    ("ev", "EV", "money", "Earned value: budget of the work done by the data date."),
    ("ac", "AC", "money", "Actual cost of the work done by the data date."),
    ("cv", "CV", "money", "Cost variance = EV - AC; negative = over cost."),
    ("sv", "SV", "money", "Schedule variance = EV - PV; negative = behind."),
    ("cpi", "CPI", "number", "Cost performance index = EV / AC; below 1 = over cost.", "ratio"),
    ("spi", "SPI", "number", "Schedule performance index = EV / PV; 1 at the end of any project.",
     "ratio"),
    ("earned_pct", "Earned", "pct", "EV in percent of BAC."),
    ("eac", "EAC", "money", "Estimate at completion."),
    ("etc", "ETC", "money", "Estimate to complete = EAC - AC."),
    ("vac", "VAC", "money", "Variance at completion = BAC - EAC; negative = over cost."),
    ("tcpi_bac", "TCPI (BAC)", "number",
     "Cost efficiency that the rest needs to keep the budget = (BAC - EV) / (BAC - AC).", "ratio"),
    ("es_days", "ES", "days", "Earned schedule: when the plan had earned what is earned now.",
     "working days"),
    ("at_days", "AT", "days", "Actual time from the start to the data date.", "working days"),
    ("pd_days", "PD", "days", "Planned duration of the baseline.", "working days"),
    ("sv_t_days", "SV(t)", "days", "Schedule variance in time = ES - AT; negative = behind.",
     "working days"),
    ("spi_t", "SPI(t)", "number", "Schedule performance in time = ES / AT; below 1 = behind.",
     "ratio"),
    ("pv_source", "PV from", "text", "What the planned value was worked out from."),
    ("ev_source", "EV from", "text", "What the earned value was worked out from."),
    ("trust", "Trust", "text", "How far the figures can be trusted: good, doubtful or poor."),
    ("trust_reason", "Why", "text", "What speaks against the figures."),
)  # fmt: skip
"""Figures of control; money in base currency, null = not known."""
