"""Surveys: count raw answers into a file, make facts of the counts, and report on them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.domain.finding import Finding, Severity, error, has_errors, warning
from engine.domain.survey_form import SurveyForm
from engine.errors import ExtraMissing, InvalidDocument, UnknownCriteriaSet, UnknownThing, nearest
from engine.loading.survey_file import read_survey, survey_of
from engine.results.whole_file import see_that_it_has_a_folder, write_whole
from engine.services.criteria_service import CriteriaService
from engine.services.survey_merging import Merged, merged, see_that_it_is_free, write_folder

if TYPE_CHECKING:
    from engine.columns.survey.counts import SurveyCounts

AGGREGATION_FORMAT = "parindex/survey-aggregation/1"
NOT_LEFT_OUT = frozenset({"survey.file-twice", "table.syntax"})
"""What cannot be passed over: nobody knows what would be left, or how many rows a quote without its end has taken."""


class UnknownSurveyPart(UnknownThing):
    """A unit or question was asked for that the counts do not have."""

    code = "survey.unknown-part"


@dataclass(frozen=True)
class Targets:
    """Where counts and facts are written; None: nowhere.

    `merge`: submissions that the facts are put into, and the folder that is written with the outcome.
    """

    counts: Path | None = None
    facts: Path | None = None
    merge: tuple[Path, Path] | None = None

    def files(self) -> list[Path]:
        """The files that are written, besides those of the folder."""
        return [target for target in (self.counts, self.facts) if target is not None]

    def submissions(self) -> list[Path]:
        """The submissions that are read: the file or folder, and what is in it."""
        return [] if self.merge is None else [self.merge[0], *self.merge[0].rglob("*")]


@dataclass(frozen=True)
class Aggregation:
    """What came of counting: the counts, the hash of their content, and what was found on the way."""

    counts: "SurveyCounts"
    hash: str
    findings: tuple[Finding, ...]
    targets: Targets
    known: int
    unknown: int

    @cached_property
    def document(self) -> dict[str, Any]:
        """The outcome without the counts themselves."""
        counts, form = self.counts, self.counts.form
        blank, invalid = (int(counts.answers[..., at].sum()) for at in (-2, -1))
        return {
            "format": AGGREGATION_FORMAT,
            "form": {"id": form.id, "title": form.title.as_mapping(), "year": form.year},
            "rows": counts.rows,
            "valid": int(counts.valid.sum()),
            "blank": blank,
            "invalid": invalid,
            "left_out": counts.left_out,
            "units": len(counts.units),
            "questions": len(form.questions),
            "groups": len(form.groups),
            "hash": self.hash,
            "counts": None if self.targets.counts is None else str(self.targets.counts),
            "facts": None if self.targets.facts is None else str(self.targets.facts),
            "merged": None if self.targets.merge is None else str(self.targets.merge[1]),
            "facts_known": self.known,
            "facts_unknown": self.unknown,
        }


class SurveyService:
    """Counts answers and reports on counts. `criteria` gives the sets that forms name, and is asked only then."""

    def __init__(self, criteria: Callable[[], CriteriaService]) -> None:
        self._criteria = criteria

    def aggregate(
        self,
        paths: Sequence[Path],
        form_path: Path,
        targets: Targets,
        *,
        leave_out: bool = False,
        threads: int = 0,
        encoding: str = "utf-8",
    ) -> Aggregation:
        """Count the answers of some files and write counts and facts, each file whole or not at all.

        `encoding` is that of CSV.

        With `leave_out`, what cannot be counted is passed over: still told, as warnings, and still counted, as
        invalid or left out. Otherwise any such answer keeps everything from being written.

        Raises ExtraMissing, InvalidDocument with all findings, FileNotWritten.
        """
        _see_that_the_extra_is_there()
        from engine.columns.survey.counts import counts_of
        from engine.columns.survey.counts_file import counts_bytes, see_that_nothing_is_lost, see_that_they_differ
        from engine.columns.survey.facts_table import facts_by_unit, facts_bytes
        from engine.columns.survey.means import FactTable

        form = read_survey(form_path).checked()
        given = [*paths, form_path, *targets.submissions()]
        for target in targets.files():
            see_that_nothing_is_lost(given, target)
            see_that_it_has_a_folder(target)
        see_that_they_differ([*targets.files(), *(targets.merge or ())[1:]])
        if targets.merge is not None:
            see_that_it_is_free(targets.merge[1])
        about_facts = tuple(self._facts_of_the_set(form))
        counted = counts_of(paths, form, threads, encoding)
        findings = (*about_facts, *counted.findings)
        if leave_out and not NOT_LEFT_OUT.intersection(finding.code for finding in findings):
            findings = (*about_facts, *(_softened(finding) for finding in counted.findings))
        if has_errors(findings):
            raise _refusal(findings)
        table = FactTable(counted.counts)
        name = (targets.counts or form_path).name
        data, content = counts_bytes(counted.counts, name)
        facts = facts_bytes(table, targets.facts.name) if targets.facts else b""
        merging = Merged({}, ())
        if targets.merge is not None:
            merging = merged(form, facts_by_unit(table), targets.merge[0])
        if targets.counts is not None:
            write_whole(targets.counts, data)
        if targets.facts is not None:
            write_whole(targets.facts, facts)
        if targets.merge is not None:
            write_folder(targets.merge[1], merging.files)
        known = sum(len(table.facts(unit)) for unit in range(len(counted.counts.units)))
        every = len(counted.counts.units) * sum(len(feed.facts) for feed in form.feeds)
        found = (*findings, *merging.findings, *table.findings(form_path.name))
        return Aggregation(counted.counts, content, found, targets, known, every - known)

    def report(
        self, path: Path, drawing: Mapping[str, int], unit: str = "", question: str = "", target: Path | None = None
    ) -> dict[str, Any]:
        """The report of a file of counts, of all units and questions or those named; `drawing` as in `Drawing`.

        `target` is where somebody means to write it. Raises ExtraMissing, CountsDamaged, UnknownSurveyPart, and
        InvalidDocument where the target is the file of counts.
        """
        _see_that_the_extra_is_there()
        from engine.columns.survey.counts_file import CountsFile, see_that_nothing_is_lost
        from engine.columns.survey.spread import Drawing
        from engine.services.survey_document import report_document

        if target is not None:
            see_that_nothing_is_lost([path], target)
        opened = CountsFile(path)
        counts = opened.counts(survey_of(opened.form_document, path.name).checked())
        if unit and unit not in counts.units:
            raise UnknownSurveyPart("đơn vị", "unit", unit, counts.units)
        questions = [each.id for each in counts.form.questions]
        if question and question not in questions:
            raise UnknownSurveyPart("câu hỏi", "question", question, questions)
        return report_document(counts, opened.hash, Drawing(**drawing), unit, question)

    def _facts_of_the_set(self, form: SurveyForm) -> Iterator[Finding]:
        """Facts that the set which the form names does not have."""
        if not form.set_id or not form.feeds:
            return
        try:
            facts = self._criteria().get(form.set_id, form.edition).facts
        except UnknownCriteriaSet:
            yield warning(
                "survey.unknown-set",
                form.place,
                f"Không có bộ tiêu chí '{form.set_id}' {form.edition} ở đây nên không xem được các mã số liệu.",
                f"There is no set '{form.set_id}' {form.edition} here, so the ids of facts cannot be looked at.",
                "Cài bộ tiêu chí, hoặc sửa `criteria_set`.",
                "Install the set, or mend `criteria_set`.",
            )
            return
        known = list(facts)
        for fact in (fact for feed in form.feeds for fact in feed.facts):
            if fact not in facts:
                near = nearest(fact, known)
                yield error(
                    "survey.unknown-fact",
                    form.place,
                    f"Bộ tiêu chí '{form.set_id}' {form.edition} không có số liệu '{fact}'.",
                    f"The set '{form.set_id}' {form.edition} has no fact '{fact}'.",
                    f"Ý bạn là '{near}'?" if near else "Sửa mã trong `facts` của mẫu.",
                    f"Did you mean '{near}'?" if near else "Mend the id under `facts` of the form.",
                )


def _see_that_the_extra_is_there() -> None:
    """Raise ExtraMissing where the libraries that count are not installed."""
    try:
        import engine.columns.survey.counts  # noqa: F401  # asked for, not used
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.split(".")[0] in ("numpy", "pyarrow"):
            raise ExtraMissing("many") from missing
        raise


def _softened(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding


def _refusal(findings: Sequence[Finding]) -> InvalidDocument:
    count = sum(1 for finding in findings if finding.severity is Severity.ERROR)
    passing_over = not NOT_LEFT_OUT.intersection(finding.code for finding in findings)
    return InvalidDocument(
        f"Phiếu thô có {count} loại lỗi nêu trên; chưa ghi gì.",
        f"The raw answers have the {count} {'kind' if count == 1 else 'kinds'} of errors above; nothing was written.",
        hint_vi="Sửa rồi chạy lại, hoặc thêm --leave-out để bỏ qua các dòng ấy." if passing_over else "",
        hint_en="Mend them and run this again, or add --leave-out to pass over these rows." if passing_over else "",
        findings=findings,
    )
