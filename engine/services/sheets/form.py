"""A blank submission: every fact that a set asks for, with its title beside it, for an assessed body to fill in."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.domain.fact_text import as_text
from engine.domain.facts import Fact, FactType
from engine.domain.text import Text
from engine.errors import InvalidDocument
from engine.loading.schema_check import check_value
from engine.services.scaffolds.yaml_text import yaml_text
from engine.services.sheets.sheet_service import Sheet, SheetRow, facts_asked

FORM = "form.yaml"
_GAP = 34


@dataclass(frozen=True, slots=True)
class FormUnit:
    """Who fills the form in, at which stage."""

    id: str
    name: Text
    kind: str = ""
    profile: str = ""
    stage: str = "self"


def refuse_bad_unit(sheet: Sheet, unit: FormUnit) -> None:
    """Raise InvalidDocument where nobody could score the form, since no submission may name such a unit or stage."""
    findings = check_value(_head(sheet, unit) | {"facts": {}}, "submission/1", FORM)
    if findings:
        raise InvalidDocument(
            "Không lập được phiếu với các giá trị này.",
            "No form can be made with these values.",
            hint_vi="Sửa --unit, --profile hoặc --stage; chưa ghi gì.",
            hint_en="Mend --unit, --profile or --stage; nothing was written.",
            findings=findings,
        )


def form_text(sheet: Sheet, unit: FormUnit, language: str) -> str:
    """The submission as YAML, comments in `vi` or `en`; a fact that is left empty is unknown, never 0."""
    lines = [*_opening(sheet, language), *yaml_text(_head(sheet, unit)).splitlines(), *_facts(sheet, language)]
    lines += _marks(sheet, language)
    return "".join(" ".join(line.splitlines()) + "\n" for line in lines)  # a title may hold a line break


def form_document(sheet: Sheet, unit: FormUnit) -> dict[str, object]:
    """The same for machines: every fact as null."""
    return _head(sheet, unit) | {"facts": {name: None for _, names in _asked(sheet) for name in names}}


def _head(sheet: Sheet, unit: FormUnit) -> dict[str, object]:
    rules = sheet.rules
    return {
        "format": "parindex/submission/1",
        "criteria_set": {"id": rules.id, "edition": rules.edition},
        "unit": {
            "id": unit.id,
            "name": unit.name.as_mapping(),
            "kind": unit.kind or rules.unit_kinds[0],
            **({"profile": unit.profile} if unit.profile else {}),
        },
        "year": sheet.year,
        "stage": unit.stage,
    }


def _opening(sheet: Sheet, language: str) -> Iterator[str]:
    yield f"# {sheet.rules.title.said(language)} ({sheet.rules.name})"
    yield f"# {sheet.status.said(language)}"
    if language == "vi":
        yield "# Điền sau dấu hai chấm; để trống là chưa có, không phải 0. Ngày ghi 2026-12-31, số thập phân ghi 12.5."
    else:
        yield "# Fill in behind the colon; empty is unknown, never 0. Dates as 2026-12-31, decimals as 12.5."


def _asked(sheet: Sheet) -> Iterator[tuple[SheetRow, list[str]]]:
    """The rows with the facts that each asks for; one that several read stands at the first."""
    nodes = {node.id: node for node in sheet.rules.walk()}
    asked: set[str] = set()
    for row in sheet.rows:
        names = [name for name in facts_asked(nodes[row.id], sheet.rules) if name not in asked]
        asked.update(names)
        if names:
            yield row, names


def _facts(sheet: Sheet, language: str) -> Iterator[str]:
    asked = list(_asked(sheet))
    yield "facts:" if asked else "facts: {}"
    for row, names in asked:
        yield f"  # {row.id}  {row.title.said(language)}"
        for name in names:
            yield from _fact(sheet.rules.facts[name], language)


def _fact(fact: Fact, language: str) -> Iterator[str]:
    title, wanted = fact.title.said(language), _wanted(fact, language)
    yield f"  {f'{fact.id}:':<{_GAP}} # {title}{f' [{wanted}]' if wanted else ''}"
    if fact.type is FactType.LIST:
        record = ", ".join(f"{field.id}: {_sample(field)}" for field in fact.fields)
        yield f"  #   - {{{record}}}"
        yield from (
            f"  #     {field.id}: {field.title.said(language)}{_in_brackets(field, language)}" for field in fact.fields
        )


def _in_brackets(fact: Fact, language: str) -> str:
    wanted = _wanted(fact, language)
    return f" [{wanted}]" if wanted else ""


def _wanted(fact: Fact, language: str) -> str:
    """What may be given for a fact."""
    match fact.type:
        case FactType.CHOICE:
            return "; ".join(f"{option.id}: {option.title.said(language)}" for option in fact.options)
        case FactType.BOOL:
            return "true: có; false: không" if language == "vi" else "true: yes; false: no"
        case FactType.LIST:
            return (
                f"danh sách, nhiều nhất {fact.max_items}" if language == "vi" else f"a list of at most {fact.max_items}"
            )
    return f"{as_text(fact, fact.low)} … {as_text(fact, fact.high)}"


def _sample(fact: Fact) -> str:
    match fact.type:
        case FactType.CHOICE:
            return fact.options[0].id
        case FactType.BOOL:
            return "true"
    return as_text(fact, fact.low)


def _marks(sheet: Sheet, language: str) -> Iterator[str]:
    """Rows that people score: what a council adds, as a comment."""
    judged = [node for node in sheet.rules.leaves() if node.method == "judgement"]
    shown = {row.id for row in sheet.rows}
    rows = [node for node in judged if node.id in shown]
    if not rows:
        return
    yield (
        "# Hội đồng chấm các dòng sau: bỏ dấu # và điền."
        if language == "vi"
        else "# Set by a council: uncomment and fill in."
    )
    yield "# marks:"
    for node in rows:
        yield f'#   - {{node: "{node.id}", points: "", by: "", reason: ""}}  # {node.title.said(language)}'
