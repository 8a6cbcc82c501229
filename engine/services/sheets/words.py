"""How a row is scored, in words of both languages, told from its rule: what stands in a scoring sheet."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import cast

from engine.domain.criteria_set import Node, Plain
from engine.domain.numbers import brief, exact, in_points
from engine.domain.text import LANGUAGES, Text
from engine.methods.relative import RelativePlan
from engine.methods.table import Table
from engine.program.compiled import CompiledSet
from engine.services.sheets.expressions import ExpressionWords
from engine.services.sheets.field_words import compared_told

Rule = Mapping[str, Plain]

_EMPTY: Mapping[str, Text] = {
    "full": Text("Mẫu số bằng 0: được trọn điểm.", "Denominator 0: full points."),
    "zero": Text("Mẫu số bằng 0: không có điểm.", "Denominator 0: nothing."),
    "exclude": Text("Mẫu số bằng 0: không áp dụng.", "Denominator 0: does not apply."),
    "not_assessed": Text("Mẫu số bằng 0: chưa đánh giá.", "Denominator 0: not assessed."),
}
_THEN: Mapping[str, Text] = {
    "full": Text("được trọn điểm", "full points"),
    "zero": Text("không có điểm", "nothing"),
    "exclude": Text("không áp dụng", "does not apply"),
}
_COMBINED: Mapping[str, Text] = {
    "mean": Text("Trung bình tỷ lệ của các dòng dưới.", "The mean share of the rows below."),
    "weighted_mean": Text("Trung bình có trọng số của các dòng dưới.", "The weighted mean of the rows below."),
    "best_of": Text("Lấy dòng dưới cao nhất.", "The best of the rows below."),
    "all_of": Text("Trọn điểm khi mọi dòng dưới đạt trọn điểm.", "Full points when all rows below are full."),
    "any_of": Text("Trọn điểm khi một dòng dưới đạt trọn điểm.", "Full points when any row below is full."),
}


class RuleWords:
    """Puts the rules of one set into words, as they hold for the profile that it was compiled for."""

    def __init__(self, compiled: CompiledSet) -> None:
        self._rules, self._profile, self._plans = compiled.criteria_set, compiled.profile.id, compiled.plans
        self._expressions = ExpressionWords(self._rules.facts)

    def told(self, node: Node) -> tuple[Text, ...]:
        """The sentences about a node: what comes before the method, the method, and its limits."""
        return (*self._before(node), *(self._method(node) if node.is_leaf else _combined(node)))

    def _before(self, node: Node) -> Iterator[Text]:
        if node.not_arisen:
            when, then = self._expressions.told(node.not_arisen.when), _THEN[node.not_arisen.then]
            reason = node.not_arisen.reason
            yield Text(
                f"Không phát sinh ({reason.vi}: {when.vi}): {then.vi}.",
                f"Not arisen ({reason.en}: {when.en}): {then.en}.",
            )
        for gate in node.gates:
            when = self._expressions.told(gate.when)
            points = self._points(gate.points, node)
            yield Text(f"{gate.reason.vi} ({when.vi}): {points.vi}.", f"{gate.reason.en} ({when.en}): {points.en}.")

    def _method(self, node: Node) -> Iterator[Text]:
        match node.method:
            case "choice":
                yield from self._choice(node)
            case "checklist":
                yield from self._checklist(node)
            case "count":
                yield from self._classes(node, "classes", "")
            case "deductions":
                yield from self._deductions(node)
            case "weighted_ratio":
                yield from self._weighted(node)
            case "judgement":
                yield self._judgement(node)
            case "formula":
                yield _labelled(Text("Điểm", "Points"), self._expressions.told(str(node.rule["points"])))
            case _:
                yield from self._table(node)
        if "when_empty" in node.rule:
            yield _EMPTY[str(node.rule["when_empty"])]

    def _choice(self, node: Node) -> Iterator[Text]:
        fact, levels = self._rules.facts[str(node.rule["fact"])], cast(Rule, node.rule["levels"])
        titles = {option.id: option.title for option in fact.options} or {
            "true": Text("Có", "Yes"),
            "false": Text("Không", "No"),
        }
        for option, points in levels.items():
            yield _labelled(titles[option], self._points(points, node))

    def _checklist(self, node: Node) -> Iterator[Text]:
        whole = node.rule.get("all_of") is True
        if whole:
            points = self._points(node.maximum_for(self._profile), node)
            yield Text(
                f"Đủ tất cả các ý sau được {points.vi}, thiếu một ý: không có điểm.",
                f"All of these earn {points.en}, with one missing nothing.",
            )
        for item in _each(node.rule, "items"):
            title, when = _text(item["title"]), self._expressions.told(str(item["when"]))
            head = Text(f"{title.vi} ({when.vi})", f"{title.en} ({when.en})")
            yield head if whole else _labelled(head, self._points(item["points"], node))

    def _deductions(self, node: Node) -> Iterator[Text]:
        start = self._points(node.rule.get("start", node.maximum_for(self._profile)), node)
        yield Text(f"Bắt đầu từ {start.vi}, trừ dần:", f"Starting from {start.en}, less:")
        yield from self._classes(node, "deductions", "−")

    def _classes(self, node: Node, key: str, sign: str) -> Iterator[Text]:
        for item in _each(node.rule, key):
            points, title, what = self._points(item["points"], node), _text(item["title"]), self._counted(item)
            most = self._points(item["cap"], node) if "cap" in item else None
            most_vi, most_en = (f", nhiều nhất {most.vi}", f", at most {most.en}") if most else ("", "")
            yield Text(
                f"{title.vi} ({what.vi}): {sign}{points.vi} mỗi trường hợp{most_vi}.",
                f"{title.en} ({what.en}): {sign}{points.en} each{most_en}.",
            )
        if "cap" in node.rule:
            cap = self._points(node.rule["cap"], node)
            yield Text(f"Cộng lại nhiều nhất {cap.vi}.", f"Together at most {cap.en}.")

    def _counted(self, item: Rule) -> Text:
        """What is counted: an expression, the records of a list, or whether something holds."""
        if "count" in item:
            return self._expressions.told(str(item["count"]))
        when = self._expressions.told(str(item["when"])) if "when" in item else None
        if "for_each" not in item:
            return when or Text("", "")
        records = self._expressions.title(str(item["for_each"]))
        vi, en = f"mỗi «{records.vi}»", f"each «{records.en}»"
        return Text(f"{vi}: {when.vi}", f"{en}: {when.en}") if when else Text(vi, en)

    def _weighted(self, node: Node) -> Iterator[Text]:
        pieces = [
            (self._expressions.told(str(item["count"])), exact(cast(str, item["weight"])))
            for item in _each(node.rule, "classes")
        ]
        total = self._expressions.told(str(node.rule["total"])) if "total" in node.rule else None
        told = []
        for language in LANGUAGES:
            terms = [f"{brief(weight, language)} × {count.said(language)}" for count, weight in pieces]
            whole = total.said(language) if total else " + ".join(count.said(language) for count, _ in pieces)
            told.append(f"({' + '.join(terms)}) ÷ ({whole})")
        yield _labelled(Text("Tỷ lệ", "Ratio"), Text(*told))
        points = self._points(node.maximum_for(self._profile), node)
        yield Text(f"Điểm: tỷ lệ × {points.vi}.", f"Points: the ratio × {points.en}.")
        if "floor" in node.rule:
            floor = exact(cast(str, node.rule["floor"])) * 100
            yield Text(f"Dưới {brief(floor, 'vi')} %: không có điểm.", f"Below {brief(floor, 'en')}%: nothing.")

    def _judgement(self, node: Node) -> Text:
        low, high = (self._points(node.rule[key], node) for key in ("min", "max"))
        step = self._points(node.rule["step"], node)
        return Text(
            f"Người có thẩm quyền chấm từ {low.vi} đến {high.vi}, bước {step.vi}, nêu lý do.",
            f"Set by a person from {low.en} to {high.en} in steps of {step.en}, with the reason.",
        )

    def _table(self, node: Node) -> Iterator[Text]:
        """Methods that turn one value into points: the value, then every row of its table as the method tells it."""
        yield from self._value(node)
        plan = self._plans.get(node.id)
        if isinstance(plan, RelativePlan):
            yield from compared_told(node.rule, plan)
        if isinstance(plan, Table):
            yield from (Text(f"{row.vi}.", f"{row.en}.") for row in plan.told)

    def _value(self, node: Node) -> Iterator[Text]:
        rule = node.rule
        if "points" in rule:
            yield _labelled(Text("Điểm đã công bố", "Published points"), self._expressions.title(str(rule["points"])))
        elif "reference" in rule:
            value, base = (self._expressions.told(str(rule[key])) for key in ("value", "reference"))
            yield Text(f"So {value.vi} với {base.vi}:", f"{value.en} against {base.en}:")
        elif "value" in rule:
            yield _labelled(Text("Giá trị", "Value"), self._expressions.told(str(rule["value"])))
        else:
            scale = brief(exact(cast(str, rule.get("scale", "100"))), "vi")
            yield Text(f"Điểm trung bình các câu hỏi khảo sát, thang {scale}:", f"The mean of the survey, of {scale}:")

    def _points(self, value: Plain, node: Node) -> Text:
        """Points, or a share of the maximum, in words."""
        number = exact(cast(str | int | Fraction, value))
        if isinstance(value, str) and value.strip().endswith("%"):
            number *= node.maximum_for(self._profile)
        return Text(*(in_points(brief(number, language), language) for language in LANGUAGES))


def _combined(node: Node) -> Iterator[Text]:
    if node.combine in _COMBINED:
        yield _COMBINED[node.combine]


def _each(rule: Rule, key: str) -> Sequence[Rule]:
    items = rule[key]
    assert isinstance(items, tuple), "the schema has seen to it"
    return [item for item in items if isinstance(item, Mapping)]


def _text(value: Plain) -> Text:
    assert isinstance(value, Mapping), "the schema has seen to it"
    return Text(str(value["vi"]), str(value["en"]))


def _labelled(label: Text, told: Text) -> Text:
    return Text(f"{label.vi}: {told.vi}", f"{label.en}: {told.en}")
