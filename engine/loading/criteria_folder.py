"""A folder of YAML → one criteria set, with everything that is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding, Severity, error, has_errors
from engine.domain.source_place import Place
from engine.domain.text import UNTRANSLATED
from engine.errors import InvalidDocument
from engine.loading.acknowledging import acknowledged
from engine.loading.document import Document
from engine.loading.folder_files import FolderFiles, TextFile
from engine.loading.schema_check import check_document
from engine.loading.sense.check import sense_findings
from engine.loading.set_builder import build_set
from engine.loading.untranslated import untranslated_findings
from engine.loading.yaml_reader import read_yaml
from engine.methods.compiler import compile_set
from engine.program.compiled import CompiledSet
from engine.results.canonical import digest

SET_FILE = "criteria_set.yaml"
COMPONENTS = "components"

# Errors that leave a document whole enough to look further, so that an author sees everything at once.
_STILL_WHOLE = frozenset({"schema.unknown-key", "yaml.unquoted-id", "yaml.double-key", "yaml.merge-key", "yaml.tag"})


@dataclass(frozen=True, slots=True)
class LoadedSet:
    """What came of reading a folder.

    `criteria_set` is None where it could not be built, and must not be used while `findings` hold errors: see
    `checked`. `content_hash` is the sha256 of the content, whatever its layout, comments, cases and file names;
    `files` names what was read; `compiled` is what the check compiled. `base` is what an overlay was laid on, itself a
    set or an overlay; the findings are never those of the base.
    """

    criteria_set: CriteriaSet | None
    findings: tuple[Finding, ...]
    content_hash: str
    files: tuple[str, ...]
    compiled: tuple[CompiledSet, ...] = ()
    base: "LoadedSet | None" = None

    @property
    def root(self) -> "LoadedSet":
        """The set at the bottom of the chain, by which the national total is made; itself where there is no base."""
        return self if self.base is None else self.base.root

    def compiled_for(self, profile_id: str, year: int) -> CompiledSet:
        """The set compiled for a profile and year, which must be of the set; taken from the check where it was done."""
        for compiled in self.compiled:
            if compiled.profile.id == profile_id and compiled.year == year:
                return compiled
        return compile_set(self.checked(), profile_id, year)

    def checked(self) -> CriteriaSet:
        """The set, when nothing keeps it from being used; raises InvalidDocument with all findings otherwise."""
        if self.criteria_set is not None and not has_errors(self.findings):
            return self.criteria_set
        count = sum(1 for finding in self.findings if finding.severity is Severity.ERROR)
        raise InvalidDocument(
            f"Bộ tiêu chí có {count} lỗi.",
            f"The criteria set has {count} errors.",
            hint_vi="Chạy `parindex set check` để xem từng lỗi.",
            hint_en="Run `parindex set check` to see them all.",
            findings=self.findings,
        )


def read_set(folder: Traversable) -> LoadedSet:
    """Read, check and build the criteria set in `folder`; a pathlib.Path, or a folder inside a package.

    Nothing is raised for a bad set: everything that is wrong is in `findings`, in the order of files and lines.
    """
    files = FolderFiles(folder)
    head = files.read(SET_FILE) if folder.joinpath(SET_FILE).is_file() else None
    if head is None and not files.findings:
        files.findings.append(_no_set_file(files.named(SET_FILE)))
    parts = list(files.read_all(COMPONENTS, suffixes=(".yaml",)))
    if not parts and not has_errors(files.findings):
        files.findings.append(_no_components(files.named(COMPONENTS)))
    readings = [CheckedFile.of(file, "component/1") for file in parts]
    first = CheckedFile.of(head, "criteria-set/1") if head else None
    checked = [first, *readings] if first else readings
    findings = [*files.findings, *(finding for item in checked for finding in item.findings)]
    names = tuple(item.file for item in checked)
    documents = [item.document for item in checked if item.document is not None]
    if first is None or first.document is None or len(documents) < len(checked):
        return LoadedSet(None, in_order(findings), "", names)
    content_hash = digest({"criteria_set": first.document.value, "components": [item.value for item in documents[1:]]})
    if not all(is_still_whole(finding) for finding in findings):
        return LoadedSet(None, in_order(findings), content_hash, names)
    criteria_set, built = build_set(first.document, documents[1:], content_hash)
    findings += built
    sense, compiled = sense_findings(criteria_set, findings)
    told = in_order(acknowledged(criteria_set, [*findings, *sense]))
    return LoadedSet(criteria_set, told, content_hash, names, compiled)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file, read and checked against its schema."""

    file: str
    document: Document | None
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, file: TextFile, kind: str) -> "CheckedFile":
        """Read and check a file."""
        reading = read_yaml(file.data, file.name)
        if reading.document is None:
            return cls(file.name, None, reading.findings)
        found = check_document(reading.document, kind)
        waiting = untranslated_findings(reading.document) if UNTRANSLATED.encode() in file.data else ()
        return cls(file.name, reading.document, (*reading.findings, *found, *waiting))


def is_still_whole(finding: Finding) -> bool:
    """Whether a document is whole enough in spite of a finding to look further."""
    return finding.severity is not Severity.ERROR or finding.code in _STILL_WHOLE


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the text, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=Finding.sort_key))


def _no_set_file(name: str) -> Finding:
    return error(
        "set.no-file",
        Place(name),
        "Thư mục không có tệp này nên không phải là bộ tiêu chí.",
        "The folder does not hold this file, so it is no criteria set.",
        "Kiểm tra đường dẫn, hoặc tạo tệp với `format: parindex/criteria-set/1`.",
        "Check the path, or write the file, beginning with `format: parindex/criteria-set/1`.",
    )


def _no_components(name: str) -> Finding:
    return error(
        "set.no-components",
        Place(name),
        "Bộ tiêu chí chưa có chỉ số thành phần nào.",
        "The criteria set has no component.",
        "Đặt mỗi chỉ số thành phần vào một tệp components/01_ten.yaml.",
        "Put each component in a file of its own, components/01_name.yaml.",
    )
