"""What changed between two sets as the document that is served: `parindex/set-difference/1`."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from engine.domain.crosswalk import Crosswalk
from engine.domain.numbers import decimal_text
from engine.domain.scorecard import SetReference
from engine.domain.source_place import Place, pointer_to
from engine.results.difference_words import headline, kind_of, said
from engine.results.set_difference import SetDifference, SubjectDifference
from engine.results.value_difference import Difference, plain

FORMAT = "parindex/set-difference/1"
WHATS = ("changed", "added", "removed", "split", "merged")


def difference_document(difference: SetDifference) -> dict[str, object]:
    """Every change with its kind, its way, both values and a sentence in both languages."""
    return {
        "format": FORMAT,
        "before": SetReference.to(difference.before).as_mapping(),
        "after": SetReference.to(difference.after).as_mapping(),
        "same_content": difference.is_nothing,
        "only_spelling": difference.only_spelling,
        "crosswalk": crosswalk_reference(difference.crosswalk),
        "counts": _counts(difference),
        "subjects": [_subject(item) for item in difference.subjects],
    }


def crosswalk_reference(crosswalk: Crosswalk | None) -> dict[str, object] | None:
    """Which crosswalk joined the nodes; None where their ids did."""
    if crosswalk is None:
        return None
    return {
        "from": {"id": crosswalk.before.id, "edition": crosswalk.before.edition},
        "to": {"id": crosswalk.after.id, "edition": crosswalk.after.edition},
        "file": crosswalk.place.file,
        "rows": len(crosswalk.rows),
        "note": crosswalk.note.as_mapping(),
    }


def _counts(difference: SetDifference) -> Mapping[str, object]:
    """How many nodes changed, came, went, were split and merged, and how many facts."""
    nodes = Counter(item.what for item in difference.of_kind("node"))
    return {**{what: nodes[what] for what in WHATS}, "facts": sum(1 for _ in difference.of_kind("fact"))}


def _subject(item: SubjectDifference) -> dict[str, object]:
    subject, row = item.subject, item.row
    return {
        "kind": subject.kind,
        "what": item.what,
        "before": subject.before,
        "after": subject.after,
        "title": subject.title.as_mapping(),
        "headline": headline(item).as_mapping(),
        "maximum_before": _points(item.points_before),
        "maximum_after": _points(item.points_after),
        "row": None if row is None else str(row.change),
        "note": item.note.as_mapping(),
        "place_before": _place(subject.place_before),
        "place_after": _place(subject.place_after),
        "changes": [_change(change) for change in item.differences],
    }


def _points(points: Fraction | None) -> str | None:
    return None if points is None else decimal_text(points)


def _place(place: Place) -> dict[str, object] | None:
    return {"file": place.file, "line": place.line, "column": place.column} if place.file else None


def _change(change: Difference) -> dict[str, object]:
    return {
        "kind": kind_of(change),
        "what": change.what,
        "pointer": pointer_to(*change.steps),
        "before": plain(change.before),
        "after": plain(change.after),
        "said": said(change).as_mapping(),
    }
