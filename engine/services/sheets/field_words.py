"""How a row compares a unit with its whole field, in words for the scoring sheet."""

from collections.abc import Iterator, Mapping

from engine.domain.criteria_set import Plain
from engine.domain.numbers import brief, exact
from engine.domain.text import Text
from engine.methods.relative import EQUAL, RelativePlan

Rule = Mapping[str, Plain]

_FIELDS: Mapping[str, Text] = {
    "group": Text("Khối: các đơn vị xếp hạng cùng nhau.", "The field: the units that are ranked together."),
    "all": Text("Khối: mọi đơn vị của vòng.", "The field: all units of the round."),
}
_DISTANCES: Mapping[str, Text] = {
    "difference": Text("Chênh lệch so với", "The difference from"),
    "ratio": Text("Tỷ số với", "The ratio to"),
    "growth": Text("Mức hơn kém so với", "The growth over"),
}
_SHARES: Mapping[str, Text] = {
    "min_max": Text(
        "Phần quãng đường từ giá trị kém nhất đến tốt nhất của khối",
        "The part of the way from the worst value of the field to the best",
    ),
    "best": Text("Phần đạt được so với giá trị tốt nhất của khối", "The share of the best value of the field"),
}
_LESS = Text(", càng thấp càng tốt", ", less being better")
_ALL_EQUAL = Text("Cả khối cùng một giá trị", "All of the field at one value")


def compared_told(rule: Rule, plan: RelativePlan) -> Iterator[Text]:
    """What is compared, with whom, and every row that turns it into points."""
    if "places" in rule:
        places = str(rule["places"])
        yield Text(f"Giá trị lấy đến {places} chữ số thập phân.", f"The value is taken to {places} decimals.")
    what = _what(rule)
    yield Text(f"{what.vi}:", f"{what.en}:")
    for name, row in zip(plan.table.names, plan.table.told, strict=True):
        if name == EQUAL:
            yield Text(f"{_ALL_EQUAL.vi}: {row.vi}.", f"{_ALL_EQUAL.en}: {row.en}.")
        else:
            yield Text(f"{row.vi}.", f"{row.en}.")
    yield _FIELDS[str(rule.get("field", "group"))]


def _what(rule: Rule) -> Text:
    by = str(rule["by"])
    if by in _SHARES:
        less = _LESS if rule.get("direction") == "less" else Text("", "")
        return Text(_SHARES[by].vi + less.vi, _SHARES[by].en + less.en)
    distance = _DISTANCES[str(rule.get("compare", "difference"))]
    if by == "mean":
        return Text(f"{distance.vi} trung bình của khối", f"{distance.en} the mean of the field")
    at = exact(rule["percentile"])  # type: ignore[arg-type]  # the schema has seen to it
    return Text(
        f"{distance.vi} bách phân vị {brief(at, 'vi')} của khối",
        f"{distance.en} percentile {brief(at, 'en')} of the field",
    )
