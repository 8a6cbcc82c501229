"""Importers and renderers of every temper, written to disk as an installer leaves them."""

from pathlib import Path

from tests.unit.discovery.example_plugins import write

HEAD = """
import ctypes, os, signal, sys, threading, time
from engine.authoring import Rendered, hookimpl
"""
IMPORTER = """
@hookimpl
def import_submissions(data, name):
    {body}
"""
RENDERER = """
@hookimpl
def render_result(document, language):
    {body}
"""


def importing(body: str) -> str:
    """The code of a plugin whose importer has this body."""
    return HEAD + IMPORTER.format(body=body)


def rendering(body: str) -> str:
    """The code of a plugin whose renderer has this body."""
    return HEAD + RENDERER.format(body=body)


def write_extension(site: Path, name: str, code: str, *, owner: str = "", value: str = "") -> None:
    """An installed extension: its module `<owner>_module`, and the distribution `<owner>` that names it."""
    owner = owner or name
    write(site / f"{owner}_module.py", code)
    metadata = site / f"{owner}-1.0.dist-info"
    write(metadata / "entry_points.txt", f"[parindex.extensions]\n{name} = {value or f'{owner}_module'}\n")
    write(metadata / "METADATA", f"Metadata-Version: 2.1\nName: {owner}\nVersion: 1.0\n")
