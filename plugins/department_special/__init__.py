"""The special bodies of a province, 2022 (example), as an overlay of the departments' set: here is its folder."""

from engine.authoring import Folder, folder_of, hookimpl


@hookimpl
def criteria_folders() -> list[Folder]:
    """The one overlay, which lies beside this file."""
    return [folder_of(__name__)]
