"""The kinds of values that options and arguments take; what does not fit is refused in both languages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from engine.cli.wrong_usage import WrongUsage
from engine.domain.activation import moment_written
from engine.domain.text import Text
from engine.errors import nearest

HASH_LENGTH = 64


def is_result_hash(target: str) -> bool:
    """Whether a target may be the hash of a result, or one that was cut short."""
    return 6 <= len(target) <= HASH_LENGTH and not set(target) - set("0123456789abcdef")


class SpokenType(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in newer versions of click only
    """A kind of value; what does not fit is refused in both languages."""

    def refuse(self, told: Text, hint: Text, param: click.Parameter | None, ctx: click.Context | None) -> WrongUsage:
        """The refusal of a value, beginning with the option that it was given to."""
        name = max(param.opts, key=len) if isinstance(param, click.Option) else ""
        head = f"{name}: " if name else ""
        return WrongUsage(Text(head + told.vi, head + told.en), hint, context=ctx)


class OneOf(SpokenType):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.name = "|".join(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The words, as help shows them."""
        return self.name

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself; raises WrongUsage."""
        if value in self.words:
            return value
        near, known = nearest(value, self.words), ", ".join(self.words)
        hint = (
            Text(f"Ý bạn là '{near}'?", f"Did you mean '{near}'?")
            if near
            else Text(f"Cho phép: {known}.", f"Allowed: {known}.")
        )
        raise self.refuse(Text(f"không có '{value}'.", f"there is no '{value}'."), hint, param, ctx)


class Whole(SpokenType):
    """A whole number from `least` to `most`, in the digits 0 to 9."""

    name = "NUMBER"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; raises WrongUsage."""
        text = str(value)
        if text.isascii() and text.isdigit() and len(text) <= 12 and self.least <= int(text) <= self.most:
            return int(text)
        told = Text(f"'{value}' không phải số dùng được.", f"'{value}' is not a number that can be used.")
        bounds = f"{self.least} … {self.most}"
        raise self.refuse(told, Text(f"Cho phép: {bounds}.", f"Allowed: {bounds}."), param, ctx)


class Day(SpokenType):
    """A day, `2099-01-31` or `31/01/2099`."""

    name = "DATE"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; raises WrongUsage."""
        if isinstance(value, date):
            return value
        parts = value.split("/")
        iso = "-".join(reversed(parts)) if len(parts) == 3 else value
        try:
            return date.fromisoformat(iso)
        except ValueError:
            told = Text(f"'{value}' không phải là ngày.", f"'{value}' is not a date.")
            hint = Text("Ghi 2099-01-31 hoặc 31/01/2099.", "Write 2099-01-31 or 31/01/2099.")
            raise self.refuse(told, hint, param, ctx) from None


class Moment(SpokenType):
    """A moment with its offset from UTC, or a day, which means its end in Viet Nam."""

    name = "MOMENT"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; raises WrongUsage."""
        if isinstance(value, datetime):
            return value
        parts = value.split("/")
        moment = moment_written("-".join(reversed(parts)) if len(parts) == 3 else value)
        if moment is None:
            told = Text(f"'{value}' không phải là thời điểm.", f"'{value}' is not a moment.")
            example = "2026-11-22T10:00:00+07:00, 2026-11-22, 22/11/2026"
            raise self.refuse(told, Text(f"Ví dụ: {example}.", f"Examples: {example}."), param, ctx)
        return moment


class There(SpokenType):
    """A file or folder that is there; with `folder` only a folder."""

    name = "PATH"

    def __init__(self, *, folder: bool = False) -> None:
        self.folder = folder

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; raises WrongUsage."""
        path = Path(value)
        try:
            found = path.is_dir() if self.folder else path.exists()
        except (OSError, ValueError):  # a name that is too long, or holds a zero byte, is nobody's
            found = False
        if found:
            return path
        what = Text("thư mục", "folder") if self.folder else Text("tệp hay thư mục", "file or folder")
        told = Text(f"Không có {what.vi} '{value}'.", f"There is no {what.en} '{value}'.")
        hint = Text(
            f"Kiểm tra đường dẫn; lệnh đang chạy ở '{Path.cwd()}'.", f"Check the path; this runs in '{Path.cwd()}'."
        )
        raise self.refuse(told, hint, None, ctx)
