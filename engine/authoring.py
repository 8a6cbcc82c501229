"""The one module that the author of a plugin imports; everything else of the engine may change.

A plugin is a package with its set beside it, and this in its `__init__.py`:

    from engine.authoring import Folder, folder_of, hookimpl


    @hookimpl
    def criteria_folders() -> list[Folder]:
        return [folder_of(__name__)]

Importers and renderers are functions `import_submissions` and `render_result`, marked in the same way, in a module of
their own. `engine.hookspecs` tells what each is given and may give; a renderer gives `Rendered(content, media_type)`.
"""

import sys
from importlib.resources import files
from importlib.resources.abc import Traversable as Folder

from engine.hookspecs import Rendered, hookimpl

__all__ = ["Folder", "Rendered", "folder_of", "hookimpl"]


def folder_of(module: str) -> Folder:
    """The folder of the package that a module belongs to: call it with `__name__`.

    The same on every version of Python, from the `__init__.py` of the package and from any module in it. Folders inside
    are reached with `folder_of(__name__) / "my_set"`.
    """
    return files(sys.modules[module].__package__ or module)
