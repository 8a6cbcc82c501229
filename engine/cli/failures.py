"""How a call ends that cannot be answered: message, findings and next step on stderr, and an exit code."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TextIO

import click

from engine.cli.invocation import Invocation
from engine.cli.printable_text import printable
from engine.cli.wrong_usage import WrongUsage, as_wrong_usage
from engine.domain.finding import Finding
from engine.domain.system_refusal import reason_of
from engine.domain.text import NOTHING, Text
from engine.errors import EngineError, InvalidSetting, LedgerDoesNotAddUp

GOOD, REFUSED, USAGE, INTERNAL, PARTLY = 0, 1, 2, 3, 4
READER_GONE = 141
"""What a program gives that is stopped because nobody reads on: 128 + SIGPIPE."""
INTERRUPTED = 130

FORMAT = "parindex/problem/1"
FAILED = Text("Lỗi", "Error")
MEND = Text("Sửa các chỗ nêu trên rồi chạy lại.", "Mend what is named above and run this again.")
ASK_THE_SYSTEM = Text(
    "Kiểm tra đường dẫn, quyền đọc, quyền ghi và chỗ trống trên đĩa rồi chạy lại.",
    "See to the path, the rights to read and write, and room on the disk; then run this again.",
)
INTERNAL_ADVICE = Text(
    "Đây là lỗi của chương trình, không phải của bạn. Gửi câu này cùng tệp đã dùng cho người phát triển.",
    "The program is at fault here, not you. Send this message and the files used to those who maintain it.",
)


def exit_code_of(problem: BaseException) -> int:
    """The exit code for what went wrong."""
    match problem:
        case click.ClickException() | InvalidSetting():
            return USAGE
        case BrokenPipeError():
            return READER_GONE
        case KeyboardInterrupt() | click.Abort():
            return INTERRUPTED
        case LedgerDoesNotAddUp():
            return INTERNAL
        case EngineError() | OSError():
            return REFUSED
    return INTERNAL


def tell(problem: BaseException, invocation: Invocation) -> int:
    """Say on stderr what went wrong, and give the exit code."""
    code = exit_code_of(problem)
    if isinstance(problem, OSError):  # whether the reader has gone or the disk is full, the rest goes nowhere
        leave_nothing_unwritten()
    if code not in (READER_GONE, INTERRUPTED):
        _say(problem, invocation, code)
    return code


def warn(findings: Sequence[Finding], invocation: Invocation) -> None:
    """Say on stderr what was found and keeps nothing from being used."""
    for finding in findings:
        _write(finding.told(invocation.language))


def say(text: str) -> None:
    """A remark on stderr: what was done, where stdout carries only the answer."""
    _write(text)


def leave_nothing_unwritten() -> None:
    """Point stdout at nothing, so that Python does not try to write the rest when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # a stdout that is no file holds nothing back
        return


def write_in_utf8(stream: TextIO) -> None:
    """Let a stream carry Vietnamese whatever the locale says, and write what is no text at all as escapes."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(problem: BaseException, invocation: Invocation, code: int) -> None:
    message, hint, findings = _told(problem)
    if invocation.as_json:
        language = invocation.language
        document = {
            "format": FORMAT,
            "code": _code(problem),
            "exit": code,
            "message": message.said(language),
            "hint": hint.said(language),
            "findings": [finding.as_mapping(language) for finding in findings],
        }
        _write(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for finding in findings:
        _write(finding.told(invocation.language) + "\n")
    _write(f"{invocation.say(FAILED)}: {invocation.say(message)}")
    if invocation.say(hint):
        _write(f"  → {invocation.say(hint)}")


def _told(problem: BaseException) -> tuple[Text, Text, list[Finding]]:
    match problem:
        case click.ClickException():
            usage = as_wrong_usage(problem)
            return usage.told, usage.hint if usage.hint is not NOTHING else _ask_for_help(usage), []
        case EngineError():
            findings = [finding for finding in problem.findings if isinstance(finding, Finding)]
            # A setting's findings say what its message says.
            told = [] if isinstance(problem, InvalidSetting) else findings
            hint = Text(problem.hint_vi, problem.hint_en)
            return Text(problem.vi, problem.en), MEND if told and hint == NOTHING else hint, told
        case OSError():
            where = f"'{problem.filename}': " if problem.filename else ""
            reason = reason_of(problem)
            message = Text(f"Hệ thống từ chối: {where}{reason.vi}.", f"The system refused: {where}{reason.en}.")
            return message, ASK_THE_SYSTEM, []
    where = _innermost(problem)
    said = f"{type(problem).__name__}: {problem} ({where})"
    return Text(f"Chương trình hỏng: {said}", f"The program failed: {said}"), INTERNAL_ADVICE, []


def _ask_for_help(usage: WrongUsage) -> Text:
    path = usage.ctx.command_path if usage.ctx else "parindex"
    return Text(f"Xem: {path} --help", f"See: {path} --help")


def _code(problem: BaseException) -> str:
    match problem:
        case click.ClickException():
            return "usage"
        case EngineError():
            return problem.code
        case OSError():
            return "system"
    return "internal"


def _innermost(problem: BaseException) -> str:
    """Where in the program something went wrong: file:line function."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno} {frames[-1].name}" if frames else "?"


def _write(text: str) -> None:
    """A message on stderr; what a terminal would take for an order is not let through."""
    try:
        click.echo(printable(text), err=True, color=False)
    except OSError:  # nobody can be told that nobody listens
        return
