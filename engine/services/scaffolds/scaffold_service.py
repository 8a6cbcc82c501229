"""A new criteria set: a small whole that checks clean and scores, for an author to change."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.domain.text import Text
from engine.errors import InvalidDocument
from engine.loading.schema_check import check_value
from engine.services.scaffolds.folder import write_folder
from engine.services.scaffolds.names import slug
from engine.services.scaffolds.schemas import FOLDER, schemas_beside
from engine.services.scaffolds.yaml_text import modeline, yaml_text

Mapped = dict[str, object]
SET_FILE = "criteria_set.yaml"
FIRST_COMPONENT = "components/01_chi_dao_dieu_hanh.yaml"
FIRST_CASES = "cases/01_chi_dao_dieu_hanh.yaml"
PARTS = {
    "appraisal": Text("Thẩm định", "Appraisal"),
    "survey": Text("Điều tra xã hội học", "Survey"),
}
UNNAMED = Text("Bộ tiêu chí mới (ví dụ)", "New criteria set (example)")


@dataclass(frozen=True, slots=True)
class NewSet:
    """What an author says of a new set. Empty: the id follows the folder's name, the edition the year."""

    year: int
    id: str = ""
    edition: str = ""
    title: Text = UNNAMED
    unit_kind: str = "department"

    def named(self, folder: Path) -> "NewSet":
        """The same with id and edition told."""
        own = self.id or f"example.{slug(folder.absolute().name).replace('_', '-')}"
        return NewSet(self.year, own, self.edition or str(self.year), self.title, self.unit_kind)


def new_set(folder: Path, wanted: NewSet) -> tuple[str, ...]:
    """Write a new set into a folder that is missing or empty, and tell its files.

    Raises FolderNotEmpty, InvalidDocument where id, edition or kind cannot be used, and OSError.
    """
    told = wanted.named(folder)
    head = head_of(told, "example", {"appraisal": "6", "survey": "4"}, "10")
    refuse_bad_head(head)
    files = {
        SET_FILE: modeline("criteria-set", FOLDER) + yaml_text(head | {"grades": _GRADES, "profiles": _PROFILES}),
        FIRST_COMPONENT: modeline("component", f"../{FOLDER}") + yaml_text(_COMPONENT),
        FIRST_CASES: modeline("cases", f"../{FOLDER}") + yaml_text(_CASES),
        "README.md": _readme(told),
    }
    write_folder(folder, {**files, **schemas_beside()})
    return tuple(files)


def head_of(told: NewSet, status: str, parts: Mapping[str, str], maximum: str) -> Mapped:
    """The document of a set, of which `parts` bring so many points."""
    return {
        "format": "parindex/criteria-set/1",
        "id": told.id,
        "edition": told.edition,
        "revision": 1,
        "status": status,
        "title": told.title.as_mapping(),
        "applies_to": {"unit_kinds": [told.unit_kind], "years": {"from": told.year, "to": told.year}},
        "parts": [{"id": part, "title": PARTS[part].as_mapping(), "points": points} for part, points in parts.items()],
        "total": {"max": maximum},
        "missing_at_close": "zero",
        "profiles": _PROFILES,
    }


def refuse_bad_head(head: Mapped) -> None:
    """Raise InvalidDocument where what the author said does not fit the schema."""
    findings = check_value(head, "criteria-set/1", SET_FILE)
    if findings:
        raise InvalidDocument(
            "Không tạo được bộ tiêu chí với các giá trị này.",
            "No set can be made with these values.",
            hint_vi="Sửa --id, --edition, --year hoặc --kind; chưa ghi gì.",
            hint_en="Mend --id, --edition, --year or --kind; nothing was written.",
            findings=findings,
        )


def _text(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


_GRADES: Mapped = {
    "levels": [
        {"id": "tot", "title": _text("Tốt", "Good"), "from": "80"},
        {"id": "can_co_gang", "title": _text("Cần cố gắng", "Must do better")},
    ]
}
_PROFILES: list[Mapped] = [{"id": "ordinary", "title": _text("Đơn vị thông thường", "Ordinary units")}]
_COMPONENT: Mapped = {
    "format": "parindex/component/1",
    "id": "1",
    "title": _text("Công tác chỉ đạo, điều hành (ví dụ)", "Direction (example)"),
    "max": "10",
    "provenance": {"status": "example", "note": "Dòng mẫu, thay bằng tiêu chí của bạn"},
    "children": [
        {
            "id": "1.1",
            "title": _text("Ban hành kế hoạch", "Plan issued"),
            "max": "2",
            "part": "appraisal",
            "facts": {
                "plan.issued": {
                    "type": "choice",
                    "title": _text("Thời điểm ban hành kế hoạch", "When the plan was issued"),
                    "options": {
                        "on_time": _text("Kịp thời", "In time"),
                        "late": _text("Chậm", "Late"),
                        "none": _text("Không ban hành", "Not issued"),
                    },
                }
            },
            "method": "choice",
            "rule": {"fact": "plan.issued", "levels": {"on_time": "2", "late": "1", "none": "0"}},
            "documents": [_text("Quyết định ban hành kế hoạch", "The decision that issues the plan")],
        },
        {
            "id": "1.2",
            "title": _text("Mức độ hoàn thành kế hoạch", "Completion of the plan"),
            "max": "4",
            "part": "appraisal",
            "facts": {
                "tasks.planned": {"type": "count", "title": _text("Số nhiệm vụ trong kế hoạch", "Tasks in the plan")},
                "tasks.done": {"type": "count", "title": _text("Số nhiệm vụ đã hoàn thành", "Tasks completed")},
            },
            "method": "bands",
            "rule": {
                "value": "tasks.done / tasks.planned",
                "when_empty": "not_assessed",
                "bands": [
                    {"from": "90%", "points": "4"},
                    {"from": "70%", "below": "90%", "points": "2"},
                    {"below": "70%", "points": "0"},
                ],
            },
            "documents": [_text("Báo cáo năm", "Annual report")],
        },
        {
            "id": "1.3",
            "title": _text("Mức độ hài lòng", "Satisfaction"),
            "max": "4",
            "part": "survey",
            "facts": {
                "satisfaction.mean": {
                    "type": "decimal",
                    "title": _text("Điểm hài lòng trung bình, thang 100", "Mean satisfaction, of 100"),
                    "places": 2,
                    "min": "0",
                    "max": "100",
                }
            },
            "method": "survey",
            "rule": {"scale": "100", "questions": ["satisfaction.mean"]},
        },
    ],
}


def _case(name: str, facts: Mapped, node: str, points: str, rule: str) -> Mapped:
    return {"name": name, "facts": facts, "expect": {node: {"points": points, "status": "scored", "rule": rule}}}


_CASES: Mapped = {
    "format": "parindex/cases/1",
    "cases": [
        _case("A plan issued in time earns all points", {"plan.issued": "on_time"}, "1.1", "2", "levels.on_time"),
        _case("A plan issued late earns half", {"plan.issued": "late"}, "1.1", "1", "levels.late"),
        _case("No plan earns nothing", {"plan.issued": "none"}, "1.1", "0", "levels.none"),
        _case("Nine tasks of ten", {"tasks.planned": 10, "tasks.done": 9}, "1.2", "4", "bands[0]"),
        _case("Seven tasks of ten", {"tasks.planned": 10, "tasks.done": 7}, "1.2", "2", "bands[1]"),
        _case("699 tasks of 1000", {"tasks.planned": 1000, "tasks.done": 699}, "1.2", "0", "bands[2]"),
        _case("899 tasks of 1000", {"tasks.planned": 1000, "tasks.done": 899}, "1.2", "2", "bands[1]"),
        {
            "name": "A plan without tasks is not assessed, never zero",
            "facts": {"tasks.planned": 0, "tasks.done": 0},
            "expect": {"1.2": {"status": "not_assessed"}},
        },
        _case("A mean of 86.5 earns its share", {"satisfaction.mean": "86.5"}, "1.3", "3.46", "proportional"),
        _case("A mean of 100 earns everything", {"satisfaction.mean": "100"}, "1.3", "4", "full"),
        {
            "name": "What nobody gave is unknown, and not zero",
            "facts": {},
            "expect": {
                "1.1": {"status": "not_assessed"},
                "1.2": {"status": "not_assessed"},
                "1.3": {"status": "pending"},
            },
        },
    ],
}


def _readme(told: NewSet) -> str:
    return f"""# {told.title.vi}

*{told.title.en}*

`{told.id}` {told.edition}, năm {told.year}.

**Ví dụ**: chưa có dòng nào lấy từ văn bản; thay từng dòng, rồi ghi nguồn ở đây.
An *example*: no row is taken from any decision yet; replace the rows, and name the sources here.

| tệp · file | để làm gì · what for |
|---|---|
| `{SET_FILE}` | bộ tiêu chí: áp dụng cho ai, tổng điểm, nguồn điểm · the set: for whom, out of how many points |
| `components/` | mỗi chỉ số thành phần một tệp · one component a file |
| `cases/` | ca mẫu: số liệu → điểm · worked cases: facts → points |
| `{FOLDER}/` | lược đồ cho trình soạn thảo, không cần mạng · schemas for editors, offline |

## Nguồn · Sources

## Quyết định đã chọn · Decisions taken

## Chỗ còn ngờ · Open doubts
"""
