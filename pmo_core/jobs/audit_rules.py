"""The rules that can be run: the shipped ones, with what is different about them, and own ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from pmo_core.errors import Refused
from pmo_core.jobs.facts import Source
from pmo_core.model.rules import Family, Grade
from pmo_core.store.rules import RuleText, parameters_of, shipped


@dataclass(frozen=True)
class ActiveRule:
    """A rule as it is run now.

    Parameters
    ----------
    code, name, family, severity, rationale, basis, remedy : str
        As in the register of rules; empty = not told.
    parameters, as_shipped : dict of str to float
        Thresholds as they are and as they were shipped (own rules: none).
    meanings : dict of str to str
        What each threshold means, where that is told.
    query, checked : str
        Question for violations; for what was judged per project ("" = an own rule that judges every
        project).
    is_active : bool
        Whether it is run with the others.
    is_own : bool
        Whether it is a user's question, which is asked behind bars.
    owner : str or None
        Who answers for it.
    fault : str
        Why it cannot be run; empty = it can.
    """

    code: str
    name: str
    family: Family
    severity: Grade
    rationale: str
    basis: str
    remedy: str
    parameters: dict[str, float]
    as_shipped: dict[str, float]
    meanings: dict[str, str]
    query: str
    checked: str
    is_active: bool
    is_own: bool
    owner: str | None
    fault: str

    @property
    def text(self) -> str:
        """Both questions."""
        return f"{self.query}\n{self.checked}"


def rules(source: Source, texts: Mapping[str, RuleText] | None = None) -> dict[str, ActiveRule]:
    """Return code -> rule, shipped and own ones, by code; those that are not run too.

    Parameters
    ----------
    source : Source
        Where the register of rules is read from.
    texts : mapping of str to RuleText, optional
        The shipped rules; those of the program by default.
    """
    base = shipped() if texts is None else texts
    kept = {row["code"]: row for row in source.table("rule").iter_rows(named=True)}
    codes = sorted({*base, *kept})
    return {code: _merged(code, base.get(code), kept.get(code, {})) for code in codes}


def _merged(code: str, base: RuleText | None, row: Mapping[str, object]) -> ActiveRule:
    """Return a rule of which the register tells what is different; an own one as it stands."""

    def told(name: str, otherwise: str) -> str:
        return str(row.get(name) or (getattr(base, name) if base else otherwise))

    own_text = str(row.get("parameters") or "")
    fault, own = "", dict[str, float]()
    try:
        own = parameters_of(own_text, base.parameters if base else None)
    except Refused as refused:
        fault = refused.message
    asks = {name: getattr(base, name) if base else str(row.get(name) or "")
            for name in ("query", "checked")}  # fmt: skip
    owner = row.get("owner")
    return ActiveRule(
        code=code, name=told("name", code), rationale=told("rationale", ""),
        family=told("family", "process conformance"),  # type: ignore[arg-type]
        severity=told("severity", "minor"),  # type: ignore[arg-type]
        basis=told("basis", ""), remedy=told("remedy", ""),
        parameters=(base.parameters if base else {}) | own,
        as_shipped=base.parameters if base else {}, meanings=base.meanings if base else {},
        **asks,
        is_active=bool(row.get("is_active", True)), is_own=base is None,
        owner=None if owner is None else str(owner),
        fault=fault or ("" if asks["query"].strip() else "It has no question."),
    )  # fmt: skip


__all__ = ["ActiveRule", "rules"]
