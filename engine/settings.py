"""Settings from the environment: read once, checked all together, never changed afterwards."""

import ipaddress
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.text import LANGUAGES, Text
from engine.errors import InvalidSetting, nearest

PREFIX = "PARINDEX_"
VARIABLES = (
    "PARINDEX_DATABASE",
    "PARINDEX_SETS",
    "PARINDEX_LOCK",
    "PARINDEX_EXTENSIONS",
    "PARINDEX_CACHE",
    "PARINDEX_HOST",
    "PARINDEX_PORT",
    "PARINDEX_LANG",
    "PARINDEX_MAX_BODY_BYTES",
    "PARINDEX_MAX_FACTS",
    "PARINDEX_MAX_LIST_ITEMS",
    "PARINDEX_MAX_PAGE_ITEMS",
)

_HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*")
_EXTENSION_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)
_NONE = "none"
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for; more is refused before it costs anything."""

    body_bytes: int = 1_048_576
    facts: int = 5_000
    list_items: int = 10_000
    page_items: int = 500


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs.

    `database` is a path or an `sqlite:///` address; `makes_database_folder` says that it is the default one, whose
    folder may be made. `sets` are the drop-in folders of criteria sets, in the order given; `lock` is the file that
    pins sets by their hash; `extensions` the importers and renderers that are switched on, by name; `cache` is the
    folder of sets that were read before, or None.
    """

    database: str
    makes_database_folder: bool = False
    sets: tuple[Path, ...] = ()
    lock: Path | None = None
    extensions: tuple[str, ...] = ()
    cache: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    language: str = "vi"
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], platform: str = sys.platform) -> "Settings":
        """Read the PARINDEX_… variables; one that is unset or empty takes its default.

        Raises InvalidSetting, with a finding for each variable that cannot be used; also for one that looks like a
        slip of the pen, since a setting that is silently not heeded is worse than none.
        """
        reader = _Reader(environ)
        reader.see_no_slips()
        database = reader.database()
        settings = cls(
            database=database or str(default_database(environ, platform)),
            makes_database_folder=not database,
            sets=reader.folders(),
            lock=reader.lock(),
            extensions=reader.extensions(),
            cache=reader.cache(default_cache(environ, platform)),
            host=reader.host("127.0.0.1"),
            port=reader.whole("PARINDEX_PORT", 8000, 1, 65_535),
            language=reader.language("vi"),
            limits=reader.limits(Limits()),
        )
        reader.refuse_what_is_wrong()
        return settings


def default_database(environ: Mapping[str, str], platform: str) -> Path:
    """The user's own data file: under XDG_DATA_HOME or ~/.local/share; on Windows under LOCALAPPDATA.

    An XDG_DATA_HOME that is not absolute is not heeded, as the XDG Base Directory Specification asks.
    """
    home = Path(environ.get("HOME") or Path.home())
    if platform == "win32":
        folder = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        named = Path(environ.get("XDG_DATA_HOME") or "")
        folder = named if named.is_absolute() else home / ".local" / "share"
    return folder / "parindex" / "parindex.sqlite3"


def default_cache(environ: Mapping[str, str], platform: str) -> Path:
    """The user's own folder of what can be made again: under XDG_CACHE_HOME or ~/.cache; on Windows LOCALAPPDATA."""
    home = Path(environ.get("HOME") or Path.home())
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "parindex" / "cache"
    named = Path(environ.get("XDG_CACHE_HOME") or "")
    return (named if named.is_absolute() else home / ".cache") / "parindex"


class _Reader:
    """Reads variables one by one and notes all that is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._findings: list[Finding] = []

    def see_no_slips(self) -> None:
        """Note each PARINDEX_… variable that is none of ours but looks like one."""
        known = [variable.removeprefix(PREFIX) for variable in VARIABLES]
        for variable in sorted(name for name in self._environ if name.startswith(PREFIX) and name not in VARIABLES):
            if meant := nearest(variable.removeprefix(PREFIX), known):
                what = Text("không có biến này", "there is no such variable")
                self._note(variable, what, Text(f"Ý bạn là {PREFIX}{meant}?", f"Did you mean {PREFIX}{meant}?"))

    def database(self) -> str:
        """The address of the database, or nothing; it is not shown when wrong, since it may hold a password."""
        address = self._text("PARINDEX_DATABASE")
        scheme, is_url, path = address.partition("://")
        if is_url and (scheme not in ("sqlite", "sqlite+pysqlite") or not path.strip("/")):
            self._note(
                "PARINDEX_DATABASE",
                Text(f"không dùng được địa chỉ loại '{scheme}'", f"an address of kind '{scheme}' cannot be used"),
                Text(
                    "Ghi đường dẫn tới một tệp SQLite, hoặc sqlite:///đường/dẫn.",
                    "Give the path of an SQLite file, or sqlite:///path.",
                ),
            )
        return address

    def folders(self) -> tuple[Path, ...]:
        """The drop-in folders, absolute; empty places in the list are skipped."""
        parts = self._text("PARINDEX_SETS").split(os.pathsep)
        named = tuple(Path(part.strip()).absolute() for part in parts if part.strip())
        for folder in named:
            if not folder.is_dir():
                self._note(
                    "PARINDEX_SETS",
                    Text(f"'{folder}' không phải là thư mục", f"'{folder}' is not a folder"),
                    Text(
                        f"Ghi các thư mục có thật, cách nhau bằng '{os.pathsep}'.",
                        f"Name folders that exist, with '{os.pathsep}' between them.",
                    ),
                )
        return named

    def lock(self) -> Path | None:
        """The file that pins sets, absolute; it need not be there yet, since a command writes it."""
        named = self._text("PARINDEX_LOCK")
        path = Path(named).absolute() if named else None
        if path and path.is_dir():
            what = Text(f"'{path}' là thư mục", f"'{path}' is a folder")
            hint = Text("Ghi đường dẫn tới một tệp, ví dụ parindex.lock.", "Name a file, such as parindex.lock.")
            self._note("PARINDEX_LOCK", what, hint)
        return path

    def cache(self, default: Path) -> Path | None:
        """The folder of kept sets, absolute; None for `none`."""
        text = self._text("PARINDEX_CACHE")
        return None if text == _NONE else Path(text).absolute() if text else default

    def extensions(self) -> tuple[str, ...]:
        """The names of extensions that are switched on, each once; `none` is the default and stands alone."""
        text = self._text("PARINDEX_EXTENSIONS")
        names = [part.strip() for part in text.split(",") if part.strip()]
        wrong = [name for name in names if not _EXTENSION_NAME.fullmatch(name)]
        if wrong or (_NONE in names and len(names) > 1):
            shown = _shown(wrong[0] if wrong else text)
            self._note(
                "PARINDEX_EXTENSIONS",
                Text(f"không dùng được '{shown}'", f"'{shown}' cannot be used"),
                Text(
                    "Ghi none, hoặc tên các phần mở rộng cách nhau bằng dấu phẩy.",
                    "Write none, or the names of extensions with commas between them.",
                ),
            )
        return tuple(dict.fromkeys(name for name in names if name != _NONE))

    def host(self, default: str) -> str:
        """The name or address that the server listens on."""
        host = self._text("PARINDEX_HOST") or default
        if not _HOST_NAME.fullmatch(host) and not _is_ip_address(host):
            shown = _shown(host)
            self._note(
                "PARINDEX_HOST",
                Text(f"'{shown}' không phải tên máy hay địa chỉ IP", f"'{shown}' is no host name and no IP address"),
                Text(
                    "Ví dụ 127.0.0.1, ::1, 0.0.0.0; cổng ghi ở PARINDEX_PORT.",
                    "For example 127.0.0.1, ::1, 0.0.0.0; the port belongs into PARINDEX_PORT.",
                ),
            )
        return host

    def language(self, default: str) -> str:
        """The language of messages: `vi` or `en`."""
        language = self._text("PARINDEX_LANG") or default
        if language not in LANGUAGES:
            shown, allowed = _shown(language), ", ".join(LANGUAGES)
            what = Text(f"không có ngôn ngữ '{shown}'", f"there is no language '{shown}'")
            self._note("PARINDEX_LANG", what, Text(f"Cho phép: {allowed}.", f"Allowed: {allowed}."))
        return language

    def limits(self, default: Limits) -> Limits:
        """The limits, each within what a machine can bear."""
        return Limits(
            body_bytes=self.whole("PARINDEX_MAX_BODY_BYTES", default.body_bytes, 1_024, 1_073_741_824),
            facts=self.whole("PARINDEX_MAX_FACTS", default.facts, 1, 1_000_000),
            list_items=self.whole("PARINDEX_MAX_LIST_ITEMS", default.list_items, 1, 10_000_000),
            page_items=self.whole("PARINDEX_MAX_PAGE_ITEMS", default.page_items, 1, 100_000),
        )

    def whole(self, variable: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`, in the digits 0 to 9 alone."""
        text = self._text(variable)
        if not text:
            return default
        if text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most:
            return int(text)
        self._note(
            variable,
            Text(f"'{_shown(text)}' không phải số dùng được", f"'{_shown(text)}' is not a number that can be used"),
            Text(
                f"Cho phép: số nguyên {least} đến {most}; mặc định {default}.",
                f"Allowed: whole numbers {least} to {most}; default {default}.",
            ),
        )
        return default

    def refuse_what_is_wrong(self) -> None:
        """Raise InvalidSetting with all that was noted, if anything was."""
        if not self._findings:
            return
        messages, hints = [each.message for each in self._findings], [each.hint for each in self._findings]
        raise InvalidSetting(
            "; ".join(message.vi for message in messages) + ".",
            "; ".join(message.en for message in messages) + ".",
            hint_vi=" ".join(hint.vi for hint in hints),
            hint_en=" ".join(hint.en for hint in hints),
            findings=self._findings,
        )

    def _text(self, variable: str) -> str:
        return self._environ.get(variable, "").strip()

    def _note(self, variable: str, what: Text, hint: Text) -> None:
        vi, en = f"{variable}: {what.vi}", f"{variable}: {what.en}"
        self._findings.append(error(InvalidSetting.code, Place(variable), vi, en, hint.vi, hint.en))


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _shown(value: str) -> str:
    """A value as a message carries it: short, and without control characters."""
    return "".join(letter if letter.isprintable() else "?" for letter in value[:_SHOWN_CHARACTERS])
