"""Asking one plugin for its folders, by itself: whatever goes wrong becomes the reason why it is left out."""

import traceback
from collections.abc import Callable, Iterable
from importlib.resources.abc import Traversable
from itertools import islice

from engine.discovery.hook_names import registered
from engine.discovery.record import Refused
from engine.domain.text import Text
from engine.hookspecs import GROUP

MOST_FOLDERS = 200
"""The set folders that one plugin, or one drop-in folder, may bring."""

HOOK = "criteria_folders"
_LONGEST_REASON = 300


def folders_of(load: Callable[[], object]) -> tuple[Traversable, ...]:
    """The folders that the plugin object given by `load` names. Raises Refused, with the reason."""
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
    answers = registered(plugin, GROUP).hook.criteria_folders()
    return _checked(folder for answer in answers for folder in _each(answer))


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
