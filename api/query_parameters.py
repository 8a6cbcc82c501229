"""Query parameters: declared, read in one way, and refused together where they are wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from werkzeug.datastructures import MultiDict

from api.call import Value
from engine.domain.activation import day_written, moment_written
from engine.domain.text import LANGUAGES, NOTHING, Text, nfc
from engine.errors import EngineError, nearest
from engine.settings import Limits

USUAL_PAGE = 50
_MOST_FINDINGS = 50
_SHOWN_CHARACTERS = 60
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class ParameterFinding:
    """One thing that is wrong with a query parameter."""

    parameter: str
    code: str
    message: Text
    hint: Text = NOTHING


class InvalidParameters(EngineError):
    """Query parameters that are unknown, missing, repeated or cannot be read; `findings` lists them all."""

    code = "request.parameters"

    def __init__(self, findings: Sequence[ParameterFinding]) -> None:
        super().__init__(
            "Tham số của yêu cầu không dùng được.", "The parameters of the request cannot be used.", findings=findings
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. `text` has at most `most` characters, `whole` lies in `least` … `most`, `page` in 1 … the
    limit of the settings, `choice` is one of `choices`, `truth` is true or false, `day` is an ISO date, `moment` is
    RFC 3339 with an offset, or a day, which means its last moment in Viet Nam; both are given back as ISO text.

    `only_with` names a truth parameter: this one is refused, and never required, unless that one is true; `not_with`
    the other way round.
    """

    name: str
    kind: Literal["text", "whole", "page", "choice", "truth", "day", "moment"]
    about: Text
    required: bool = False
    only_with: str = ""
    not_with: str = ""
    least: int = 1
    most: int = 100
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def always_required(self) -> bool:
        """Whether every request needs it, whatever else it asks for."""
        return self.required and not (self.only_with or self.not_with)

    def goes_with(self, truths: frozenset[str]) -> bool:
        """Whether it may stand beside these truth parameters, all that are true."""
        return self.not_with not in truths and (not self.only_with or self.only_with in truths)

    def bounds(self, limits: Limits) -> tuple[int, int]:
        """The least and the greatest number allowed."""
        return (1, limits.page_items) if self.kind == "page" else (self.least, self.most)

    def default(self, limits: Limits) -> Value | None:
        """What holds where the parameter is not given."""
        return min(USUAL_PAGE, limits.page_items) if self.kind == "page" else None

    def read(self, text: str, limits: Limits) -> Value | None:
        """What `text` means; None where it means nothing here."""
        match self.kind:
            case "truth":
                return _TRUTHS.get(text)
            case "choice":
                return text if text in self.choices else None
            case "day":
                return _day(text)
            case "moment":
                return _moment(text)
            case "text":
                value = nfc(text)
                return value if 0 < len(value) <= self.most and value.isprintable() and _REPLACED not in value else None
        least, most = self.bounds(limits)
        return int(text) if _is_whole(text) and least <= int(text) <= most else None

    def allowed(self, limits: Limits) -> Text:
        """What may be written, in words."""
        match self.kind:
            case "truth":
                return Text("true hoặc false", "true or false")
            case "choice":
                return Text(" | ".join(self.choices), " | ".join(self.choices))
            case "day":
                return Text("một ngày, 2022-12-31", "a day, 2022-12-31")
            case "moment":
                return Text(
                    "2026-11-22T10:00:00+07:00, hoặc một ngày 2026-11-22",
                    "2026-11-22T10:00:00+07:00, or a day, 2026-11-22",
                )
            case "text":
                return Text(f"1 đến {self.most} ký tự in được", f"1 to {self.most} printable characters")
        least, most = self.bounds(limits)
        return Text(f"số nguyên {least} đến {most}", f"a whole number, {least} to {most}")


LANGUAGE = Parameter(
    "lang",
    "choice",
    Text(
        "Ngôn ngữ của thông báo lỗi; thay cho Accept-Language.", "Language of problems; stands above Accept-Language."
    ),
    choices=LANGUAGES,
    example="vi",
)

REVISION = Parameter(
    "revision",
    "whole",
    Text("Lần sửa đổi của phiên bản; mặc định lần mới nhất.", "Revision of the edition; by default the newest."),
    most=9_999,
    example="1",
)


def read_query(declared: Sequence[Parameter], given: MultiDict[str, str], limits: Limits) -> Mapping[str, Value]:
    """The values of the declared parameters, defaults included; raises InvalidParameters with all that is wrong."""
    findings = list(_unknown(declared, given))
    truths = frozenset(each.name for each in declared if each.kind == "truth" and given.get(each.name) == "true")
    values: dict[str, Value] = {}
    for parameter in declared:
        texts = given.getlist(parameter.name)
        if parameter.goes_with(truths):
            read = _read(parameter, texts, limits)
        else:
            read = _out_of_place(parameter) if texts else None
        if isinstance(read, ParameterFinding):
            findings.append(read)
        elif read is not None:
            values[parameter.name] = read
    if findings:
        raise InvalidParameters(findings[:_MOST_FINDINGS])
    return values


def shown(text: str) -> str:
    """What a caller wrote, as a message may carry it: short, and without control characters."""
    short = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
    return "".join(letter if letter.isprintable() else _REPLACED for letter in nfc(short))


def _day(text: str) -> str | None:
    """An ISO date, as it was written; None for anything else."""
    day = day_written(text)
    return day.isoformat() if day else None


def _moment(text: str) -> str | None:
    """A moment as ISO text with an offset; a blank before the offset was a plus before it came through an address."""
    moment = moment_written(text.replace(" ", "+"))
    return moment.isoformat() if moment else None


def _is_whole(text: str) -> bool:
    """At most 18 digits, so that every number fits 64 bits."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _read(parameter: Parameter, texts: list[str], limits: Limits) -> Value | ParameterFinding | None:
    name = parameter.name
    if len(texts) > 1:
        message = Text(f"Tham số '{name}' có {len(texts)} lần.", f"The parameter '{name}' stands {len(texts)} times.")
        return ParameterFinding(name, "parameter.repeated", message, Text("Chỉ ghi một lần.", "Give it once."))
    if not texts and not parameter.required:
        return parameter.default(limits)
    allowed = parameter.allowed(limits)
    hint = Text(f"Cho phép: {allowed.vi}.", f"Allowed: {allowed.en}.")
    if not texts:
        message = Text(f"Thiếu tham số '{name}'.", f"The parameter '{name}' is missing.")
        return ParameterFinding(name, "parameter.missing", message, hint)
    value = parameter.read(texts[0], limits)
    if value is None:
        said = shown(texts[0])
        message = Text(f"'{name}' không nhận giá trị '{said}'.", f"'{name}' does not take the value '{said}'.")
        return ParameterFinding(name, "parameter.value", message, hint)
    return value


def _out_of_place(parameter: Parameter) -> ParameterFinding:
    name, other = parameter.name, parameter.only_with or parameter.not_with
    if parameter.only_with:
        message = Text(f"'{name}' chỉ dùng cùng {other}=true.", f"'{name}' goes with {other}=true only.")
        hint = Text(f"Thêm {other}=true, hoặc bỏ '{name}'.", f"Add {other}=true, or leave '{name}' out.")
        return ParameterFinding(name, "parameter.only-with", message, hint)
    message = Text(f"'{name}' không dùng cùng {other}=true.", f"'{name}' does not go with {other}=true.")
    hint = Text(f"Bỏ một trong hai: '{name}' hoặc {other}.", f"Leave one of the two out: '{name}' or {other}.")
    return ParameterFinding(name, "parameter.not-with", message, hint)


def _unknown(declared: Sequence[Parameter], given: MultiDict[str, str]) -> Iterator[ParameterFinding]:
    known = [parameter.name for parameter in declared]
    for name in given:
        if name in known:
            continue
        said, near = shown(name), nearest(name[:_SHOWN_CHARACTERS], known)
        listed = ", ".join(known)
        yield ParameterFinding(
            said,
            "parameter.unknown",
            Text(f"Không có tham số '{said}' ở đây.", f"There is no parameter '{said}' here."),
            Text(f"Ý bạn là '{near}'?", f"Did you mean '{near}'?")
            if near
            else Text(f"Hiện có: {listed}.", f"Known: {listed}."),
        )
