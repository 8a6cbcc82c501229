"""What the fixed words of documents mean, where a difference between two sets is told: `zero` is no word for people."""

from collections.abc import Mapping

from engine.domain.criteria_set import PROVENANCE_TITLES
from engine.domain.text import Text

_EMPTY: Mapping[str, Text] = {
    "full": Text("đủ điểm", "full points"),
    "zero": Text("0 điểm", "no points"),
    "exclude": Text("không áp dụng", "does not apply"),
    "not_applicable": Text("không áp dụng", "does not apply"),
    "not_assessed": Text("chưa đánh giá", "not assessed"),
}
_COMPARED: Mapping[str, Text] = {
    "exact": Text("số chưa làm tròn", "before rounding"),
    "printed": Text("số đã làm tròn", "as printed"),
    "difference": Text("hiệu", "difference"),
    "ratio": Text("tỷ số", "ratio"),
    "growth": Text("mức tăng", "growth"),
}
_TYPES: Mapping[str, Text] = {
    "bool": Text("có hoặc không", "yes or no"),
    "choice": Text("chọn một", "one of several"),
    "count": Text("số đếm", "a count"),
    "date": Text("ngày", "a day"),
    "decimal": Text("số thập phân", "a decimal"),
    "integer": Text("số nguyên", "a whole number"),
    "list": Text("danh sách", "a list"),
    "money": Text("số tiền", "an amount of money"),
    "percent": Text("tỷ lệ phần trăm", "a percentage"),
}

VALUES: Mapping[str, Mapping[str, Text]] = {
    "by": {"index": Text("chỉ số", "index"), "points": Text("điểm", "points")},
    "combine": {
        "sum": Text("cộng điểm", "sum"),
        "mean": Text("trung bình", "mean"),
        "weighted_mean": Text("trung bình có trọng số", "weighted mean"),
        "best_of": Text("lấy mục cao điểm nhất", "the best one"),
        "all_of": Text("phải đủ mọi mục", "all of them"),
        "any_of": Text("chỉ cần một mục", "any one"),
    },
    "compare": _COMPARED,
    "direction": {
        "less": Text("càng thấp càng tốt", "less is better"),
        "more": Text("càng cao càng tốt", "more is better"),
    },
    "missing_at_close": {
        "zero": Text("tính 0 điểm", "counts as 0"),
        "refuse": Text("không cho chốt", "the stage cannot be closed"),
        "leave_out": Text("không tính mục đó", "the row is left out"),
    },
    "mode": {
        "half_up": Text("nửa thì làm tròn lên", "half up"),
        "half_even": Text("nửa thì về số chẵn", "half to even"),
        "floor": Text("bỏ phần lẻ", "down"),
    },
    "status": PROVENANCE_TITLES,
    "then": _EMPTY,
    "tier": {
        "ministry": Text("bộ", "ministry"),
        "province": Text("tỉnh", "province"),
        "commune": Text("xã", "commune"),
    },
    "ties": {"competition": Text("1, 1, 3", "1, 1, 3"), "dense": Text("1, 1, 2", "1, 1, 2")},
    "type": _TYPES,
    "when_empty": _EMPTY,
}
"""By the member whose value it is, then by the word."""
