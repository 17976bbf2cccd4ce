"""What files call progress, earned value, milestones, tolerances and baselines by element.

`synonyms.py` says how it is read.
"""

_DATA_DATE = ("data date", "status date", "report date", "reporting date", "as of", "as of date",
              "snapshot date", "stichtag", "berichtsdatum", "~date", "~period")  # fmt: skip
_WBS = ("wbs", "wbs code", "wbs element", "task code", "task id", "work package", "psp element",
        "activity id", "control account", "~task", "~activity", "~element")  # fmt: skip
_START = ("planned start", "baseline start", "start", "plan start", "geplanter start")
_FINISH = ("planned finish", "baseline finish", "planned end", "baseline end", "finish", "end",
           "geplantes ende")  # fmt: skip

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "progress": {
        "wbs": _WBS,
        "data_date": _DATA_DATE,
        "percent_complete": ("percent complete", "% complete", "progress", "complete percent",
                             "physical percent complete", "fertigstellungsgrad", "completion"),
        "units_done": ("units done", "units complete", "quantity done", "units completed"),
        "actual_start": ("actual start", "started on", "iststart", "begun"),
        "actual_finish": ("actual finish", "actual end", "finished on", "completed on", "istende"),
        "forecast_finish": ("forecast finish", "forecast date", "expected finish",
                            "estimated finish", "forecast end", "new finish"),
        "remaining_cost": ("remaining cost", "cost to complete", "etc", "estimate to complete",
                           "restkosten", "~remaining"),
        "remaining_hours": ("remaining hours", "remaining work", "hours to complete", "hours left",
                            "restaufwand"),
        "comment": ("comment", "note", "remark", "kommentar"),
    },
    "earned_value": {
        "data_date": _DATA_DATE,
        "planned_value": ("planned value", "pv", "bcws", "budgeted cost of work scheduled"),
        "earned_value": ("earned value", "ev", "bcwp", "budgeted cost of work performed",
                         "fertigstellungswert"),
        "measured_cost": ("actual cost", "ac", "acwp", "actual cost of work performed",
                          "measured cost"),
        "budget_at_completion": ("budget at completion", "bac", "~budget"),
        "source": ("source", "tool", "system", "quelle"),
    },
    "milestone": {
        "code": ("milestone", "milestone code", "milestone id", "milestone number", "~id", "~code"),
        "name": ("milestone name", "milestone title", "name", "meilenstein", "~description"),
        "wbs": _WBS,
        "weight_pct": ("weight", "weight percent", "milestone weight", "gewicht"),
        "planned_on": ("planned", "planned on", "planned date", "baseline date", "due date",
                       "target date", "~planned finish", "~date"),
        "achieved_on": ("achieved", "achieved on", "actual date", "reached on", "met on",
                        "~actual finish", "~actual"),
    },
    "milestone_forecast": {
        "milestone": ("milestone", "milestone code", "milestone id", "meilenstein", "~code"),
        "data_date": _DATA_DATE,
        "forecast_on": ("forecast date", "forecast on", "forecast", "expected date", "expected on",
                        "new date", "~forecast finish"),
    },
    "tolerance": {
        "cost_pct": ("cost tolerance", "tolerance cost percent", "cost percent",
                     "cost tolerance percent"),
        "slip_days": ("time tolerance", "tolerance day", "slip day", "schedule tolerance",
                      "time tolerance days", "schedule tolerance days"),
        "scope_pct": ("scope tolerance", "tolerance scope percent", "scope percent",
                      "scope tolerance percent"),
        "comment": ("comment", "reason", "note"),
    },
    "baseline_item": {
        "number": ("baseline", "baseline number", "number of baseline", "~version", "~number"),
        "wbs": _WBS,
        "planned_start": _START,
        "planned_finish": _FINISH,
        "planned_cost": ("planned cost", "baseline cost", "budget", "plankosten", "~cost"),
        "planned_hours": ("planned hours", "baseline work", "baseline hours", "planstunden",
                          "~work", "~hours"),
    },
}  # fmt: skip

DISTINCTIVE: dict[str, dict[str, float]] = {
    "progress": {"wbs": 3, "data_date": 3, "percent_complete": 3, "units_done": 2,
                 "actual_start": 2, "actual_finish": 2, "remaining_cost": 3, "remaining_hours": 3,
                 "forecast_finish": 1},
    "earned_value": {"planned_value": 5, "earned_value": 5, "measured_cost": 3, "data_date": 2,
                     "budget_at_completion": 3},
    "milestone": {"code": 2, "name": 1, "planned_on": 2, "achieved_on": 3, "weight_pct": 3},
    "milestone_forecast": {"milestone": 4, "forecast_on": 4, "data_date": 3},
    "tolerance": {"cost_pct": 5, "slip_days": 5, "scope_pct": 5},
    "baseline_item": {"number": 4, "wbs": 2, "planned_start": 1, "planned_finish": 1,
                      "planned_cost": 1, "planned_hours": 1},
}  # fmt: skip

ESSENTIAL: dict[str, frozenset[str]] = {
    "progress": frozenset(
        ("percent_complete", "units_done", "actual_start", "remaining_cost", "remaining_hours")
    ),
    "earned_value": frozenset(("planned_value", "earned_value")),
    "milestone": frozenset(("planned_on", "achieved_on", "weight_pct")),
    "milestone_forecast": frozenset(("forecast_on",)),
    "tolerance": frozenset(("cost_pct", "slip_days", "scope_pct")),
    "baseline_item": frozenset(("number",)),
}
