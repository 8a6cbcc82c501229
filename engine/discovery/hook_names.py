"""Whether a plugin has the hooks of its group and no others: pluggy itself lets a misspelt one pass without a word."""

import pluggy

from engine import hookspecs
from engine.discovery.record import Refused
from engine.domain.text import Text
from engine.errors import nearest


def registered(plugin: object, group: str) -> pluggy.PluginManager:
    """A plugin manager that knows the hooks of `group`, and this plugin alone.

    Raises Refused for a function that is marked as a hook and is none, and for a plugin without hooks. Each plugin has
    a manager of its own: pluggy stops at the first hook that raises, and nothing that one plugin does to its manager
    reaches another.
    """
    hooks = hookspecs.HOOKS[group]
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(type("Hooks", (), {hook: getattr(hookspecs, hook) for hook in hooks}))
    manager.register(plugin)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        raise Refused(_misspelt(manager, plugin, hooks)) from problem
    if not manager.get_hookcallers(plugin):
        raise Refused(_no_hook(hooks))
    return manager


def _misspelt(manager: pluggy.PluginManager, plugin: object, hooks: tuple[str, ...]) -> Text:
    unknown = [caller.name for caller in manager.get_hookcallers(plugin) or () if not caller.has_spec()]
    home = next((group for group, its in hookspecs.HOOKS.items() if unknown and unknown[0] in its), None)
    if home:
        return Text(
            f"Hook {unknown[0]} không thuộc nhóm entry point này. Khai mô-đun chứa nó ở nhóm {home}.",
            f"The hook {unknown[0]} is not of this group of entry points. Its module belongs into the group {home}.",
        )
    meant = nearest(unknown[0], hooks) if unknown else None
    names = ", ".join(unknown)
    if meant:
        vi, en = f"Ý bạn là {meant}?", f"Did you mean {meant}?"
    elif len(hooks) == 1:
        vi, en = f"Chỉ có {hooks[0]}.", f"The only one is {hooks[0]}."
    else:
        vi, en = f"Chỉ có {', '.join(hooks)}.", f"There are {', '.join(hooks)}."
    return Text(f"Không có hook tên {names}. {vi}", f"There is no hook called {names}. {en}")


def _no_hook(hooks: tuple[str, ...]) -> Text:
    vi, en = " hoặc ".join(hooks), " or ".join(hooks)
    return Text(
        f"Plugin không có hook {vi}. Đặt @hookimpl trước hàm {vi}.",
        f"The plugin has no hook {en}. Put @hookimpl before the function {en}.",
    )
