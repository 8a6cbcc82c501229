"""A document against its schema: every error as a finding, at its line and column, in our own words."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place, pointer_to
from engine.loading.document import Document
from engine.loading.json_reader import document_of
from engine.loading.schema_glance import plainly_fits
from engine.loading.schema_store import Schema, linked_schema
from engine.loading.yaml_reader import unquoted

if TYPE_CHECKING:
    from engine.loading.schema_validator import Failure
    from engine.loading.schema_wording import Words

MOST_FINDINGS = 200

# What a keyword that failed is called in findings.
CODES: Mapping[str, str] = {
    "additionalProperties": "schema.unknown-key",
    "required": "schema.missing-key",
    "dependentRequired": "schema.missing-key",
    "propertyNames": "schema.wrong-key",
    "type": "schema.wrong-type",
    "enum": "schema.wrong-value",
    "const": "schema.wrong-value",
    "pattern": "schema.wrong-form",
    "format": "schema.wrong-form",
    "minimum": "schema.out-of-range",
    "maximum": "schema.out-of-range",
    "minLength": "schema.wrong-length",
    "maxLength": "schema.wrong-length",
    "minItems": "schema.wrong-length",
    "maxItems": "schema.wrong-length",
    "minProperties": "schema.wrong-length",
    "maxProperties": "schema.wrong-length",
    "not": "schema.misplaced",
    "anyOf": "schema.missing-key",
}
_AT_THE_KEY = frozenset({"additionalProperties", "propertyNames", "not"})


def check_document(document: Document, kind: str) -> tuple[Finding, ...]:
    """What the schema `kind` (`criteria-set/1`, `submission/1`) has to say about a document, in the order of the text.

    A document that says it is of another kind gets that one finding; of very many errors the first 200 are told.
    """
    name = kind.partition("#")[0]
    said = document.mapping.get("format")
    if isinstance(said, str) and said != f"parindex/{name}":
        return (_wrong_format(document, said, f"parindex/{name}"),)
    if plainly_fits(_schema(kind), document.value):
        return ()
    # Nearly every document fits plainly; the library is loaded for those alone that do not.
    from engine.loading.schema_validator import failures

    errors = islice(failures(kind, document.value), MOST_FINDINGS)
    found = dict.fromkeys(_finding(document, problem) for problem in errors)
    return tuple(sorted(found, key=Finding.sort_key))


def check_value(value: object, kind: str, file: str) -> tuple[Finding, ...]:
    """The same of what was put together here and not read; `file` is what it will be called."""
    reading = document_of(value, file)
    if reading.document is None or reading.findings:
        return reading.findings
    return check_document(reading.document, kind)


@cache
def _schema(kind: str) -> Schema:
    return linked_schema(kind)


def _finding(document: Document, problem: "Failure") -> Finding:
    from engine.loading.schema_wording import words_for

    pointer = pointer_to(*problem.steps)
    spelled = _unquoted_text(document, problem, pointer)
    if spelled is not None:
        return unquoted(spelled, document.place(pointer))
    words = words_for(problem)
    return error(CODES[problem.keyword], _place(document, problem.keyword, pointer), *_flat(words))


def _place(document: Document, keyword: str, pointer: str) -> Place:
    return document.key_place(pointer) if keyword in _AT_THE_KEY else document.place(pointer)


def _unquoted_text(document: Document, problem: "Failure", pointer: str) -> str | None:
    """The text as it was written, when the error is a name without quotes that reads as something else.

    Quotes must be all that is missing: a day is written without them, and `false` is no number in quotes either.
    """
    if problem.keyword != "type" or problem.value is None or problem.schema.get("format") == "date":
        return None
    wanted = problem.rule
    is_text = "string" in ([wanted] if isinstance(wanted, str) else wanted)
    spelled = document.positions.spelled.get(pointer) if is_text else None
    return spelled if spelled is not None and re.search(problem.schema.get("pattern", ""), spelled) else None


def _wrong_format(document: Document, said: str, wanted: str) -> Finding:
    return error(
        "schema.wrong-format",
        document.place("/format"),
        f"Tài liệu ghi là '{said}', ở đây cần '{wanted}'.",
        f"The document says that it is '{said}'; here '{wanted}' is needed.",
        f"Viết `format: {wanted}`, hoặc đặt tệp vào đúng chỗ.",
        f"Write `format: {wanted}`, or put the file where it belongs.",
    )


def _flat(words: "Words") -> tuple[str, str, str, str]:
    message, hint = words
    return message.vi, message.en, hint.vi, hint.en
