"""Read chunk after chunk of a table of text into typed records; what is not taken is kept apart."""

from collections import Counter
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from pmo_core.exchange.checks import broken_rules, explain
from pmo_core.exchange.codes import CodeMaker
from pmo_core.exchange.conventions import Conventions
from pmo_core.exchange.keys import Occurrences, Seen
from pmo_core.exchange.mapping import FieldSource
from pmo_core.exchange.plan import FieldPlan, source_text
from pmo_core.exchange.reasons import MAX_FINDINGS, REASONS, Findings
from pmo_core.exchange.reconcile import Fate, Ledger
from pmo_core.exchange.table import LINE
from pmo_core.exchange.values import Cells, read_field
from pmo_core.model import Record

META = ("column", "field", "value", "reason")
"""Columns that the rejects have beside the cells as written."""
FATES: tuple[Fate, ...] = ("taken", "rejected", "repeated")


@dataclass(frozen=True, slots=True)
class Layout:
    """What is read into what: fixed for a file."""

    record: type[Record]
    plans: tuple[FieldPlan, ...]
    names: Dict[str, FieldSource]
    conventions: Conventions
    hours_per_day: Decimal

    def plan(self, name: str) -> FieldPlan | None:
        """Return the plan of a field, or None where the mapping does not fill it."""
        return next((plan for plan in self.plans if plan.field == name), None)

    @property
    def derived(self) -> tuple[str, FieldSource] | None:
        """Field whose code is made from a name, and where that name stands."""
        record = self.record
        if record.key == ("code",) and "name" in record.model_fields and self.plan("code") is None:
            name = self.plan("name")
            return ("code", name.source) if name is not None and name.source else None
        if "project" in self.names and self.plan("project") is None:
            return "project", self.names["project"]
        return None


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a chunk: their text, and the cells read from it."""

    texts: Dict[str, pl.Series]
    cells: Dict[str, Cells]


def typed(layout: Layout, table: pl.DataFrame) -> Typed:
    """Read the fields of a chunk; what other chunks hold makes no difference."""
    texts = {plan.field: plan.text(table) for plan in layout.plans}
    cells = {
        plan.field: read_field(texts[plan.field], plan, layout.conventions, layout.hours_per_day)
        for plan in layout.plans
    }
    return Typed(texts, cells)


@dataclass(slots=True)
class Reading:
    """The state of one pass over a file."""

    layout: Layout
    occurrences: Occurrences | None
    findings: Findings = field(default_factory=Findings)
    ledger: Ledger = field(default_factory=Ledger)
    rejected: list[pl.DataFrame] = field(default_factory=list)
    repeated: list[pl.DataFrame] = field(default_factory=list)
    mentions: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    makers: CodeMaker = field(default_factory=CodeMaker)
    rounded: Counter[str] = field(default_factory=Counter)
    n_taken: int = 0
    n_rejected: int = 0
    n_repeated: int = 0
    _seen: Seen = field(init=False)
    _keys_changed: bool = False
    _first: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._seen = Seen(self.layout.record.key)

    def take(self, table: pl.DataFrame, typed: Typed) -> pl.DataFrame:
        """Take the next chunk in, once typed: return the records taken, keep the rest."""
        layout, texts, cells = self.layout, dict(typed.texts), typed.cells
        columns = {name: cell.value for name, cell in cells.items()}
        reasons = {name: cell.reason for name, cell in cells.items() if cell.reason is not None}
        self._note(cells)
        self._derive(table, texts, columns)
        currency = self._currency(cells, columns, reasons)
        self._withheld(cells, columns)
        self._entries(table, columns)
        frame = self._frame(table, columns)
        if self.occurrences is not None:
            frame = self._tell_apart(frame, cells)
        self._mention(table, cells, frame)
        for name, broken in broken_rules(frame, layout.record).items():
            known = reasons.get(name)
            reasons[name] = broken if known is None else known.zip_with(known.is_not_null(), broken)
        fate = self._fate(frame, reasons)
        self._add_up(cells, frame, currency, fate)
        self._reject(table, texts, frame, reasons, fate)
        taken = frame if fate is None else frame.filter(fate == "taken")
        self.n_taken += taken.height
        return taken

    def _note(self, cells: Dict[str, Cells]) -> None:
        for plan in self.layout.plans:
            if plan.source is not None:
                self.findings.note(plan.label, cells[plan.field].notes)
            self.rounded.update(
                {plan.field: n} if (n := cells[plan.field].notes["rounded"]) else {}
            )

    def _derive(
        self, table: pl.DataFrame, texts: dict[str, pl.Series], columns: dict[str, pl.Series]
    ) -> None:
        """Make the codes that the file does not give."""
        if (derived := self.layout.derived) is not None:
            name, source = derived
            texts[name] = source_text(table, source)
            columns[name] = self.makers.codes(texts[name])
            given = columns[name].len() - columns[name].null_count()
            self.findings.note(" + ".join(source.columns), {"derived_code": given})

    def _currency(
        self, cells: Dict[str, Cells], columns: dict[str, pl.Series], reasons: dict[str, pl.Series]
    ) -> pl.Series | None:
        """Find the currency of each line from its column, its amounts, or their headers."""
        if "currency" not in self.layout.record.model_fields:
            return None
        money = [plan for plan in self.layout.plans if plan.kind == "money"]
        signs = {plan.field: cells[plan.field].currency for plan in money}
        written = {name: series for name, series in signs.items() if series is not None}
        stated = {
            self.layout.conventions.numbers[plan.label].currency
            for plan in money
            if plan.label in self.layout.conventions.numbers
        } - {None}
        line = columns.get("currency")
        for series in written.values():
            line = series if line is None else line.fill_null(series)
        if len(stated) == 1 and cells:
            code = str(next(iter(stated)))
            length = next(iter(cells.values())).value.len()
            line = (
                pl.Series([code]).new_from_index(0, length)
                if line is None
                else line.fill_null(code)
            )
        for name, series in written.items():
            differs = (series != line).fill_null(False)
            if differs.any():
                odd = pl.select(pl.when(differs).then(pl.lit("currency_mismatch"))).to_series()
                known = reasons.get(name)
                reasons[name] = odd if known is None else known.zip_with(known.is_not_null(), odd)
        if line is not None:
            columns["currency"] = line
        return line

    def _withheld(self, cells: Dict[str, Cells], columns: dict[str, pl.Series]) -> None:
        """Keep the words that stand in the place of values."""
        if "withheld" not in self.layout.record.model_fields:
            return
        said = [
            pl.lit(f"{name}: ") + pl.lit(cell.words)
            for name, cell in cells.items()
            if cell.words is not None
        ]
        if not said:
            return
        given = [pl.lit(columns["withheld"])] if "withheld" in columns else []
        joined = pl.concat_str(*given, *said, separator="; ", ignore_nulls=True)
        columns["withheld"] = pl.select(
            pl.when(joined != "").then(joined.str.slice(0, 20_000))
        ).to_series()

    def _entries(self, table: pl.DataFrame, columns: dict[str, pl.Series]) -> None:
        """Number the lines that nothing else tells apart."""
        if self.occurrences is None:
            return
        number = self.occurrences.number(table)
        given = columns.get("entry")
        if number is None:
            number = pl.Series("entry", [1], dtype=pl.Int64).new_from_index(0, table.height)
        text = number.cast(pl.String)
        if given is None:
            columns["entry"] = text
            return
        again = number > 1
        if again.any():
            self.findings.note("entry", {"repeated_entry": int(again.sum())})
        columns["entry"] = pl.select(
            entry=pl.when(pl.lit(given).is_null())
            .then(pl.lit(text))
            .when(pl.lit(again))
            .then(pl.lit(given) + "#" + pl.lit(text))
            .otherwise(pl.lit(given))
        ).to_series()

    def _frame(self, table: pl.DataFrame, columns: dict[str, pl.Series]) -> pl.DataFrame:
        """Put the fields in the order of the record, with defaults where nothing is given."""
        record = self.layout.record
        exprs: list[pl.Expr | pl.Series] = []
        for name, dtype in record.polars_schema().items():
            info = record.model_fields[name]
            default = None if record.is_nullable(name) or info.is_required() else info.default
            if name == "line" and name not in columns:
                exprs.append(table[LINE].alias(name))
            elif name not in columns:
                exprs.append(pl.lit(default, dtype=dtype).alias(name))
            else:
                given = columns[name]
                typed = given == "true" if dtype == pl.Boolean() else given.cast(dtype)
                series = typed.alias(name)
                exprs.append(series if default is None else series.fill_null(default))
        return table.select(LINE).with_columns(exprs).select(*record.model_fields, LINE)

    def _mention(self, table: pl.DataFrame, cells: Dict[str, Cells], frame: pl.DataFrame) -> None:
        """Count the codes of other registers that the file mentions."""
        for name in self.layout.record.refers:
            found = cells[name].mentions if name in cells else None
            if name in self.layout.names:
                text = source_text(table, self.layout.names[name]).str.strip_chars().alias("name")
                pairs = pl.DataFrame([frame[name].alias("code"), text])
                found = pairs.drop_nulls("code").group_by("code", "name").agg(n_lines=pl.len())
            if found is not None:
                shaped = found.select(
                    "code",
                    (pl.col("name") if "name" in found.columns else pl.lit(None, pl.String)).alias(
                        "name"
                    ),
                    pl.col("n_lines").cast(pl.Int64),
                )
                self.mentions.setdefault(name, []).append(shaped.filter(pl.col("code") != ""))

    def _is_key_changed(self, cells: Dict[str, Cells]) -> bool:
        """Return whether two different texts may have become the same key."""
        for name in self.layout.record.key:
            plan = self.layout.plan(name)
            if plan is None or plan.source is None:
                continue
            if plan.kind == "date" and not self.layout.conventions.dates[plan.label].is_iso:
                return True
            if (
                cells[name].notes
                or plan.merges
                or len(plan.source.columns) > 1
                or plan.kind == "integer"
            ):
                return True
        return self.layout.derived is not None

    def _tell_apart(self, frame: pl.DataFrame, cells: Dict[str, Cells]) -> pl.DataFrame:
        """Number lines whose keys were written differently but mean the same."""
        self._keys_changed = self._keys_changed or self._is_key_changed(cells)
        if not self._keys_changed:
            self._seen.add(frame)
            return frame
        n = self._seen.occurrence(frame)
        if n is None:
            return frame
        self.findings.note("entry", {"repeated_entry": int((n > 1).sum())})
        again = pl.col("entry") + "~" + pl.lit(n.cast(pl.String))
        return frame.with_columns(entry=pl.when(pl.lit(n > 1)).then(again).otherwise("entry"))

    def _fate(self, frame: pl.DataFrame, reasons: dict[str, pl.Series]) -> pl.Series | None:
        """Return what becomes of each line (see `FATES`); None where all are taken."""
        lines = frame.select(LINE).with_columns(is_bad=pl.lit(False))
        for reason in reasons.values():
            lines = lines.with_columns(is_bad=pl.col("is_bad") | pl.lit(reason.is_not_null()))
        first = None
        if self.occurrences is None:
            good = frame.filter(~lines["is_bad"])
            found = self._seen.first_lines(good)
            first = None if found is None else good.select(LINE).hstack(found).drop_nulls("first")
        if first is None:
            if not lines["is_bad"].any():
                return None
            first = pl.DataFrame(schema={LINE: pl.Int64, "first": pl.Int64, "is_same": pl.Boolean})
        lines = lines.join(first, on=LINE, how="left", maintain_order="left")
        differs = pl.col("first").is_not_null() & ~pl.col("is_same")
        repeated = pl.when(differs).then(pl.lit("duplicate_key"))
        key = self.layout.record.key[0]
        reasons[key] = lines.select(pl.coalesce(pl.lit(reasons.get(key)), repeated)).to_series()
        self._first = dict(first.select(LINE, "first").iter_rows())
        fate = lines.select(
            pl.when(pl.col("is_bad") | differs)
            .then(pl.lit("rejected"))
            .when(pl.col("first").is_not_null())
            .then(pl.lit("repeated"))
            .otherwise(pl.lit("taken"))
        ).to_series()
        n_repeated = int((fate == "repeated").sum())
        if n_repeated:
            self.findings.note("", {"repeated_line": n_repeated})
            again = frame.with_columns(lines["first"]).filter(fate == "repeated")
            named = [pl.col(name).cast(pl.String) for name in self.layout.record.key]
            own = pl.concat_str(named, separator=" ")
            self.repeated.append(again.select(LINE, "first", key=own))
        return fate

    def _add_up(
        self,
        cells: Dict[str, Cells],
        frame: pl.DataFrame,
        currency: pl.Series | None,
        fate: pl.Series | None,
    ) -> None:
        """Enter the measures into the ledger, as read and as handed on."""
        for plan in self.layout.plans:
            if plan.kind not in ("money", "hours"):
                continue
            cell = cells[plan.field]
            exact = cell.value if cell.exact is None else cell.exact
            code = currency if plan.kind == "money" else None
            name = (plan.field, plan.label)
            self.ledger.read(name, exact, code, cell.words, cell.reason)
            if fate is None:
                self.ledger.settle(name, exact, code, "taken", frame[plan.field])
                continue
            for one in FATES:
                mask = fate == one
                self.ledger.settle(
                    name,
                    exact.filter(mask),
                    None if code is None else code.filter(mask),
                    one,
                    frame[plan.field].filter(mask),
                )

    def _reject(
        self,
        table: pl.DataFrame,
        texts: Dict[str, pl.Series],
        frame: pl.DataFrame,
        reasons: Dict[str, pl.Series],
        fate: pl.Series | None,
    ) -> None:
        """Keep the lines that are not taken, with the first reason and the cells as written."""
        if fate is None:
            return
        bad = fate == "rejected"
        self.n_rejected += int(bad.sum())
        self.n_repeated += int((fate == "repeated").sum())
        if not bad.any():
            return
        why = frame.select(LINE).with_columns(pl.lit(None, pl.String).alias(name) for name in META)
        for name in reversed(self.layout.record.model_fields):
            if name in reasons:
                said = {
                    "column": pl.lit(self._label(name)),
                    "field": pl.lit(name),
                    "value": pl.lit(texts[name]) if name in texts else pl.lit(None, pl.String),
                    "reason": pl.lit(reasons[name]),
                }
                hit = pl.lit(reasons[name].is_not_null())
                why = why.with_columns(
                    pl.when(hit).then(value).otherwise(column).alias(column)
                    for column, value in said.items()
                )
        why = why.filter(bad)
        self.findings.reject(why, self._explained(frame.filter(bad), why), self._first)
        written = table.filter(bad).drop(LINE)
        written = written.rename({name: f"{name}_" for name in written.columns if name in META})
        if self.occurrences is not None and "entry" not in written.columns:
            written = written.with_columns(frame["entry"].filter(bad))
        self.rejected.append(why.hstack(written))

    def _label(self, name: str) -> str:
        """Return the column that a field comes from, as the user knows it."""
        derived, plan = self.layout.derived, self.layout.plan(name)
        if derived is not None and derived[0] == name:
            return " + ".join(derived[1].columns)
        return name if plan is None else plan.label

    def _explained(self, bad: pl.DataFrame, why: pl.DataFrame) -> dict[int, str]:
        """Return line -> what the record class says, for lines that break one of its rules."""
        lines = bad.with_columns(why["field"].alias("_why")).filter(
            ~why["reason"].is_in(list(REASONS)).fill_null(True)
        )
        said = {}
        for row in lines.head(MAX_FINDINGS).iter_rows(named=True):
            line, name = row.pop(LINE), row.pop("_why")
            said[line] = explain(self.layout.record, row).get(name, "is not allowed here.")
        return said
