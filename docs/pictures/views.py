"""What each picture shows: which row of the example, and for which facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.numbers import decimal_text


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a row along one fact, `count` + 1 evenly from `low` to `high`; `shown` times the fact is the x axis.

    `field` holds the figures of the whole field, where the row compares with one.
    """

    node: str
    title: str
    axis: str
    fact: str
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(100)
    count: int = 100
    given: str = ""
    shown: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    unit: str = "%"
    field: str = ""

    def inputs(self) -> Iterator[tuple[Fraction, str]]:
        """Where a point stands on the axis, and the facts there."""
        for at in range(self.count + 1):
            value = self.low + (self.high - self.low) * at / self.count
            others = f", {self.given}" if self.given else ""
            others += f"; field: {self.field}" if self.field else ""
            yield value * self.shown + self.offset, f"{self.fact}: {decimal_text(value)}{others}"


@dataclass(frozen=True, slots=True)
class Bars:
    """Points of a row for a few cases, each with its label."""

    node: str
    title: str
    inputs: tuple[tuple[str, str], ...]


def _counted(node: str, title: str, names: str, *cases: tuple[str, str]) -> Bars:
    """Cases told by the numbers of the same facts, in their order."""
    ids = names.split()
    return Bars(
        node,
        title,
        tuple(
            (label, ", ".join(f"{name}: {value}" for name, value in zip(ids, values.split(), strict=True)))
            for label, values in cases
        ),
    )


VIEWS: Mapping[str, tuple[Curve | Bars, ...]] = {
    "choice": (
        _counted(
            "1",
            "Ban hành kế hoạch",
            "plan.issued",
            ("Kịp thời", "in_time"),
            ("Muộn", "late"),
            ("Không ban hành", "none"),
        ),
    ),
    "checklist": (
        _counted(
            "1.1",
            "Cộng điểm từng nội dung",
            "report.on_time report.figures report.evidence",
            ("Đủ cả ba nội dung", "true true true"),
            ("Thiếu tài liệu kiểm chứng", "true true false"),
            ("Gửi muộn", "false true true"),
            ("Chỉ gửi đúng hạn", "true false false"),
            ("Không nội dung nào", "false false false"),
        ),
        _counted(
            "1.2",
            "Phải đạt tất cả",
            "portal.listed portal.updated",
            ("Niêm yết và cập nhật", "true true"),
            ("Chỉ niêm yết", "true false"),
            ("Chưa làm", "false false"),
        ),
    ),
    "bands": (
        Curve(
            "1",
            "",
            "Tỷ lệ nhiệm vụ hoàn thành",
            "tasks.done",
            high=Fraction(200),
            count=200,
            given="tasks.planned: 200",
            shown=Fraction(1, 2),
        ),
    ),
    "proportional": (
        Curve("1.1", "Có ngưỡng: floor 80%", "Tỷ lệ giải quyết đúng hạn", "dossiers.rate"),
        Curve("1.2", "Trọn điểm từ 70%: target", "Tỷ lệ hồ sơ trực tuyến", "online.rate"),
        Curve("1.3", "Càng ít càng tốt: 20% → 5%", "Tỷ lệ hồ sơ trễ hạn", "late.rate", high=Fraction(40), count=80),
    ),
    "count": (
        _counted(
            "1",
            "Sáng kiến được công nhận",
            "initiatives.base initiatives.province",
            ("Không có", "0 0"),
            ("1 cấp cơ sở", "1 0"),
            ("3 cấp cơ sở", "3 0"),
            ("1 cấp tỉnh", "0 1"),
            ("1 cơ sở + 1 tỉnh", "1 1"),
            ("3 cơ sở + 1 tỉnh", "3 1"),
            ("2 cấp tỉnh", "0 2"),
        ),
    ),
    "weighted_ratio": (
        _counted(
            "1",
            "Nhiệm vụ được giao",
            "tasks.on_time tasks.late tasks.undone",
            ("20 đúng hạn", "20 0 0"),
            ("16 đúng hạn, 4 muộn", "16 4 0"),
            ("15 đúng hạn, 3 muộn, 2 chưa xong", "15 3 2"),
            ("10 đúng hạn, 4 muộn, 6 chưa xong", "10 4 6"),
            ("20 chưa xong", "0 0 20"),
        ),
    ),
    "deductions": (
        _counted(
            "1",
            "Báo cáo định kỳ",
            "reports.late reports.missing",
            ("Không sai sót", "0 0"),
            ("1 muộn", "1 0"),
            ("2 muộn", "2 0"),
            ("5 muộn", "5 0"),
            ("1 thiếu", "0 1"),
            ("2 muộn, 1 thiếu", "2 1"),
            ("3 thiếu", "0 3"),
        ),
    ),
    "survey": (
        Curve(
            "1",
            "Câu hỏi 2 = 80; đại biểu HĐND = 70",
            "Điểm trung bình câu hỏi 1 (thang 100)",
            "survey.officials.q1",
            given="survey.officials.q2: 80, survey.deputies.sum: 2100, survey.deputies.valid: 30",
            unit="",
        ),
    ),
    "external_index": (
        Curve("1.1", "Tỷ lệ × điểm tối đa", "Chỉ số hài lòng", "sipas.rate"),
        Curve(
            "1.2",
            "Lấy nguyên điểm đã công bố",
            "Điểm đã công bố",
            "digital.points",
            high=Fraction(5),
            count=100,
            unit="",
        ),
    ),
    "against": (
        Curve(
            "1",
            "",
            "Chênh lệch so với năm trước (điểm phần trăm)",
            "rate.now",
            low=Fraction(40),
            high=Fraction(80),
            count=80,
            given="rate.before: 60",
            offset=Fraction(-60),
            unit="",
        ),
    ),
    "relative": (
        Curve(
            "1.1",
            "min_max: khối từ 40 % đến 80 %",
            "Tỷ lệ hồ sơ trực tuyến",
            "online.rate",
            field="least 40%, greatest 80%",
        ),
        Curve(
            "1.2",
            "best: thấp nhất khối là 2 ngày",
            "Số ngày giải quyết bình quân",
            "days.mean",
            high=Fraction(12),
            count=120,
            field="least 2",
            unit="",
        ),
        Curve(
            "1.3",
            "mean: trung bình khối là 80 %",
            "Mức hài lòng",
            "people.rate",
            low=Fraction(60),
            field="sum 800%, count 10",
            count=80,
        ),
    ),
    "judgement": (
        Bars(
            "1",
            "Điểm Hội đồng được chấm: 0 đến 2, bước 0,25",
            tuple(
                (f"Hội đồng chấm {value.replace('.', ',')}", f"mark: {value}")
                for value in ("0", "0.25", "0.5", "0.75", "1", "1.25", "1.5", "1.75", "2")
            ),
        ),
    ),
    "formula": (
        Curve(
            "1",
            "Tiếp nhận 100 đơn, đã giải quyết 80",
            "Số kỳ tiếp công dân của lãnh đạo",
            "meetings.held",
            high=Fraction(16),
            count=16,
            given="petitions.received: 100, petitions.resolved: 80",
            unit="",
        ),
    ),
}
