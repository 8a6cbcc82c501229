"""One call of the command: the language, the form of the answer, and the engine, made when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.domain.text import LANGUAGES, Text

if TYPE_CHECKING:
    from engine.assembly import Engine
    from engine.cli.paper import Paper
    from engine.settings import Settings


@dataclass
class Invocation:
    """What the shared options said. `database` is empty where the settings decide; the engine is made at first need."""

    language: str = "vi"
    as_json: bool = False
    colour: bool = True
    database: str = ""

    def say(self, text: Text) -> str:
        """A text in the language of this call."""
        return text.said(self.language)

    @cached_property
    def settings(self) -> Settings:
        """The settings of the environment, with what was typed put over them; raises InvalidSetting."""
        from engine.settings import Settings

        environment = dict(os.environ)
        if self.database:
            environment["PARINDEX_DATABASE"] = self.database
        return Settings.from_environment(environment)

    def read_settings_again(self) -> Settings:
        """The settings of an environment that has changed since; raises InvalidSetting."""
        self.__dict__.pop("settings", None)
        return self.settings

    @cached_property
    def engine(self) -> Engine:
        """The assembled engine; raises InvalidSetting."""
        from engine.assembly import assemble

        return assemble(self.settings)

    @cached_property
    def paper(self) -> Paper:
        """What the answer is written on: a terminal, or plain text where it goes into a pipe or a file."""
        from engine.cli.paper import open_paper

        return open_paper(colour=self.colour)


def foreseen(arguments: Sequence[str], environ: Mapping[str, str]) -> Invocation:
    """The call as it looks before it is parsed, so that even a slip in the arguments is answered as was asked."""
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    named = [word.removeprefix("--lang=") for word in own if word.startswith("--lang=")]
    named += [after for word, after in pairwise(own) if word == "--lang"]
    spoken = [word for word in (environ.get("PARINDEX_LANG", "").strip(), *named) if word in LANGUAGES]
    return Invocation(language=spoken[-1] if spoken else "vi", as_json="--json" in own)
