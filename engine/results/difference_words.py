"""A difference between two sets in words, Vietnamese and English; what has no words of its own is told by its way."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from engine.domain.crosswalk import CHANGE_TITLES
from engine.domain.numbers import brief, in_points, percent
from engine.domain.text import LANGUAGES, Text
from engine.results.difference_labels import KINDS, LABELS, NAMED, NUMBERED, RULE_KINDS, SECTION_TITLES
from engine.results.difference_values import VALUES
from engine.results.set_difference import SubjectDifference
from engine.results.set_outline import Value, share_of
from engine.results.value_difference import Difference, Steps

OTHER_LANGUAGE = {"vi": ("en", " (tiếng Anh)"), "en": ("vi", " (in Vietnamese)")}
NOT_SAID = Text("không nêu", "not said")
TRUTHS = {True: Text("có", "yes"), False: Text("không", "no")}
LOWER = {"from": "≥", "above": ">"}
UPPER = {"to": "≤", "below": "<"}


def kind_of(difference: Difference) -> str:
    """What a difference is about, in one word for machines: maximum, band, level, gate, clause, member …"""
    first, *rest = difference.steps
    if first == "rule" and rest:
        return RULE_KINDS.get(rest[0], "rule")
    if first == "profiles" and "excludes" in rest:
        return "exclusion"
    return KINDS.get(first, "other")


def said(difference: Difference) -> Text:
    """One difference as a sentence in both languages."""
    return _in_both(lambda language: _sentence(difference, language))


def headline(item: SubjectDifference) -> Text:
    """What happened to a subject as a whole; a changed one is only named."""
    return _in_both(lambda language: _headline(item, language))


def _in_both(telling: Callable[[str], str]) -> Text:
    vi, en = (telling(language) for language in LANGUAGES)
    return Text(vi, en)


def _sentence(item: Difference, language: str) -> str:
    if item.steps == ("above",):
        old, new = (_place_in_tree(str(side), language) for side in (item.before, item.after))
        return Text(f"Chuyển từ {old} sang {new}", f"Moved from {old} to {new}").said(language)
    label = label_of(item.steps, language)
    if _is_same_in(item, language):
        language, remark = OTHER_LANGUAGE[language]
        label += remark
    match item.what:
        case "added":
            return f"{label}: {Text('thêm', 'added').said(language)} {_item(item, item.after, language)}"
        case "removed":
            return f"{label}: {Text('bỏ', 'removed').said(language)} {_item(item, item.before, language)}"
        case "order":
            now = told(item.after, language)
            return f"{label}: {Text('đổi thứ tự, nay là', 'in another order, now').said(language)} {now}"
    return f"{label}: {_item(item, item.before, language)} → {_item(item, item.after, language)}"


def _is_same_in(item: Difference, language: str) -> bool:
    """Whether a text was changed in the other language alone."""
    before, after = item.before, item.after
    return isinstance(before, Text) and isinstance(after, Text) and before.said(language) == after.said(language)


def _place_in_tree(above: str, language: str) -> str:
    section = SECTION_TITLES.get(above)
    return section.said(language) if section else Text(f"mục {above}", f"row {above}").said(language)


def label_of(steps: Steps, language: str) -> str:
    """The way to what differs, in words: `Điều kiện chặn 'late', điểm`. A step without words stands as it is."""
    words: list[str] = []
    names, numbers = False, False
    for step in steps[1:] if steps[0] == "rule" and len(steps) > 1 else steps:
        if names and words:
            words[-1] += f" '{step}'"
        elif numbers and step.isdigit() and words:
            words[-1] += f" {int(step) + 1}"
        else:
            words.append(LABELS[step].said(language) if step in LABELS else f"'{step}'")
        # What follows the name of a list is the id of an item, or its number; then come members again.
        names, numbers = (step in NAMED and not names), step in NUMBERED
    joined = ", ".join(words)
    return joined[:1].upper() + joined[1:]


def _item(item: Difference, value: Value, language: str) -> str:
    """A value where it stands: edges and points of bands have a form of their own."""
    steps = item.steps
    if "bands" in steps and isinstance(value, Mapping) and steps[-2] == "bands":
        return _band(value, language)
    return _member(steps[-1], value, language)


def _member(name: str, value: Value, language: str) -> str:
    """The value of a member, whose name tells what its words mean."""
    if name == "points":
        return _points(value, language)
    if isinstance(value, str) and value in VALUES.get(name, {}):
        return VALUES[name][value].said(language)
    if name == "path" and isinstance(value, str):
        return label_of(tuple(value.strip("/").split("/")), language)
    if name == "layer" and isinstance(value, int):
        return _layer(value).said(language)
    return told(value, language)


def _layer(number: int) -> Text:
    if number == 0:
        return Text("bộ gốc", "the base")
    return Text(f"quy định bổ sung thứ {number}", f"overlay {number}")


def told(value: Value, language: str) -> str:
    """Any value as people read it: decimal comma and 18/07/2024 in Vietnamese."""
    match value:
        case None:
            return NOT_SAID.said(language)
        case bool():
            return TRUTHS[value].said(language)
        case Text():
            return f"“{value.said(language)}”"
        case Fraction():
            return brief(value, language, 9)
        case date():
            return f"{value:%d/%m/%Y}" if language == "vi" else value.isoformat()
        case {"id": str() as name, "edition": str() as edition, "revision": int() as revision, "hash": str()}:
            return f"{name} {edition}.{revision}"
        case Mapping():
            return "{" + "; ".join(_members(value, language)) + "}"
        case tuple():
            return ", ".join(told(item, language) for item in value) or NOT_SAID.said(language)
    share = share_of(value)
    if share is not None:
        return percent(share, language, 9)
    return str(value) if value != "" else NOT_SAID.said(language)


def _members(value: Mapping[str, Value], language: str) -> Iterator[str]:
    """The members of an item that say something, with their names."""
    for key, inner in value.items():
        if _says_something(inner) and (key, inner) != ("layer", 0):
            name = LABELS[key].said(language).removesuffix(" thứ") if key in LABELS else key
            yield f"{name}: {_member(key, inner, language)}"


def _says_something(value: Value) -> bool:
    """Whether a member of an item is worth telling: 0 and false are, what was left out is not."""
    if isinstance(value, Mapping):
        return any(_says_something(inner) for inner in value.values())
    return value not in (None, "", (), Text("", ""))


def _band(band: Mapping[str, Value], language: str) -> str:
    edges = [
        f"{sign} {told(band[key], language)}" for signs in (LOWER, UPPER) for key, sign in signs.items() if key in band
    ]
    between = Text(" và ", " and ").said(language).join(edges) or Text("mọi giá trị", "any value").said(language)
    return f"{between}: {_points(band.get('points'), language)}"


def _points(value: Value, language: str) -> str:
    """Points as a rule writes them: a number, a share of the maximum, in proportion, or a line between two."""
    if isinstance(value, Fraction):
        return in_points(brief(value, language, 9), language)
    if share_of(value) is not None:
        return f"{told(value, language)} {Text('điểm tối đa', 'of the maximum').said(language)}"
    if value == "proportional":
        return Text("theo tỷ lệ", "in proportion").said(language)
    if isinstance(value, Mapping) and set(value) == {"start", "end"}:
        start, end = (told(value[key], language) for key in ("start", "end"))
        return Text(f"từ {start} đến {end} điểm", f"from {start} to {end} points").said(language)
    return told(value, language)


def _headline(item: SubjectDifference, language: str) -> str:
    subject = item.subject
    title = f"“{subject.title.said(language)}”" if subject.title.said(language) else ""
    before, after = (
        "" if points is None else in_points(brief(points, language, 9), language)
        for points in (item.points_before, item.points_after)
    )
    if subject.kind == "set":
        return Text("Bộ tiêu chí", "The set").said(language)
    what = Text("số liệu", "fact") if subject.kind == "fact" else Text("mục", "row")
    worth = Text("tối đa", "maximum").said(language)
    match item.what:
        case "added":
            tail = f", {worth} {after}" if after else ""
            return f"{Text('Thêm', 'New').said(language)} {what.said(language)} {subject.after} {title}{tail}"
        case "removed":
            tail = f", {worth} {before}" if before else ""
            return f"{Text('Bỏ', 'Dropped').said(language)} {what.said(language)} {subject.before} {title}{tail}"
        case "split" | "merged":
            verb = Text("tách thành", "split into") if item.what == "split" else Text("gộp thành", "merged into")
            head = f"{what.said(language).capitalize()} {subject.before} {verb.said(language)} {subject.after}"
            return f"{head}, {worth} {before} → {after}"
    name = _place_in_tree(subject.after, language) if subject.after in SECTION_TITLES else subject.after
    row = f" ({CHANGE_TITLES[item.row.change].said(language)})" if item.row and str(item.row.change) != "same" else ""
    return f"{what.said(language).capitalize()} {name} {title}{row}".replace("  ", " ")
