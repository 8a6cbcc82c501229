"""Every extension point of the engine, with its contract: folders of criteria sets, importers, renderers."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import NamedTuple

import pluggy

PROJECT = "parindex"
"""The name of the distribution and of the pluggy project."""

GROUP = "parindex.criteria_sets"
"""The entry-point group in which an installed distribution names a plugin that brings criteria sets."""

EXTENSION_GROUP = "parindex.extensions"
"""The entry-point group of importers and renderers: Python that is off by default and runs in a process of its own."""

HOOKS: Mapping[str, tuple[str, ...]] = {
    GROUP: ("criteria_folders",),
    EXTENSION_GROUP: ("import_submissions", "render_result"),
}
"""The hooks that are asked of the plugins of each group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Rendered(NamedTuple):
    """What a renderer gives: the bytes, and what they are, such as `text/html; charset=utf-8`."""

    content: bytes
    media_type: str


@hookspec
def criteria_folders() -> Iterable[Traversable]:
    """Name the folders of criteria sets that this plugin brings; a `pathlib.Path` is one, too.

    Asked once for each catalogue that is opened, and of each plugin by itself. Every folder holds one set, with
    `criteria_set.yaml` at its top, or an overlay, with `overlay.yaml`. Nothing but the folders' places is asked for:
    the files are read when somebody needs the set, or wants to see them all.

    Whatever is raised here, on import or on the way through the result, quarantines this plugin alone and is told as
    the reason; a folder whose set has errors is listed with its findings and left out. The service starts all the same.
    A plugin that names no folder, or something that is no folder, is quarantined as well.
    """
    return ()


@hookspec
def import_submissions(data: bytes, name: str) -> Sequence[Mapping[str, object]]:  # noqa: ARG001  # for plugins
    """Give the submissions that a foreign file holds. `data` are its bytes, `name` is its name without folders.

    Asked once for each file that `parindex score FILE --importer PLUGIN` names. Every item is a document as
    `parindex/submission/1` describes it, of mappings, lists, text, whole numbers, true, false and None alone; decimals
    are text ("92.18"), since a binary float is not exact. It is checked like a file that somebody wrote.

    Runs in a process of its own that is ended afterwards, within limits of time, memory, open files and size, with an
    environment, a home and a working folder of its own. It can write no file. What it prints is not shown. Whatever it
    raises, gives or does costs this one call, which ends with the reason.
    """
    return ()


@hookspec
def render_result(document: Mapping[str, object], language: str) -> Rendered:  # noqa: ARG001  # for plugins
    """Give a scorecard document as bytes. `language` is `vi` or `en`; a document carries its texts in both.

    Asked once for each `parindex render`. The document is `parindex/scorecard/1` as plain data, decimals as text.
    A tuple of the bytes and the media type will do. Runs like `import_submissions`.
    """
    return Rendered(b"", "")
