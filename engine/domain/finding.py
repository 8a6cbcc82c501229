"""One thing wrong with a document: severity, stable code, place, message, next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text


class Severity(StrEnum):
    """How bad a finding is; only errors keep a document from being used."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what to do about it; `acknowledged` holds an author's reason for keeping it."""

    severity: Severity
    code: str
    message: Text
    hint: Text = NOTHING
    place: Place = NOWHERE
    acknowledged: str = ""

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Findings are told in the order of the text, whatever found them."""
        return (self.place.file, self.place.line, self.place.column, self.code, self.message.en)

    def told(self, language: str) -> str:
        """One finding as lines of text: `file:line:column severity code`, message, next step."""
        head = f"{self.place}  {self.severity}  {self.code}"
        if self.acknowledged:
            head += "  (đã chấp nhận)" if language == "vi" else "  (acknowledged)"
        lines = [head, f"  {self.message.said(language)}"]
        if self.acknowledged:
            lines.append(("  Lý do: " if language == "vi" else "  Reason: ") + self.acknowledged)
        elif self.hint.said(language):
            lines.append(f"  → {self.hint.said(language)}")
        return "\n".join(lines)

    def as_mapping(self, language: str) -> dict[str, object]:
        """The finding as machines read it, texts in one language."""
        return {
            "severity": str(self.severity),
            "code": self.code,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "pointer": self.place.pointer,
            "message": self.message.said(language),
            "hint": self.hint.said(language),
            "acknowledged": self.acknowledged,
        }


def error(code: str, place: Place, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> Finding:
    """A finding that keeps the document from being used."""
    return Finding(Severity.ERROR, code, Text(vi, en), Text(hint_vi, hint_en), place)


def warning(code: str, place: Place, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> Finding:
    """A finding that an author mends or acknowledges with a reason."""
    return Finding(Severity.WARNING, code, Text(vi, en), Text(hint_vi, hint_en), place)


def info(code: str, place: Place, vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> Finding:
    """A finding worth knowing; nothing needs to be done."""
    return Finding(Severity.INFO, code, Text(vi, en), Text(hint_vi, hint_en), place)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings keeps the document from being used."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def is_open(finding: Finding) -> bool:
    """Whether a finding still asks for something: an error, or a warning nobody acknowledged."""
    return finding.severity is Severity.ERROR or (finding.severity is Severity.WARNING and not finding.acknowledged)
