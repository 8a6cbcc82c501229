"""The form of a survey, from YAML or JSON, with everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources.abc import Traversable
from pathlib import PurePath

from engine.domain.finding import Finding, Severity, error, has_errors
from engine.domain.numbers import decimal_text, exact
from engine.domain.source_place import Place
from engine.domain.survey_form import (
    BLANK,
    INVALID,
    AnswerWeights,
    Choice,
    Feed,
    Question,
    RespondentGroup,
    SurveyedUnit,
    SurveyForm,
)
from engine.domain.text import Text
from engine.errors import InvalidDocument, nearest
from engine.loading.document import Document
from engine.loading.folder_files import read_file
from engine.loading.json_reader import document_of, read_json
from engine.loading.schema_check import check_document
from engine.loading.section import Section, root_of
from engine.loading.yaml_reader import read_yaml

SCHEMA = "survey/1"
HIGHEST_SCALE = Fraction(100)
MOST_WEIGHT = 1_000_000_000
MOST_CELLS = 8_000_000
"""Counts that a form may need: units × questions × groups × options."""

USUAL_OPTIONS = tuple(
    Choice(str(at), Text(f"{share} %", f"{share}%"), Fraction(share, 100))
    for at, share in enumerate((100, 60, 20, 0), 1)
)
"""The options of a form that names none, on a scale of 1: how much of the full value each is worth."""


@dataclass(frozen=True, slots=True)
class LoadedSurvey:
    """What came of reading a form; it must not be used while `findings` hold errors: see `checked`."""

    form: SurveyForm | None
    findings: tuple[Finding, ...] = ()

    def checked(self) -> SurveyForm:
        """The form, when nothing keeps it from being used; raises InvalidDocument with all findings otherwise."""
        if self.form is not None and not has_errors(self.findings):
            return self.form
        count = sum(1 for finding in self.findings if finding.severity is Severity.ERROR)
        raise InvalidDocument(
            f"Mẫu khảo sát có {count} lỗi.", f"The survey form has {count} errors.", findings=self.findings
        )


def read_survey(entry: Traversable) -> LoadedSurvey:
    """Read and check a form. Nothing is raised for a bad one."""
    found = read_file(entry, entry.name)
    if isinstance(found, Finding):
        return LoadedSurvey(None, (found,))
    reading = (read_json if PurePath(found.name).suffix.lower() == ".json" else read_yaml)(found.data, found.name)
    if reading.document is None:
        return LoadedSurvey(None, reading.findings)
    return _checked(reading.document, reading.findings)


def survey_of(value: object, file: str) -> LoadedSurvey:
    """A form that stands inside another document, such as the counts of its answers, in the file that is named."""
    reading = document_of(value, file)
    return _checked(reading.document, reading.findings) if reading.document else LoadedSurvey(None, reading.findings)


def _checked(document: Document, before: tuple[Finding, ...]) -> LoadedSurvey:
    findings = (*before, *check_document(document, SCHEMA))
    if findings:
        return LoadedSurvey(None, findings)
    form = _form(document)
    wrong = [*_names(document, form), *_values(document, form), *_feeds(document, form), *_size(form)]
    return LoadedSurvey(form, tuple(sorted(wrong, key=Finding.sort_key)))


def _form(document: Document) -> SurveyForm:
    root = root_of(document)
    scale = root.number_or("scale", HIGHEST_SCALE)
    groups = tuple(
        RespondentGroup(each.word("id"), each.text("title"), each.number_or("weight", Fraction(1)), _codes(each))
        for each in root.each("groups")
    )
    usual = _options(root, scale) or tuple(
        Choice(option.id, option.title, option.value * scale) for option in USUAL_OPTIONS
    )
    every_group = tuple(group.id for group in groups)
    weights, rules = root.inner("weights"), root.inner("criteria_set")
    return SurveyForm(
        id=root.word("id"),
        title=root.text("title"),
        year=root.whole("year"),
        scale=scale,
        minimum=root.whole("minimum", 1),
        groups=groups,
        questions=tuple(
            Question(
                each.word("id"),
                each.text("title"),
                _options(each, scale) or usual,
                each.words("groups") or every_group,
                _codes(each),
            )
            for each in root.each("questions")
        ),
        units=tuple(
            SurveyedUnit(each.word("id"), each.text("name"), each.word("kind"), each.word("profile"), _codes(each))
            for each in root.each("units")
        ),
        blank=_codes(root, "blank"),
        invalid=_codes(root, "invalid"),
        weights=_weights(weights) if weights.values else None,
        feeds=tuple(_feed(each) for each in root.each("facts")),
        columns={role: root.inner("columns").word(role) for role in root.inner("columns").values},
        set_id=rules.word("id"),
        edition=rules.word("edition"),
        stage=root.word("stage"),
        document=document.value,
        place=root.place(),
    )


def _codes(section: Section, key: str = "codes") -> tuple[str, ...]:
    """Ways to write something in raw answers, which are compared without the blanks around them."""
    return tuple(text.strip() for text in section.words(key))


def _options(section: Section, scale: Fraction) -> tuple[Choice, ...]:
    return tuple(
        Choice(each.word("id"), each.text("title"), _worth(each, scale), _codes(each))
        for each in section.each("options")
    )


def _worth(option: Section, scale: Fraction) -> Fraction:
    """The value of an option on the scale; a percentage is a share of the scale."""
    value = option.values["value"]
    number = exact(value)  # type: ignore[arg-type]  # the schema allows numbers and their text only
    return number * scale if isinstance(value, str) and value.endswith("%") else number


def _weights(section: Section) -> AnswerWeights:
    places = section.whole("places")
    return AnswerWeights(places, int(section.number("max") * 10**places))


def _feed(each: Section) -> Feed:
    facts = {key: each.word(key) for key in ("sum", "valid", "answers", "mean", "percent")}
    return Feed(each.words("questions"), each.words("groups"), places=each.whole("places", 2), **facts)


def _names(document: Document, form: SurveyForm) -> Iterator[Finding]:
    """Ids and codes that stand for two things, each list by itself."""
    yield from _taken(document, "/units", form.units)
    yield from _taken(document, "/groups", form.groups)
    yield from _taken(document, "/questions", form.questions)
    blank, invalid = ("", BLANK, *form.blank), (INVALID, *form.invalid)
    kept = {**dict.fromkeys(invalid, "/invalid"), **dict.fromkeys(blank, "/blank")}
    for name in sorted(set(blank).intersection(invalid)):
        yield _name_taken(document.place("/invalid"), name, document.place("/blank"))
    lists = {"/options": root_of(document)}
    lists.update({f"{each.pointer}/options": each for each in root_of(document).each("questions")})
    for pointer, holder in lists.items():
        yield from _taken(document, pointer, _options(holder, form.scale), kept)


def _taken(
    document: Document,
    pointer: str,
    things: Iterable[SurveyedUnit | RespondentGroup | Question | Choice],
    kept: dict[str, str] | None = None,
) -> Iterator[Finding]:
    """Things of a list whose id or code has been taken; `kept` are names that stand for something else."""
    taken = {name: document.place(at) for name, at in (kept or {}).items()}
    for at, thing in enumerate(things):
        place = document.place(f"{pointer}/{at}")
        for name in dict.fromkeys((thing.id, *thing.codes)):
            if name in taken:
                yield _name_taken(place, name, taken[name])
            else:
                taken[name] = place


def _name_taken(place: Place, name: str, known: Place) -> Finding:
    return error(
        "survey.name-taken",
        place,
        f"'{name}' đã chỉ một mục khác ở {known}.",
        f"'{name}' stands for something else already, at {known}.",
        "Mỗi mã chỉ được chỉ một mục; `blank`, `invalid` và ô trống là của chương trình.",
        "A name may stand for one thing only; `blank`, `invalid` and an empty cell are the program's own.",
    )


def _values(document: Document, form: SurveyForm) -> Iterator[Finding]:
    """Options outside the scale, questions whose groups weigh nothing or are not there, a scale of nothing."""
    if form.scale <= 0 or (form.weights is not None and form.weights.most < 1):
        pointer = "/scale" if form.scale <= 0 else "/weights/max"
        yield error(
            "survey.nothing",
            document.place(pointer),
            "Giá trị này phải lớn hơn 0.",
            "This must be above 0.",
            "Ghi một số lớn hơn 0.",
            "Write a number above 0.",
        )
    if form.weights is not None and form.weights.most > MOST_WEIGHT:
        yield error(
            "survey.weight-range",
            document.place("/weights"),
            f"Trọng số lớn nhất, viết không dấu thập phân, quá {MOST_WEIGHT}.",
            f"The largest weight, written without its decimal mark, is beyond {MOST_WEIGHT}.",
            "Giảm `max` hoặc `places`.",
            "Take a smaller `max`, or fewer `places`.",
        )
    yield from _outside_scale(document, root_of(document), form)
    weights = {group.id: group.weight for group in form.groups}
    for at, (question, section) in enumerate(zip(form.questions, root_of(document).each("questions"), strict=True)):
        yield from _outside_scale(document, section, form)
        yield from _unknown(document, f"/questions/{at}/groups", question.groups, list(weights), "group")
        if not any(weights.get(group) for group in question.groups):
            yield _weightless(document.place(f"/questions/{at}"), question.id)


def _weightless(place: Place, question: str) -> Finding:
    return error(
        "survey.weightless",
        place,
        f"Các nhóm được hỏi câu '{question}' đều có trọng số 0.",
        f"The groups that are asked '{question}' all weigh 0.",
        "Cho ít nhất một nhóm trọng số lớn hơn 0.",
        "Give one of them at least a weight above 0.",
    )


def _outside_scale(document: Document, holder: Section, form: SurveyForm) -> Iterator[Finding]:
    for each in holder.each("options"):
        if _worth(each, form.scale) > form.scale:
            yield error(
                "survey.value",
                document.place(f"{each.pointer}/value"),
                f"Giá trị của phương án '{each.word('id')}' vượt thang đo {form.scale}.",
                f"The option '{each.word('id')}' is worth more than the scale, {form.scale}.",
                'Sửa giá trị hoặc `scale`; "60%" là 60 % của thang đo.',
                'Mend the value or `scale`; "60%" is 60% of the scale.',
            )


def _feeds(document: Document, form: SurveyForm) -> Iterator[Finding]:
    questions = {question.id: question for question in form.questions}
    groups = [group.id for group in form.groups]
    first: dict[str, Place] = {}
    for at, feed in enumerate(form.feeds):
        pointer = f"/facts/{at}"
        yield from _unknown(document, f"{pointer}/questions", feed.questions, list(questions), "question")
        yield from _unknown(document, f"{pointer}/groups", feed.groups, groups, "group")
        place = document.place(pointer)
        for fact in feed.facts:
            if fact in first:
                yield _name_taken(place, fact, first[fact])
            first.setdefault(fact, place)
        if feed.sum and not all(_is_decimal(each.value) for name in feed.questions for each in _of(questions, name)):
            yield error(
                "survey.no-decimal",
                place,
                f"Tổng '{feed.sum}' không viết được thành số thập phân: có phương án giá trị như 1/3.",
                f"The sum '{feed.sum}' cannot be written as a decimal: some option is worth the likes of 1/3.",
                "Đổi thang đo để mọi giá trị là số thập phân.",
                "Choose a scale on which all values are decimals.",
            )
        yield from _asked_twice(document, pointer, feed)
        if feed.groups:
            yield from _nobody(
                place, feed, [questions[name] for name in dict.fromkeys(feed.questions) if name in questions], form
            )


def _asked_twice(document: Document, pointer: str, feed: Feed) -> Iterator[Finding]:
    """Questions that stand more than once in a list of facts."""
    for at, name in enumerate(feed.questions):
        if name in feed.questions[:at]:
            yield error(
                "survey.question-twice",
                document.place(f"{pointer}/questions/{at}"),
                f"Câu '{name}' được nêu hai lần; câu trả lời sẽ bị tính gấp đôi.",
                f"'{name}' is named twice; its answers would count double.",
                "Nêu mỗi câu một lần.",
                "Name each question once.",
            )


def _nobody(place: Place, feed: Feed, questions: list[Question], form: SurveyForm) -> Iterator[Finding]:
    """Questions that none of the groups of a fact is asked, or for a mean none that weighs anything."""
    for question in questions:
        asked = [group for group in form.groups if group.id in question.groups and group.id in feed.groups]
        if not asked:
            yield error(
                "survey.nobody-asked",
                place,
                f"Không nhóm nào ở đây được hỏi câu '{question.id}'.",
                f"None of the groups here is asked '{question.id}'.",
                "Sửa `groups` ở đây hoặc của câu hỏi.",
                "Mend `groups` here, or those of the question.",
            )
        elif (feed.mean or feed.percent) and not any(group.weight for group in asked):
            yield _weightless(place, question.id)


def _of(questions: Mapping[str, Question], name: str) -> tuple[Choice, ...]:
    return questions[name].options if name in questions else ()


def _is_decimal(value: Fraction) -> bool:
    return "/" not in decimal_text(value)


def _unknown(
    document: Document, pointer: str, names: tuple[str, ...], known: list[str], kind: str
) -> Iterator[Finding]:
    what = {"group": Text("nhóm", "group"), "question": Text("câu hỏi", "question")}[kind]
    for at, name in enumerate(names):
        if name not in known:
            near = nearest(name, known)
            yield error(
                "survey.unknown-name",
                document.place(f"{pointer}/{at}"),
                f"Mẫu không có {what.vi} '{name}'.",
                f"The form has no {what.en} '{name}'.",
                f"Ý bạn là '{near}'?" if near else "Khai báo trong mẫu, hoặc sửa mã.",
                f"Did you mean '{near}'?" if near else "Declare it in the form, or mend the id.",
            )


def _size(form: SurveyForm) -> Iterator[Finding]:
    columns = len(form.option_ids()) + 2
    cells = max(1, len(form.units)) * len(form.questions) * len(form.groups) * columns
    if cells > MOST_CELLS:
        yield error(
            "survey.too-large",
            form.place,
            f"Mẫu cần {cells} ô đếm (đơn vị × câu hỏi × nhóm × phương án), nhiều nhất được {MOST_CELLS}.",
            f"The form needs {cells} counts (units × questions × groups × options); at most {MOST_CELLS} are kept.",
            "Chia thành nhiều mẫu, mỗi mẫu một phần đơn vị hoặc câu hỏi.",
            "Split it into several forms, each with some of the units or questions.",
        )
