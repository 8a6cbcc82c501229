"""What is wrong with raw answers, in words: the first of each kind by name and place, all of them by number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.columns.files.open_quotes import holds_rows, quote_not_closed
from engine.columns.survey.counting import RawCounts
from engine.columns.survey.second_look import RepeatedAnswers
from engine.columns.survey.tallies import MOST_TOLD, Named, Tally
from engine.domain.finding import Finding, error, warning
from engine.domain.numbers import grouped
from engine.domain.source_place import Place
from engine.domain.survey_form import SurveyForm
from engine.domain.text import Text
from engine.errors import nearest


def findings_of(raw: RawCounts, repeated: RepeatedAnswers) -> Iterator[Finding]:
    """Everything that was found while the answers were counted."""
    form, tally = raw.sizes.form, raw.tally
    yield from raw.findings
    for (_, row), finding in sorted(tally.notes, key=lambda note: note[0])[:MOST_TOLD]:
        yield replace(finding, place=Place(finding.place.file, row, 1))
    place = Place(raw.files[0].path.name)
    yield from _rest(place, "row", tally.unreadable, min(MOST_TOLD, len(tally.notes)))
    for role, known in _known(raw).items():
        yield from (_unknown(role, known, text, named) for text, named in tally.told(role))
        yield from _untold(place, role, tally)
    yield from (_not_asked(text, named) for text, named in tally.told("not-asked"))
    yield from _untold(place, "not-asked", tally)
    yield from (_elsewhere(text, named) for text, named in tally.told("elsewhere"))
    yield from _untold(place, "elsewhere", tally)
    yield from (_weight(form, text, named) for text, named in tally.told("weight"))
    yield from _untold(place, "weight", tally)
    yield from (_nobody(named) for _, named in tally.told("respondent"))
    yield from _twice(place, repeated)


def _known(raw: RawCounts) -> dict[str, Sequence[str]]:
    form = raw.sizes.form
    return {
        "unit": [] if raw.sizes.units.is_open else raw.sizes.units.ids,
        "group": [group.id for group in form.groups],
        "question": [question.id for question in form.questions],
        "option": form.option_ids(),
    }


MOST_SHOWN = 60
CODES: Mapping[str, str] = {
    "unit": "survey.unknown-unit",
    "group": "survey.unknown-group",
    "question": "survey.unknown-question",
    "option": "survey.unknown-option",
}
_WHAT = {
    "unit": Text("đơn vị", "unit"),
    "group": Text("nhóm đối tượng", "group of respondents"),
    "question": Text("câu hỏi", "question"),
    "option": Text("phương án", "option"),
}


def _rows(number: int) -> Text:
    return Text(
        f"{grouped(str(number), 'vi')} dòng", f"{grouped(str(number), 'en')} {'row' if number == 1 else 'rows'}"
    )


def _unknown(role: str, known: Sequence[str], text: str, named: Named) -> Finding:
    place = named.file.place(named.first[1], role)
    if holds_rows(named.file.path, text):
        return quote_not_closed(place)
    what, rows, near = _WHAT[role], _rows(named.rows), nearest(text, known)
    text = _shown(text)
    left_out = Text("không tính vào đâu", "counted nowhere")
    if role == "option":
        left_out = Text("tính là không hợp lệ", "counted as invalid")
    return error(
        CODES[role],
        place,
        f"Mẫu không có {what.vi} '{text}': {rows.vi}, đây là dòng đầu; nếu bỏ qua thì {left_out.vi}.",
        f"The form has no {what.en} '{text}': {rows.en}, this is the first; {left_out.en} if they are passed over.",
        f"Ý bạn là '{near}'?" if near else "Sửa dữ liệu, hoặc thêm vào mẫu (`codes` cho cách viết khác).",
        f"Did you mean '{near}'?" if near else "Mend the data, or add it to the form (`codes` for other spellings).",
    )


def _shown(text: str) -> str:
    """A text that may be of any length, as far as it helps."""
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"


def _not_asked(text: str, named: Named) -> Finding:
    question, group = text.split("\n")
    rows = _rows(named.rows)
    return error(
        "survey.not-asked",
        named.file.place(named.first[1], "group"),
        f"Câu '{question}' không hỏi nhóm '{group}', mà có {rows.vi} trả lời; đây là dòng đầu.",
        f"'{question}' is not asked of '{group}', yet answered: {rows.en}, this is the first.",
        "Sửa dữ liệu, hoặc thêm nhóm vào `groups` của câu hỏi.",
        "Mend the data, or add the group to `groups` of the question.",
    )


def _elsewhere(text: str, named: Named) -> Finding:
    question, option = text.split("\n")
    rows = _rows(named.rows)
    return error(
        "survey.option-elsewhere",
        named.file.place(named.first[1], "option"),
        f"'{option}' là phương án của câu khác, không phải của câu '{question}': {rows.vi}, đây là dòng đầu.",
        f"'{option}' is an option of other questions, not of '{question}': {rows.en}, this is the first.",
        "Sửa dữ liệu, hoặc thêm phương án vào câu hỏi.",
        "Mend the data, or add the option to the question.",
    )


def _weight(form: SurveyForm, text: str, named: Named) -> Finding:
    place, text = named.file.place(named.first[1], "weight"), _shown(text)
    rows, places = _rows(named.rows), form.weights.places if form.weights else 0
    return error(
        "survey.weight",
        place,
        f"'{text}' không phải trọng số dùng được: {rows.vi}, đây là dòng đầu.",
        f"'{text}' is no weight that can be used: {rows.en}, this is the first.",
        f"Ghi số từ 0 đến mức tối đa của mẫu, nhiều nhất {places} chữ số thập phân.",
        f"Write a number from 0 to the largest of the form, with {places} decimals at most.",
    )


def _nobody(named: Named) -> Finding:
    rows = _rows(named.rows)
    return warning(
        "survey.no-respondent",
        named.file.place(named.first[1], "respondent"),
        f"{rows.vi} không có mã phiếu nên không xét được trả lời hai lần; đây là dòng đầu.",
        f"{rows.en} without a respondent, so nobody can tell whether they were given twice; this is the first.",
        "Ghi mã phiếu cho mọi dòng, hoặc chấp nhận.",
        "Give every row a respondent, or accept it.",
    )


def _twice(place: Place, found: RepeatedAnswers) -> Iterator[Finding]:
    if found.too_many:
        number = Text(grouped(str(found.too_many), "vi"), grouped(str(found.too_many), "en"))
        yield error(
            "survey.file-twice",
            place,
            f"Khoảng {number.vi} câu trả lời đứng hơn một lần: có lẽ một tệp được đưa vào hai lần.",
            f"About {number.en} answers stand more than once: a file was most likely given twice.",
            "Bỏ tệp trùng, hoặc xem lại cột mã phiếu.",
            "Take the double away, or look at the column of respondents.",
        )
    for each in found.repeated[:MOST_TOLD]:
        first, *others = each.answers
        where = ", ".join(str(answer.file.place(answer.row, "respondent")) for answer in others[:5])
        yield error(
            "survey.answered-twice",
            first.file.place(first.row, "respondent"),
            f"Phiếu '{each.respondent}' trả lời câu '{each.question}' về '{each.unit}' {len(each.answers)} lần, "
            f"cả ở {where}; nếu bỏ qua thì mọi lần đều là không hợp lệ.",
            f"'{each.respondent}' answers '{each.question}' about '{each.unit}' {len(each.answers)} times, "
            f"also at {where}; if they are passed over, all of them are invalid.",
            "Giữ lại một câu trả lời.",
            "Keep one of the answers.",
        )
    yield from _rest(place, "twice", len(found.repeated), min(MOST_TOLD, len(found.repeated)))


def _untold(place: Place, kind: str, tally: Tally) -> Iterator[Finding]:
    return _rest(place, kind, tally.rows.get(kind, 0), sum(named.rows for _, named in tally.told(kind)))


def _rest(place: Place, kind: str, all_of_them: int, told: int) -> Iterator[Finding]:
    """What is not told by name, by number."""
    rest = all_of_them - told
    if rest > 0:
        what = _REST.get(kind, _REST["row"])
        yield error(
            "survey.more",
            place,
            f"Còn {grouped(str(rest), 'vi')} {what.vi} nữa cùng loại trên, không kể từng cái.",
            f"{grouped(str(rest), 'en')} more {what.en} of the kind above, which are not told one by one.",
            "Sửa các chỗ nêu trên rồi chạy lại.",
            "Mend those above and run this again.",
        )


_REST = {
    "row": Text("dòng", "rows"),
    "twice": Text("câu trả lời đứng hơn một lần", "answers that stand more than once"),
}
