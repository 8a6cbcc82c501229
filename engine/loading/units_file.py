"""A registry of assessed bodies over time, from YAML, with everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import combinations

from engine.domain.doubles import named_again
from engine.domain.finding import Finding, Severity, error, has_errors, warning
from engine.domain.unit_registry import Body, Code, EarlierName, Formation, LegalBasis, Period, UnitRegistry
from engine.errors import InvalidDocument, nearest
from engine.loading.folder_files import read_file
from engine.loading.schema_check import check_document
from engine.loading.section import Section, root_of
from engine.loading.yaml_reader import read_yaml


@dataclass(frozen=True, slots=True)
class LoadedUnits:
    """What came of reading a registry; it must not be used while `findings` hold errors: see `checked`."""

    registry: UnitRegistry | None
    findings: tuple[Finding, ...] = ()

    def checked(self) -> UnitRegistry:
        """The registry, when nothing keeps it from being used; raises InvalidDocument with all findings otherwise."""
        if self.registry is not None and not has_errors(self.findings):
            return self.registry
        count = sum(1 for finding in self.findings if finding.severity is Severity.ERROR)
        raise InvalidDocument(
            f"Danh mục đơn vị có {count} lỗi.", f"The registry of units has {count} errors.", findings=self.findings
        )


def read_units(entry: Traversable) -> LoadedUnits:
    """Read and check a registry. Nothing is raised for a bad one."""
    found = read_file(entry, entry.name)
    if isinstance(found, Finding):
        return LoadedUnits(None, (found,))
    reading = read_yaml(found.data, found.name)
    if reading.document is None:
        return LoadedUnits(None, reading.findings)
    findings = (*reading.findings, *check_document(reading.document, "units/1"))
    if findings:
        return LoadedUnits(None, findings)
    root = root_of(reading.document)
    bodies = [_body(item) for item in root.each("units")]
    registry = UnitRegistry(
        root.text("title"),
        {body.id: body for body in bodies},
        {item.word("key"): _legal_text(item) for item in root.each("legal_texts")},
        root.text("note"),
    )
    wrong = [*_double(bodies), *_periods(bodies), *_predecessors(registry), *_codes(bodies), *_bases(registry)]
    return LoadedUnits(registry, tuple(sorted(wrong, key=Finding.sort_key)))


def _legal_text(item: Section) -> LegalBasis:
    return LegalBasis(
        item.word("key"), item.word("number"), item.text("title"), item.day("issued"), item.word("source")
    )


def _body(item: Section) -> Body:
    dissolved = item.inner("dissolved")
    return Body(
        item.word("id"),
        item.text("name"),
        item.word("kind"),
        tuple(
            EarlierName(name.text("name"), name.day("until"), name.words("basis"))
            for name in item.each("earlier_names")
        ),
        tuple(
            Code(
                code.word("code"),
                Period(code.maybe_day("from"), code.maybe_day("until")),
                code.words("basis"),
                code.place(),
            )
            for code in item.each("codes")
        ),
        _formation(item.inner("formed")) if item.has("formed") else None,
        dissolved.maybe_day("on"),
        dissolved.words("basis"),
        item.place(),
    )


def _formation(item: Section) -> Formation:
    return Formation(
        item.day("on"),
        item.words("from"),
        item.numbers("weights"),
        item.text("weighted_by"),
        item.words("basis"),
        item.place(),
    )


def _double(bodies: list[Body]) -> Iterator[Finding]:
    for body, known in named_again(bodies, lambda body: body.id):
        yield error(
            "registry.double",
            body.place,
            f"Đơn vị '{body.id}' đã có ở {known.place}.",
            f"The unit '{body.id}' stands at {known.place} already.",
            "Giữ lại một mục; đơn vị mới có mã riêng, kể cả khi giữ tên cũ.",
            "Keep one of them; a new body has an id of its own, even where it keeps an old name.",
        )


def _periods(bodies: list[Body]) -> Iterator[Finding]:
    """Bodies and codes that end before they begin."""
    for body in bodies:
        for period, place in ((body.life, body.place), *((code.period, code.place) for code in body.codes)):
            if period.first and period.end and period.end <= period.first:
                yield error(
                    "registry.backwards",
                    place,
                    f"Kết thúc {period.end:%d/%m/%Y} không sau ngày bắt đầu {period.first:%d/%m/%Y}.",
                    f"The end, {period.end}, is not after the beginning, {period.first}.",
                    "Sửa một trong hai ngày.",
                    "Mend one of the days.",
                )


def _predecessors(registry: UnitRegistry) -> Iterator[Finding]:
    """Predecessors that are not there, or were not dissolved on the day when the new body was formed."""
    known = list(registry.bodies)
    for body in registry.bodies.values():
        formed = body.formed
        for name in (*formed.predecessors, *formed.weights) if formed else ():
            before = registry.body(name)
            assert formed is not None
            if before is None or name not in formed.predecessors:
                near = nearest(name, known if before is None else formed.predecessors)
                yield error(
                    "registry.unknown-predecessor",
                    formed.place,
                    f"'{body.id}' được lập từ '{name}', đơn vị ấy không có ở đây.",
                    f"'{body.id}' was formed of '{name}', which is not here.",
                    f"Ý bạn là '{near}'?" if near else "Thêm đơn vị ấy vào danh mục.",
                    f"Did you mean '{near}'?" if near else "Put that body into the registry.",
                )
            elif before.dissolved != formed.on:
                yield error(
                    "registry.not-dissolved",
                    before.place,
                    f"'{name}' là đơn vị tiền thân của '{body.id}' ({body.place}) nhưng không chấm dứt ngày "
                    f"{formed.on:%d/%m/%Y}.",
                    f"'{name}' is a predecessor of '{body.id}' ({body.place}) and was not dissolved on {formed.on}.",
                    "Ghi `dissolved` cùng ngày với `formed` của đơn vị mới.",
                    "Give it `dissolved` on the day of `formed` of the new body.",
                )


def _codes(bodies: list[Body]) -> Iterator[Finding]:
    """Codes that two bodies of a kind have on one day."""
    having: dict[tuple[str, str], list[tuple[Body, Code]]] = {}
    for body in bodies:
        for code in body.codes:
            having.setdefault((body.kind, code.code), []).append((body, code))
    for held in having.values():
        for (one, first), (other, second) in combinations(held, 2):
            if first.period.overlaps(second.period):
                yield error(
                    "registry.code-taken",
                    second.place,
                    f"Mã {second.code} của '{other.id}' cùng lúc là của '{one.id}' ({first.place}).",
                    f"The code {second.code} of '{other.id}' is that of '{one.id}' ({first.place}) at the same time.",
                    "Ghi `from`, `until` để mỗi ngày mã chỉ của một đơn vị.",
                    "Give `from` and `until`, so that on each day it is one body's.",
                )


def _bases(registry: UnitRegistry) -> Iterator[Finding]:
    """Texts that are cited and not declared."""
    for body in registry.bodies.values():
        formed = body.formed
        cited = [(body.dissolved_basis, body.place), *((code.basis, code.place) for code in body.codes)]
        cited += [(earlier.basis, body.place) for earlier in body.earlier_names]
        cited += [(formed.basis, formed.place)] if formed else []
        for basis, place in cited:
            for key in basis:
                if key.partition("#")[0] not in registry.legal_texts:
                    yield warning(
                        "registry.unknown-basis",
                        place,
                        f"Căn cứ '{key}' không có trong `legal_texts`.",
                        f"The basis '{key}' is not one of `legal_texts`.",
                        "Khai báo văn bản ấy, hoặc sửa khóa.",
                        "Declare the text, or mend the key.",
                    )
