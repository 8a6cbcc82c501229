"""Asking one plugin for its folders, by itself: whatever goes wrong becomes the reason why it is left out."""

import traceback
from collections.abc import Callable, Iterable
from importlib.resources.abc import Traversable
from itertools import islice

import pluggy

from engine import hookspecs
from engine.discovery.record import Refused
from engine.domain.text import Text
from engine.errors import nearest

MOST_FOLDERS = 200
"""The set folders that one plugin, or one drop-in folder, may bring."""

HOOK = "criteria_folders"
_LONGEST_REASON = 300


def folders_of(load: Callable[[], object]) -> tuple[Traversable, ...]:
    """The folders that the plugin object given by `load` names. Raises Refused, with the reason.

    Each plugin has a plugin manager of its own: pluggy stops at the first hook that raises, and nothing that one plugin
    does to its manager reaches another.
    """
    try:
        return _asked(load())
    except (KeyboardInterrupt, Refused):
        raise
    except BaseException as problem:  # a plugin may raise anything, SystemExit included, and must not stop the host
        reason = told(problem)
        raise Refused(
            Text(
                f"Plugin gây lỗi khi được nạp: {reason}. Sửa hoặc gỡ plugin này.",
                f"The plugin failed while it was loaded: {reason}. Mend or remove it.",
            )
        ) from problem


def told(problem: BaseException) -> str:
    """An exception in one line: what it says, and the file and line that raised it."""
    said = " ".join(traceback.format_exception_only(problem)[-1].split())
    if len(said) > _LONGEST_REASON:
        said = said[:_LONGEST_REASON] + "…"
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if not frame.filename.startswith("<")]
    return f"{said} [{frames[-1].filename}:{frames[-1].lineno}]" if frames else said


def _asked(plugin: object) -> tuple[Traversable, ...]:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    _refuse_misspelt(manager, plugin)
    answers = manager.hook.criteria_folders()
    if not manager.get_hookcallers(plugin):
        raise Refused(
            Text(
                f"Plugin không có hook {HOOK}. Đặt @hookimpl trước hàm {HOOK}.",
                f"The plugin has no hook {HOOK}. Put @hookimpl before the function {HOOK}.",
            )
        )
    return _checked(folder for answer in answers for folder in _each(answer))


def _refuse_misspelt(manager: pluggy.PluginManager, plugin: object) -> None:
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        unknown = [caller.name for caller in manager.get_hookcallers(plugin) or () if not caller.has_spec()]
        meant = nearest(unknown[0], [HOOK]) if unknown else None
        vi, en = ("Ý bạn là", "Did you mean") if meant else ("Chỉ có", "The only one is")
        names, end = ", ".join(unknown), "?" if meant else "."
        raise Refused(
            Text(f"Không có hook tên {names}. {vi} {HOOK}{end}", f"There is no hook called {names}. {en} {HOOK}{end}")
        ) from problem


def _each(answer: object) -> Iterable[object]:
    if isinstance(answer, Iterable) and not isinstance(answer, (str, bytes)):
        return answer
    kind = type(answer).__name__
    raise Refused(
        Text(
            f"Hook {HOOK} trả về {kind}, ở đây cần danh sách các thư mục.",
            f"The hook {HOOK} gives {kind} where a list of folders is needed.",
        )
    )


def _checked(answers: Iterable[object]) -> tuple[Traversable, ...]:
    folders: list[Traversable] = []
    for answer in islice(answers, MOST_FOLDERS + 1):
        if not isinstance(answer, Traversable):
            kind = type(answer).__name__
            raise Refused(
                Text(
                    f"Hook {HOOK} trả về {kind} ở chỗ cần một thư mục. Dùng folder_of(__name__) hoặc pathlib.Path.",
                    f"The hook {HOOK} gives {kind} where a folder is needed. Use folder_of(__name__) or pathlib.Path.",
                )
            )
        folders.append(answer)
    if not folders:
        raise Refused(
            Text(
                f"Hook {HOOK} không nêu thư mục nào. Trả về ít nhất một thư mục.",
                f"The hook {HOOK} names no folder. Let it give at least one.",
            )
        )
    if len(folders) > MOST_FOLDERS:
        raise Refused(too_many())
    return tuple(folders)


def too_many() -> Text:
    """The reason against a plugin or drop-in folder that brings more set folders than are looked at."""
    return Text(
        f"Có hơn {MOST_FOLDERS} thư mục bộ tiêu chí. Chia ra nhiều nơi.",
        f"There are more than {MOST_FOLDERS} folders of criteria sets. Spread them over several places.",
    )
