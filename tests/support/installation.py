"""A virtual environment of its own, for tests of what a user has after installing wheels."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path


class Installation:
    """A virtual environment that holds wheels, and borrows the dependencies of the one that runs the tests."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        paths = {"base": str(folder), "platbase": str(folder)}
        self.scripts = Path(sysconfig.get_path("scripts", "venv", paths))
        self.packages = Path(sysconfig.get_path("purelib", "venv", paths))

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.scripts / Path(sys.executable).name

    def install(self, *wheels: Path) -> None:
        """Install wheels without their dependencies, which are found after them."""
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "--quiet"]
        subprocess.run([*pip, "--no-deps", "--no-index", *map(str, wheels)], check=True, capture_output=True)
        borrowed = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
        (self.packages / "borrowed.pth").write_text("\n".join(borrowed), "utf-8")

    def parindex(self, folder: Path, *arguments: str | Path, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run the installed command in a folder, in English, with a database of its own and these settings alone."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("PARINDEX_", "PYTHON"))}
        own = {"PARINDEX_LANG": "en", "PARINDEX_DATABASE": str(folder / "test.sqlite3"), "PARINDEX_CACHE": "none"}
        return subprocess.run(
            [self.scripts / "parindex", *arguments],
            cwd=folder,
            env=outside | own | settings,
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
