"""The words of the command line in both languages: labels, states, and what the provenance of a set means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.domain.text import Text

SET = Text("Bộ tiêu chí", "Criteria set")
TITLE = Text("Tên", "Title")
EDITION = Text("Bản", "Edition")
STATUS = Text("Tình trạng", "Status")
YEARS = Text("Năm", "Years")
YEAR = Text("năm", "year")
STAGE = Text("vòng", "stage")
MAXIMUM = Text("Tối đa", "Maximum")
WON = Text("Đạt", "Won")
LOST = Text("Mất", "Lost")
SHARE = Text("Tỷ lệ %", "Share %")
INDEX = Text("Chỉ số", "Index")
POINTS = Text("Điểm", "Points")
POINTS_SMALL = Text("điểm", "points")
GRADE = Text("Xếp loại", "Grade")
RANK = Text("Hạng", "Rank")
UNIT = Text("Đơn vị", "Unit")
ROW = Text("Mục", "Row")
PART = Text("Nguồn điểm", "Part")
METHOD = Text("Cách chấm", "Method")
PROVENANCE = Text("Nguồn gốc", "Provenance")
WHERE = Text("Ở", "Where")
NAME = Text("Tên", "Name")
PLUGIN = Text("Plugin", "Plugin")
RESULT = Text("Mã kết quả", "Result")
PROFILE = Text("Nhóm đơn vị", "Profile")
COMPLETE = Text("đủ số liệu", "complete")
NOT_COMPLETE = Text("chưa đủ số liệu", "not complete")
NATIONAL = Text("Điểm theo bộ gốc", "By the base alone")
WITH_LOCAL = Text("Điểm gồm quy định bổ sung", "With local rules")
CLOSED = Text("đã chốt vòng", "stage closed")

STAGES: Mapping[str, Text] = {
    "self": Text("tự đánh giá", "self-assessment"),
    "appraisal": Text("thẩm định", "appraisal"),
    "explanation": Text("giải trình", "explanation"),
    "final": Text("kết quả cuối cùng", "final"),
}

STATUSES: Mapping[str, Text] = {
    "scored": Text("đã chấm", "scored"),
    "not_assessed": Text("chưa đánh giá", "not assessed"),
    "not_applicable": Text("không áp dụng", "not applicable"),
    "not_arisen": Text("không phát sinh", "not arisen"),
    "marked": Text("chấm trực tiếp", "marked"),
    "pending": Text("chờ kết quả", "pending"),
}
OPEN_STATUSES = ("not_assessed", "pending")

_SET_WARNINGS: Mapping[str, Text] = {
    "official": Text("CHÍNH THỨC: theo văn bản đã dẫn", "OFFICIAL: as the cited decision has it"),
    "sourced": Text(
        "THEO NGUỒN: lấy từ nguồn đã dẫn, không phải từ bản gốc của quyết định",
        "SOURCED: from the sources cited, not from the decision itself",
    ),
    "reconstructed": Text(
        "DỰNG LẠI: không phải văn bản của quyết định; có mục do người soạn bộ này dựng lại",
        "RECONSTRUCTED: not the text of a decision; rows were reconstructed by the authors of this set",
    ),
    "example": Text("VÍ DỤ: không phải văn bản của quyết định nào", "EXAMPLE: not the text of any decision"),
}


def set_warning(status: str, language: str) -> str:
    """What the status of a set means for who reads a result."""
    return _SET_WARNINGS[status].said(language)


def set_line(criteria_set: Mapping[str, Any], language: str) -> str:
    """The set of a document: title, id, edition and revision, status."""
    name = f"{criteria_set['id']} {criteria_set['edition']}.{criteria_set['revision']}"
    return f"{criteria_set['title'][language]}, {name} ({set_warning(criteria_set['status'], language)})"


def stage_name(stage: str, language: str) -> str:
    """A stage as people call it, with its id where it has a name of its own."""
    named = STAGES.get(stage)
    return f"{named.said(language)} ({stage})" if named and language == "vi" else stage


def round_line(year: int, stage: str, language: str) -> str:
    """Year and stage."""
    return f"{YEAR.said(language)} {year} · {STAGE.said(language)} {stage_name(stage, language)}"
