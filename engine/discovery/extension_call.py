"""Asking an extension: one call, one process, and every way in which it can go wrong told with the next step."""

import json
import signal
from collections.abc import Mapping
from typing import ClassVar

from engine.discovery.child_limits import ChildLimits
from engine.discovery.child_process import Heard, run_child
from engine.discovery.extension_record import ExtensionRecord
from engine.domain.text import NOTHING, Text
from engine.errors import EngineError

_LONGEST_REASON = 700


class ExtensionFailed(EngineError):
    """One call of an extension failed; nothing else is touched by it. `reason` says how, and what to do."""

    code: ClassVar[str] = "extension.failed"

    def __init__(self, name: str, reason: Text) -> None:
        super().__init__(
            f"Phần mở rộng '{name}' không làm được việc này.",
            f"The extension '{name}' failed.",
            hint_vi=reason.vi,
            hint_en=reason.en,
        )
        self.reason = reason

    @classmethod
    def garbled(cls, name: str) -> "ExtensionFailed":
        """The answer is not what our side of the process gives: the plugin wrote into it."""
        return cls(
            name,
            Text(
                "Câu trả lời của nó không đọc được. Báo cho người viết gói.",
                "Its answer cannot be read. Tell the author of the package.",
            ),
        )


def ask(record: ExtensionRecord, hook: str | None, arguments: Mapping[str, object], limits: ChildLimits) -> object:
    """What a hook gives, as JSON has it; without a hook the names of those that there are.

    Raises ExtensionFailed.
    """
    call = {"value": record.location, "hook": hook, "arguments": arguments}
    heard = run_child(call, limits)
    if heard.line is None:
        raise ExtensionFailed(record.name, _silence(heard, limits))
    try:
        answer = json.loads(heard.line)
    except (ValueError, RecursionError) as problem:
        raise ExtensionFailed.garbled(record.name) from problem
    match answer:
        case {"result": result}:
            return result
        case {"refused": {"vi": str(vi), "en": str(en)}}:
            raise ExtensionFailed(record.name, Text(vi[:_LONGEST_REASON], en[:_LONGEST_REASON]))
        case {"raised": str(reason)}:
            raise ExtensionFailed(record.name, _raised(reason[:_LONGEST_REASON], limits))
    raise ExtensionFailed.garbled(record.name)


def _raised(reason: str, limits: ChildLimits) -> Text:
    vi = en = ""
    if reason.startswith("MemoryError"):
        vi, en = f" Bộ nhớ cho phép: {limits.memory_bytes} byte.", f" Memory allowed: {limits.memory_bytes} bytes."
    return Text(
        f"Nó gây lỗi: {reason}.{vi} Kiểm tra tệp đưa vào, hoặc báo cho người viết gói.",
        f"It raised: {reason}.{en} Check what it was given, or tell the author of the package.",
    )


def _silence(heard: Heard, limits: ChildLimits) -> Text:
    """Why there is no answer, as far as the end of the process tells."""
    tell = Text("Đưa vào ít hơn, hoặc báo cho người viết gói.", "Give it less, or tell the author of the package.")
    if heard.too_much:
        most = limits.given_bytes
        what = Text(f"Nó trả về hơn {most} byte.", f"It gave more than {most} bytes.")
    elif heard.exit_code is None:
        seconds = f"{limits.seconds:g}"
        what = Text(f"Nó không trả lời trong {seconds} giây.", f"It did not answer within {seconds} seconds.")
    elif heard.exit_code < 0:
        what = _signalled(-heard.exit_code, limits)
    else:
        code = heard.exit_code
        what = Text(
            f"Nó tự thoát với mã {code} mà không trả lời.", f"It exited with code {code} and without an answer."
        )
    return Text(f"{what.vi} {tell.vi}", f"{what.en} {tell.en}")


def _signalled(number: int, limits: ChildLimits) -> Text:
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    more = NOTHING
    if name == "SIGXCPU":
        seconds = limits.processor_seconds
        more = Text(f" (quá {seconds} giây bộ xử lý)", f" (more than {seconds} seconds of the processor)")
    return Text(f"Tiến trình của nó bị ngắt bởi {name}{more.vi}.", f"Its process was ended by {name}{more.en}.")
