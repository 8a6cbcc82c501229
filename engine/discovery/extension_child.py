"""What runs in the process of one call: it limits itself, loads one plugin, asks one hook, gives one line of JSON.

It is started with the search path of modules and the limits as its arguments, reads the call from its standard input
and answers on its standard output, which the plugin does not get: what that prints goes nowhere.
"""

import base64
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint
from typing import Any, NoReturn

from engine.discovery.child_limits import ChildLimits, limit_this_process
from engine.discovery.hook_call import told
from engine.discovery.hook_names import registered
from engine.discovery.record import Refused
from engine.domain.text import Text
from engine.hookspecs import EXTENSION_GROUP, HOOKS


def main() -> NoReturn:
    """Answer one call, and end without whatever the plugin may have left to be done at the end."""
    limit_this_process(ChildLimits(**json.loads(sys.argv[2])))
    sys.dont_write_bytecode = True
    call = json.loads(sys.stdin.buffer.read())
    with os.fdopen(_own_output(), "wb") as output:
        answer = answered(call)
        try:
            line = json.dumps(answer, allow_nan=False, ensure_ascii=True)
        except (TypeError, ValueError, RecursionError) as problem:
            line = json.dumps({"refused": _not_plain(call["hook"], problem).as_mapping()})
        output.write(line.encode("ascii") + b"\n")
    os._exit(0)


def answered(call: Mapping[str, Any]) -> dict[str, object]:
    """`result`, or `refused` with a reason in both languages, or `raised` with the exception in one line."""
    try:
        plugin = EntryPoint(name="", value=call["value"], group=EXTENSION_GROUP).load()
        return {"result": _asked(plugin, call)}
    except Refused as refused:
        return {"refused": refused.problem.as_mapping()}
    except BaseException as problem:  # noqa: BLE001  # a plugin may raise anything, SystemExit included
        return {"raised": told(problem)}


def _asked(plugin: object, call: Mapping[str, Any]) -> object:
    """What the hook gives; without one the names of the hooks that the plugin has."""
    manager, wanted = registered(plugin, EXTENSION_GROUP), call["hook"]
    names = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    has = [hook for hook in HOOKS[EXTENSION_GROUP] if hook in names]
    if wanted is None:
        return has
    if wanted not in has:
        raise Refused(_lacking(wanted, has))
    return _CALLS[wanted](manager.hook, call["arguments"])


def _imported(hooks: Any, arguments: Mapping[str, Any]) -> object:  # noqa: ANN401  # pluggy's own
    (answer,) = hooks.import_submissions(data=base64.b64decode(arguments["data"]), name=arguments["name"]) or (None,)
    if not isinstance(answer, (list, tuple)):
        raise Refused(_wrong_kind("import_submissions", answer, Text("một danh sách phiếu", "a list of submissions")))
    for item in answer:
        if not isinstance(item, dict):
            raise Refused(_wrong_kind("import_submissions", item, Text("một phiếu (dict)", "a submission (a dict)")))
    return answer


def _rendered(hooks: Any, arguments: Mapping[str, Any]) -> object:  # noqa: ANN401  # pluggy's own
    (answer,) = hooks.render_result(document=arguments["document"], language=arguments["language"]) or (None,)
    match answer:
        case (bytes() as content, str() as media_type):
            return {"content": base64.b64encode(content).decode("ascii"), "media_type": media_type}
    wanted = Text("Rendered: byte và loại nội dung", "Rendered: bytes and a media type")
    raise Refused(_wrong_kind("render_result", answer, wanted))


_CALLS: Mapping[str, Callable[[Any, Mapping[str, Any]], object]] = {
    "import_submissions": _imported,
    "render_result": _rendered,
}


def _own_output() -> int:
    """A descriptor of the standard output for us alone; the plugin reads nothing and prints into nothing."""
    ours = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    return ours


def _lacking(hook: str, has: list[str]) -> Text:
    listed = ", ".join(has)
    return Text(f"Plugin không có hook {hook}; có: {listed}.", f"The plugin has no hook {hook}; it has: {listed}.")


def _wrong_kind(hook: str, value: object, wanted: Text) -> Text:
    kind = type(value).__name__
    return Text(
        f"Hook {hook} trả về {kind}, ở đây cần {wanted.vi}.",
        f"The hook {hook} gives {kind} where {wanted.en} is needed.",
    )


def _not_plain(hook: str, problem: Exception) -> Text:
    reason = f"{type(problem).__name__}: {problem}"
    return Text(
        f"Hook {hook} trả về thứ không phải dữ liệu JSON thuần ({reason}). Số thập phân và ngày viết thành văn bản.",
        f"The hook {hook} gives what is no plain JSON data ({reason}). Write decimals and dates as text.",
    )
