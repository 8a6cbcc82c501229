"""The sets of the fictional province Ví dụ: the only Python that a package of sets needs."""

from engine.authoring import Folder, folder_of, hookimpl


@hookimpl
def criteria_folders() -> list[Folder]:
    """A set, and an overlay on a set that parindex brings."""
    return [folder_of(__name__) / "reporting", folder_of(__name__) / "late_reports"]
