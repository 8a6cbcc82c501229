"""Wheels written by hand, for distributions that no build tool would make."""

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

GROUPS = {"sets": "parindex.criteria_sets", "extensions": "parindex.extensions"}


def write_wheel(
    folder: Path, name: str, files: Mapping[str, str], *, sets: str = "", extensions: str = "", version: str = "1.0"
) -> Path:
    """A wheel with these files; `sets` and `extensions` are lines `name = module` of the two groups."""
    info = f"{name}-{version}.dist-info"
    lines = {"sets": sets, "extensions": extensions}
    points = "".join(f"[{GROUPS[group]}]\n{line}\n" for group, line in lines.items() if line)
    inside = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": points,
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text.encode())}\n" for path, text in inside.items())
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**inside, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return wheel


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode("ascii")
