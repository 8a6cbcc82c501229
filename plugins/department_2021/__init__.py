"""The criteria set of provincial departments, edition 2021 (example): here is its folder."""

from engine.authoring import Folder, folder_of, hookimpl


@hookimpl
def criteria_folders() -> list[Folder]:
    """The one set, which lies beside this file."""
    return [folder_of(__name__)]
