"""Worked cases beside a criteria set: facts in, expected points, status, rule and reason out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.resources.abc import Traversable
from typing import cast

from engine.domain.finding import Finding
from engine.domain.source_place import NOWHERE, Place
from engine.domain.submission import FactValue
from engine.domain.text import NOTHING, Text
from engine.loading.document import Document
from engine.loading.folder_files import FolderFiles, TextFile
from engine.loading.schema_check import check_document
from engine.loading.section import Section, root_of
from engine.loading.yaml_reader import read_yaml

CASES = "cases"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects of one node; None and empty are not compared, nor is a language of `reason` that is empty."""

    points: Fraction | None = None
    status: str = ""
    rule: str = ""
    reason: Text = NOTHING
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case. `profile` empty and `year` None mean the first of the set; `facts` are as they were written.

    `figures` holds those of the whole field by node, for those that compare with one.
    """

    name: str
    facts: Mapping[str, FactValue]
    expect: Mapping[str, Expected]
    profile: str = ""
    year: int | None = None
    marks: Mapping[str, Fraction] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    figures: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AcceptedMutant:
    """A change of a rule that no case notices, and why none need; `change` empty means every change at that place."""

    node: str
    at: str
    reason: str
    change: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class CaseBatch:
    """The cases that could be read with the changes that they accept, and everything that is wrong with the rest."""

    cases: tuple[Case, ...]
    findings: tuple[Finding, ...] = ()
    accepted: tuple[AcceptedMutant, ...] = ()


def read_cases(folder: Traversable) -> CaseBatch:
    """All cases under `cases/` of the folder of a set, in the order of files and lines."""
    files = FolderFiles(folder)
    batches = [read_cases_file(file) for file in files.read_all(CASES, suffixes=(".yaml",))]
    findings = [*files.findings, *(finding for batch in batches for finding in batch.findings)]
    cases = tuple(case for batch in batches for case in batch.cases)
    accepted = tuple(mutant for batch in batches for mutant in batch.accepted)
    return CaseBatch(cases, tuple(sorted(findings, key=Finding.sort_key)), accepted)


def read_cases_file(file: TextFile) -> CaseBatch:
    """The cases of one file."""
    reading = read_yaml(file.data, file.name)
    if reading.document is None:
        return CaseBatch((), reading.findings)
    findings = (*reading.findings, *check_document(reading.document, "cases/1"))
    if findings:
        return CaseBatch((), findings)
    return CaseBatch(tuple(_cases(reading.document)), (), tuple(_accepted(reading.document)))


def _cases(document: Document) -> Iterator[Case]:
    for item in root_of(document).each("cases"):
        facts = item.inner("facts").values
        yield Case(
            item.word("name"),
            # The schema has seen to it that these are values of facts.
            cast(Mapping[str, FactValue], {name: value for name, value in facts.items() if value is not None}),
            {node: _expected(expected) for node, expected in item.named("expect")},
            item.word("profile"),
            item.maybe_whole("year"),
            item.numbers("marks"),
            item.words("exclude"),
            {node: item.inner("field").numbers(node) for node in item.inner("field").values},
            item.place(),
            document.below(item.pointer),
        )


def _expected(item: Section) -> Expected:
    reason = item.inner("reason")
    said = Text(reason.word("vi"), reason.word("en"))
    return Expected(item.maybe_number("points"), item.word("status"), item.word("rule"), said, item.place())


def _accepted(document: Document) -> Iterator[AcceptedMutant]:
    for item in root_of(document).each("accepted_mutants"):
        at = item.word("at").strip("/")
        yield AcceptedMutant(item.word("node"), at, item.word("reason"), item.word("change"), item.place())
