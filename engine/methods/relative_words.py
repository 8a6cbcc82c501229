"""A comparison with the field in words: the value, the figures of the field, and what comes of them."""

from dataclasses import dataclass
from fractions import Fraction

from engine.domain.numbers import brief
from engine.domain.text import LANGUAGES, Text
from engine.methods.value import Value
from engine.program.field import Compared
from engine.program.plan import Seen

STILL = Text("khi khối giữ như đã chốt", "the field staying as it is")


@dataclass(frozen=True, slots=True)
class Measured:
    """How a value is held against its field; `own` is the value of the unit itself."""

    by: str
    compare: str
    less: bool
    own: Value
    compared: Compared

    def figures(self, seen: Seen) -> dict[str, Fraction]:
        """The figures that the leaf reads, as values; the mean in the place of sum and number."""
        facts = {figure: seen.facts.get(name) for figure, name in self.compared.facts}
        known = {figure: number for figure, number in facts.items() if isinstance(number, int)}
        unit = 10**self.compared.places
        found = {str(figure): Fraction(known[figure], unit) for figure in known if figure in ("least", "greatest")}
        if "sum" in known and "count" in known:
            found["mean"] = Fraction(known["sum"], unit * known["count"])
        if "percentile" in known and self.compared.share is not None:
            found["percentile"] = Fraction(known["percentile"], unit * self.compared.share[1])
        return found


def explained(measured: Measured, value: Value, seen: Seen, row: Text, *, all_equal: bool) -> Text:
    """Why the leaf has its points; what is measured is told by `value`."""
    own, figures, at = measured.own.now(seen), measured.figures(seen), value.now(seen)
    told: list[str] = []
    for language in LANGUAGES:
        shown = {figure: measured.own.told(number, language) for figure, number in figures.items()}
        first = measured.own.told(own, language)
        second = "" if all_equal else value.told(at, language)
        told.append(_IN[language](measured, first, shown, second, row.said(language)))
    return Text(*told)


def _vi(measured: Measured, own: str, shown: dict[str, str], at: str, row: str) -> str:
    if not at:
        return f"Giá trị {own}; cả khối cùng giá trị {shown['least']}: {row}."
    match measured.by:
        case "min_max":
            worse = "thấp hơn là tốt hơn, " if measured.less else ""
            field = f"khối từ {shown['least']} đến {shown['greatest']}, {worse}đi được {at} quãng đến mức tốt nhất"
        case "best":
            least_is_best = ", thấp nhất là tốt nhất" if measured.less else ""
            best = shown.get("least") or shown["greatest"]
            field = f"tốt nhất khối là {best}{least_is_best}, đạt {at} mức đó"
        case "mean":
            field = f"trung bình khối {shown['mean']}, {_COMPARED_VI[measured.compare]} {at}"
        case _:
            field = f"bách phân vị {_percentile(measured, 'vi')} của khối {shown['percentile']}, "
            field += f"{_COMPARED_VI[measured.compare]} {at}"
    return f"Giá trị {own}; {field}: {row}."


def _en(measured: Measured, own: str, shown: dict[str, str], at: str, row: str) -> str:
    if not at:
        return f"The value is {own}; all of the field has {shown['least']}: {row}."
    match measured.by:
        case "min_max":
            worse = "less being better, " if measured.less else ""
            field = f"the field runs from {shown['least']} to {shown['greatest']}, {worse}{at} of the way to the best"
        case "best":
            least_is_best = ", the least" if measured.less else ""
            best = shown.get("least") or shown["greatest"]
            field = f"the best of the field is {best}{least_is_best}, which makes {at} of it"
        case "mean":
            field = f"the mean of the field is {shown['mean']}, {_COMPARED_EN[measured.compare]} {at}"
        case _:
            field = f"percentile {_percentile(measured, 'en')} of the field is {shown['percentile']}, "
            field += f"{_COMPARED_EN[measured.compare]} {at}"
    return f"The value is {own}; {field}: {row}."


_IN = {"vi": _vi, "en": _en}
_COMPARED_VI = {"difference": "chênh", "ratio": "bằng", "growth": "hơn kém"}
_COMPARED_EN = {"difference": "the distance", "ratio": "the ratio", "growth": "the growth"}


def _percentile(measured: Measured, language: str) -> str:
    assert measured.compared.share is not None
    above, below = measured.compared.share
    return brief(Fraction(100 * above, below), language)


def still(what: Text) -> Text:
    """Advice that holds as long as the field stays as it is."""
    return Text(f"{what.vi} ({STILL.vi})", f"{what.en} ({STILL.en})")
