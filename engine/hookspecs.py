"""Every extension point of the engine, with its contract: at present one, the folders of criteria sets."""

from collections.abc import Iterable
from importlib.resources.abc import Traversable

import pluggy

PROJECT = "parindex"
"""The name of the distribution and of the pluggy project."""

GROUP = "parindex.criteria_sets"
"""The entry-point group in which an installed distribution names its plugin."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def criteria_folders() -> Iterable[Traversable]:
    """Name the folders of criteria sets that this plugin brings; a `pathlib.Path` is one, too.

    Asked once for each catalogue that is opened, and of each plugin by itself. Every folder holds one set, with
    `criteria_set.yaml` at its top. Nothing but the folders' places is asked for: the files are read when somebody needs
    the set, or wants to see them all.

    Whatever is raised here, on import or on the way through the result, quarantines this plugin alone and is told as
    the reason; a folder whose set has errors is listed with its findings and left out. The service starts all the same.
    A plugin that names no folder, or something that is no folder, is quarantined as well.
    """
    return ()
