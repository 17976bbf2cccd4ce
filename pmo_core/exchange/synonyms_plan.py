"""What files call people, their time and the order of tasks; `synonyms.py` says how it is read.

Predecessors in one cell ("12FS+3 days") are not taken: a link is a line of its own, with its
predecessor, kind and lag.
"""

_FROM = ("from", "from date", "first day", "start", "start date", "begin", "since", "von", "beginn",
         "valid from", "effective from")  # fmt: skip
_UNTIL = ("until", "until date", "to", "last day", "end", "end date", "till", "bis", "ende",
          "valid until", "valid to", "expiry date", "expires on", "expiration date")  # fmt: skip
_LEVEL = ("level", "skill level", "proficiency", "proficiency level", "seniority", "stufe")
_KIND_OF_LINK = ("kind", "type", "link type", "dependency type", "relation", "relationship",
                 "relation type", "relationship type")  # fmt: skip
_LAG = ("lag", "lag day", "lag in days", "lag or lead", "offset", "abstand")

ENTITIES: dict[str, tuple[str, ...]] = {
    "team": ("team", "squad", "crew"),
    "calendar": ("calendar", "working calendar", "task calendar", "base calendar", "kalender"),
}

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "team": {"manager": ("manager", "lead", "team lead", "leader", "leiter")},
    "calendar": {
        "working_days": ("working day", "work week", "week", "arbeitstage"),
        "has_holidays": ("has holidays", "holiday off", "public holiday"),
    },
    "calendar_day": {
        "day": ("day", "date", "exception date", "datum", "tag"),
        "is_worked": ("worked", "is worked", "working", "works"),
        "name": ("name", "exception", "exception name", "why", "reason"),
    },
    "person_role": {
        "level": _LEVEL,
        "from_on": ("held since", "certified on", *_FROM),
        "until_on": ("held until", *_UNTIL),
        "evidence": ("evidence", "certificate", "certification", "proof", "nachweis"),
    },
    "absence": {
        "from_on": ("absent from", "leave start", "first day of absence", *_FROM),
        "until_on": ("absent until", "leave end", "last day of absence", *_UNTIL),
        "kind": ("kind", "absence type", "leave type", "type of absence", "type of leave",
                 "absence kind", "absence", "leave", "type", "abwesenheitsart"),
        "comment": ("comment", "note", "remark", "bemerkung"),
    },
    "cost_rate": {
        "from_on": ("rate from", "rate valid from", *_FROM),
        "hourly_rate": ("hourly rate", "rate per hour", "cost rate", "standard rate", "rate",
                        "hourly cost", "cost per hour", "stundensatz"),
    },
    "precedence": {
        "successor": ("successor", "successor id", "successor task", "task", "task id", "wbs",
                      "nachfolger", "~activity id"),
        "predecessor": ("predecessor", "predecessor id", "predecessor task", "waits for task",
                        "depends on task", "vorgänger"),
        "kind": _KIND_OF_LINK,
        "lag_days": _LAG,
    },
    "cross_link": {
        "successor": ("successor", "successor id", "successor task", "task", "task id", "wbs"),
        "other_project": ("other project", "predecessor project", "project of predecessor",
                          "waits for project", "external project"),
        "predecessor": ("predecessor", "predecessor id", "predecessor task", "waits for task",
                        "external task"),
        "kind": _KIND_OF_LINK,
        "lag_days": _LAG,
        "owner": ("owner", "responsible", "verantwortlich"),
        "comment": ("comment", "what exactly", "note", "reason"),
    },
    "risk_loading": {
        "factor": ("factor", "common cause", "cause", "risk factor", "common factor"),
        "wbs": ("wbs", "wbs element", "task", "task id"),
        "loading": ("loading", "factor loading", "strength", "correlation"),
    },
}  # fmt: skip

MORE: dict[str, dict[str, tuple[str, ...]]] = {
    "wbs_element": {
        "duration_days": ("duration", "duration day", "duration in days", "original duration",
                          "planned duration", "dauer"),
        "constraint_kind": ("constraint type", "constraint", "constraint kind", "task constraint",
                            "primary constraint", "einschränkungsart"),
        "constraint_on": ("constraint date", "constraint on", "primary constraint date",
                          "einschränkungstermin"),
        "low_days": ("low day", "optimistic duration", "optimistic", "minimum duration",
                     "shortest duration", "best case"),
        "high_days": ("high day", "pessimistic duration", "pessimistic", "maximum duration",
                      "longest duration", "worst case"),
        "range_shape": ("range shape", "distribution", "shape"),
    },
    "person": {
        "joined_on": ("joined", "joined on", "hire date", "entry date", "eintritt", "date joined"),
        "left_on": ("left", "left on", "leaving date", "exit date", "austritt",
                    "termination date"),
    },
    "demand": {
        "level": _LEVEL,
        "until_on": ("until", "latest month", "last month", "by month"),
    },
    "booking": {"source": ("source", "decided by"), "reason": ("reason", "why", "grund")},
    "project": {"is_date_fixed": ("date fixed", "is date fixed", "fixed date", "dates fixed")},
    "raid_item": {"wbs": ("wbs", "wbs element", "affected task", "task")},
}  # fmt: skip
"""Further fields of registers that stand elsewhere."""

DISTINCTIVE: dict[str, dict[str, float]] = {
    "team": {"department": 2, "code": 0.9, "name": 0.9, "manager": 0.5},
    "calendar": {"working_days": 4, "has_holidays": 3, "code": 1, "name": 1},
    "calendar_day": {"calendar": 3, "is_worked": 3, "day": 2},
    "person_role": {"level": 3, "evidence": 2, "person": 1, "role": 1, "from_on": 0.5},
    "absence": {"from_on": 2, "until_on": 2, "kind": 2, "person": 1},
    "cost_rate": {"hourly_rate": 3, "from_on": 2, "role": 1, "person": 1},
    "precedence": {"predecessor": 3, "successor": 2, "lag_days": 3, "kind": 1},
    "cross_link": {"other_project": 4, "predecessor": 3, "successor": 2, "lag_days": 2},
    "risk_loading": {"factor": 4, "loading": 4},
}  # fmt: skip

ESSENTIAL: dict[str, frozenset[str]] = {
    "team": frozenset(("name",)),
    "calendar": frozenset(("working_days", "has_holidays")),
    "calendar_day": frozenset(("calendar",)),
    "person_role": frozenset(("level", "evidence")),
    "absence": frozenset(("until_on",)),
    "cost_rate": frozenset(("hourly_rate",)),
    "precedence": frozenset(("predecessor",)),
    "cross_link": frozenset(("other_project",)),
    "risk_loading": frozenset(("loading",)),
}
