"""What stands at the top of a printed set: which set, how sure its text is, and the columns of the table."""

import unicodedata
from collections.abc import Iterator

from engine.columns.printers.printed_set import UNIT, PrintedSet
from engine.domain.criteria_set import PROVENANCE_TITLES, Provenance
from engine.domain.fact_text import as_text
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import scaled_text
from engine.domain.text import Text
from engine.results.versions import engine_version

_STATUS = {
    Provenance.OFFICIAL: Text("theo văn bản của quyết định", "the text of a decision"),
    Provenance.SOURCED: Text("theo nguồn đã dẫn", "after the source that is cited"),
    Provenance.RECONSTRUCTED: Text("không phải văn bản của quyết định", "not the text of a decision"),
    Provenance.EXAMPLE: Text("không phải văn bản của quyết định nào", "not the text of any decision"),
}
_UNIT = Text("mã đơn vị, giữ nguyên", "the unit, kept as it is")
_NEEDED = Text(
    "Bảng phải có các cột sau. Trống (NULL) là chưa biết, không phải 0. Không nhận DOUBLE, FLOAT: đổi sang DECIMAL.",
    "The table must have these columns. NULL is unknown and not 0. DOUBLE and FLOAT are refused: cast to DECIMAL.",
)
_GIVEN = Text(
    "Dòng có giá trị sai: cột problem kể tên, điểm trống. Dòng thiếu số liệu cần đến: open là true, điểm trống.",
    "A row with a wrong value has it named in `problem` and no points. One that lacks a fact that is asked for has "
    "`open` true and no points.",
)


def one_line(text: str) -> str:
    """Text that cannot end a comment: no line ends, no control or format characters, no lone surrogates."""
    return "".join(map(_harmless, text))


def _harmless(letter: str) -> str:
    kind = unicodedata.category(letter)
    return " " if kind in ("Cc", "Zl", "Zp") else "" if kind.startswith("C") else letter


def header(printed: PrintedSet, dialect: str, language: str) -> list[str]:
    """The lines, without what makes a comment of them."""
    return [one_line(line) for line in _lines(printed, dialect, language)]


def _lines(printed: PrintedSet, dialect: str, language: str) -> Iterator[str]:
    rules, program, vi = printed.compiled.criteria_set, printed.program, language == "vi"
    status = Provenance(program.status)
    yield f"{rules.title.said(language)}: {rules.name}"
    yield f"sha256 {rules.content_hash}"
    told = f"{PROVENANCE_TITLES[status].said(language).upper()}: {_STATUS[status].said(language)}"
    yield ("Tình trạng: " if vi else "Status: ") + told
    profile = printed.compiled.profile
    scope = (profile.id, profile.title.said(language), program.year)
    yield ("Nhóm đơn vị {} ({}), năm {}" if vi else "Profile {} ({}), year {}").format(*scope)
    yield f"{dialect} · parindex {engine_version()}"
    yield ""
    yield _NEEDED.said(language)
    yield f"  {UNIT}: {_UNIT.said(language)}"
    for fact in printed.facts:
        yield from _fact(fact, "  ", language)
    for mark in printed.marks:
        low, high = (scaled_text(end, program.places) for end in (mark.low, mark.high))
        step = f", {'bước' if vi else 'step'} {scaled_text(mark.unit, program.places)}" if mark.unit else ""
        yield f"  {mark.name}: {low} … {high}{step}"
    for name in printed.excluded:
        yield f"  {name}: true/false"
    yield _GIVEN.said(language)


def _fact(fact: Fact, indent: str, language: str) -> Iterator[str]:
    yield f"{indent}{fact.id}: {_allowed(fact, language)} · {fact.title.said(language)}"
    for field in fact.fields:
        yield from _fact(field, indent + "  .", language)


def _allowed(fact: Fact, language: str) -> str:
    vi = language == "vi"
    may = (" hoặc trống" if vi else " or NULL") if fact.optional else ""
    match fact.type:
        case FactType.BOOL:
            return "bool, true/false" + may
        case FactType.CHOICE:
            return "choice, " + " | ".join(option.id for option in fact.options) + may
        case FactType.LIST:
            return f"list, {'tối đa' if vi else 'at most'} {fact.max_items}{may}"
    low, high = (as_text(fact, end) for end in (fact.low, fact.high))
    return f"{fact.type.value}, {low} … {high}{may}"
