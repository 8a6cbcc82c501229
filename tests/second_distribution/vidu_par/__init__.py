"""The sets of the fictional province Ví dụ: the only Python that a package of sets needs."""

from engine.authoring import Folder, folder_of, hookimpl


@hookimpl
def criteria_folders() -> list[Folder]:
    """The one set that lies beside this file."""
    return [folder_of(__name__) / "reporting"]
