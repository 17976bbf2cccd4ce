"""What files call benefits, their measurements and outcomes; `synonyms.py` says how it is read."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "project_outcome": {
        "accepted_on": ("accepted", "accepted on", "acceptance date", "handover date",
                        "date of acceptance", "abnahme", "~handed over"),
        "n_defects": ("defect", "number of defects", "defect count", "bugs", "defects found",
                      "defects after handover", "post release defects", "mängel", "fehler"),
        "rework_hours": ("rework hours", "rework", "hours of rework", "nacharbeit"),
        "satisfaction": ("satisfaction", "user satisfaction", "customer satisfaction", "csat",
                         "satisfaction score", "survey score", "zufriedenheit"),
        "comment": ("comment", "lessons", "lesson learned", "remark", "bemerkung"),
    },
    "benefit_profile": {
        "code": ("benefit code", "benefit id", "benefit number", "~id", "~code"),
        "name": ("benefit", "benefit name", "benefit title", "name", "nutzen", "~description"),
        "owner": ("benefit owner", "owner", "responsible", "verantwortlich"),
        "measure": ("measure", "kpi", "metric", "indicator", "key figure", "unit", "kennzahl"),
        "start_value": ("start value", "baseline value", "value before", "current value",
                        "starting value", "ausgangswert"),
        "target_value": ("target value", "target", "value to be reached", "zielwert"),
        "target_on": ("target on", "target date", "by when", "due date", "zieltermin"),
        "money_share_pct": ("money share", "money share percent", "share of benefit",
                            "part of benefit percent"),
    },
    "benefit_measurement": {
        "code": ("benefit code", "benefit id", "benefit number", "benefit", "~code", "~id"),
        "measured_on": ("measured on", "measurement date", "date of measurement", "gemessen",
                        "~date", "~day"),
        "expected_value": ("expected value", "planned value", "value expected", "sollwert"),
        "measured_value": ("measured value", "actual value", "value measured", "istwert",
                           "~value"),
        "measured_by": ("measured by", "reported by"),
    },
}  # fmt: skip

DISTINCTIVE: dict[str, dict[str, float]] = {
    "project_outcome": {"satisfaction": 4, "n_defects": 4, "rework_hours": 4, "accepted_on": 3},
    "benefit_profile": {"target_value": 4, "start_value": 3, "target_on": 2, "measure": 2,
                        "money_share_pct": 3, "code": 1, "name": 1, "owner": 1},
    "benefit_measurement": {"measured_value": 4, "measured_on": 3, "expected_value": 2,
                            "measured_by": 2, "code": 1},
}  # fmt: skip

ESSENTIAL: dict[str, frozenset[str]] = {
    "project_outcome": frozenset(("satisfaction", "n_defects", "rework_hours", "accepted_on")),
    "benefit_profile": frozenset(("target_value", "start_value")),
    "benefit_measurement": frozenset(("measured_value", "expected_value")),
}
