"""A finding of a check as JSON, in both languages: documents about sets are the same for every reader."""

from engine.domain.finding import Finding


def finding_document(finding: Finding) -> dict[str, object]:
    """One finding with its place in the set's folder; `acknowledged` is the author's reason, or empty."""
    return {
        "severity": str(finding.severity),
        "code": finding.code,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "pointer": finding.place.pointer,
        "message": finding.message.as_mapping(),
        "hint": finding.hint.as_mapping(),
        "acknowledged": finding.acknowledged,
    }
