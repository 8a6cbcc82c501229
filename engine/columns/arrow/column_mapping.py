"""The headings of a batch → what each column holds, or why that cannot be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.columns.arrow.column_names import EXCLUDED, MARK, UNIT, ColumnNames, spelled
from engine.domain.facts import Fact
from engine.domain.finding import Finding, error, warning
from engine.domain.source_place import Place
from engine.errors import nearest


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """What the caller says about the columns of a file.

    `named` gives the meaning of headings: a fact id, `unit.id` and its like, `mark:` or `excluded:` with a node.
    `ignored` are headings to be passed over. `decimal_comma`: text has decimal commas. `file` is what findings name.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    decimal_comma: bool = False
    file: str = "batch"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where the columns are, by what they hold, from 0; `findings` are about headings."""

    at: Mapping[str, int]
    findings: tuple[Finding, ...]

    def nodes(self, prefix: str) -> Iterable[tuple[str, int]]:
        """The nodes that have a column for marks, or for what does not apply."""
        return [(name.removeprefix(prefix), at) for name, at in self.at.items() if name.startswith(prefix)]


def map_columns(headings: Sequence[str], names: ColumnNames, rules: ColumnRules, line: int = 0) -> ColumnMapping:
    """What each column holds. Headings are compared without regard to case, spaces and how letters are composed.

    `line` is where the headings stand in a file, 0 where they have no line of their own.
    """
    return _Mapper(names, rules, line).mapping(headings)


class _Mapper:
    def __init__(self, names: ColumnNames, rules: ColumnRules, line: int) -> None:
        self.names, self.rules, self.line = names, rules, line
        self.ignored = {spelled(heading) for heading in rules.ignored}
        self.named = {spelled(heading): target for heading, target in rules.named.items()}
        self.findings: list[Finding] = []

    def mapping(self, headings: Sequence[str]) -> ColumnMapping:
        at: dict[str, int] = {}
        for column, heading in enumerate(headings):
            target = None if spelled(heading) in self.ignored else self._target(heading, column)
            if target is None:
                continue
            if target in at:
                self._double(heading, headings[at[target]], column)
            at.setdefault(target, column)
        if UNIT not in at:
            self._missing(UNIT)
        return ColumnMapping(at, tuple(self.findings))

    def _target(self, heading: str, column: int) -> str | None:
        meant = self.names.meant(self.named.get(spelled(heading), heading))
        if not meant:
            self._unknown(heading, column)
        elif len(meant) > 1:
            self._ambiguous(heading, meant, column)
        return meant[0] if len(meant) == 1 else None

    def _unknown(self, heading: str, column: int) -> None:
        near = nearest(spelled(heading), list(self.names.alike()))
        vi = f"Ý bạn là '{near}'?" if near else f"Dùng mã hoặc tên số liệu, {MARK}<tiêu chí>, {EXCLUDED}<tiêu chí>."
        en = f"Did you mean '{near}'?" if near else f"Use the id or title of a fact, {MARK}<node>, {EXCLUDED}<node>."
        self._refuse(
            "table.unknown-column",
            self._place(column, heading),
            f"Không hiểu cột '{heading}'.",
            f"The column '{heading}' means nothing here.",
            f"{vi} Cột không dùng thì khai là bỏ qua.",
            f"{en} Declare as ignored what is not to be read.",
        )

    def _ambiguous(self, heading: str, meant: Sequence[str], column: int) -> None:
        listed = ", ".join(meant)
        self._refuse(
            "table.ambiguous-column",
            self._place(column, heading),
            f"Cột '{heading}' có thể là {listed}.",
            f"The column '{heading}' may be any of {listed}.",
            "Ghi mã số liệu làm tên cột.",
            "Call it by the id of the fact.",
        )

    def _double(self, heading: str, first: str, column: int) -> None:
        same = spelled(heading) == spelled(first)
        self._refuse(
            "table.double-column",
            self._place(column, heading),
            f"Cột '{heading}' có hơn một lần." if same else f"Hai cột '{first}' và '{heading}' là một.",
            f"The column '{heading}' stands more than once."
            if same
            else f"The columns '{first}' and '{heading}' are the same.",
            "Giữ lại một cột.",
            "Keep one of them.",
        )

    def _missing(self, name: str) -> None:
        self.findings.append(
            error(
                "table.missing-column",
                Place(self.rules.file, self.line),
                f"Bảng thiếu cột '{name}'.",
                f"The table has no column '{name}'.",
                "Thêm cột này.",
                "Add it.",
            )
        )

    def _refuse(self, code: str, place: Place, vi: str, en: str, hint_vi: str, hint_en: str) -> None:
        self.findings.append(error(code, place, vi, en, hint_vi, hint_en))

    def _place(self, column: int, heading: str) -> Place:
        return Place(self.rules.file, self.line, column + 1, heading)


def facts_without_column(facts: Iterable[Fact], mapping: ColumnMapping, file: str, line: int = 0) -> list[Finding]:
    """A warning for each fact that is read and has no column: it is unknown for every unit, and its rows stay open."""
    return [
        warning(
            "table.no-column-for-fact",
            Place(file, line, 0, fact.id),
            f"Không có cột cho số liệu {fact.title.vi} ({fact.id}): coi là chưa biết ở mọi đơn vị.",
            f"No column holds {fact.title.en} ({fact.id}): it is unknown for every unit.",
            "Thêm cột, hoặc để các tiêu chí dùng số liệu này chưa đánh giá.",
            "Add one, or leave the rows that read it not assessed.",
        )
        for fact in facts
        if fact.id not in mapping.at
    ]
