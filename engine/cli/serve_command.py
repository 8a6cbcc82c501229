"""`parindex serve`: the HTTP face, on granian where it runs, on waitress elsewhere; for this machine by default."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable

from engine.cli.failures import say
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.value_types import OneOf, Whole
from engine.domain.system_refusal import reason_of
from engine.domain.text import Text
from engine.errors import EngineError

FACE = "api"
FACTORY = "create_app"
"""The HTTP face is named by its text alone: the command line imports no other face."""

THREADS = 4
"""Requests that one worker answers at a time."""

LONGEST_END = 10
"""So many seconds a process may take to finish its answers once it is told to end."""

BODIES_READ = 4
"""A body up to so many times the limit is read by waitress, so that the face can say in its own words what is wrong."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
OPEN_TO_OTHERS = Text(
    "Lưu ý: máy khác cũng vào được {}. Ai cũng đọc được; có khóa mới ghi được.",
    "Note: other machines can reach {}. Anyone can read; writing takes a key.",
)
SERVING = Text(
    "Đang phục vụ ở {} bằng {}; số tiến trình: {}. Dừng: Ctrl+C.",
    "Serving at {} on {}; processes: {}. Stop with Ctrl+C.",
)
ONE_PROCESS = Text(
    "waitress chạy một tiến trình; --workers tăng số luồng của nó.",
    "waitress runs one process; --workers gives it more threads.",
)


class CannotServe(EngineError):
    """The address cannot be listened on, or the server that was asked for is not installed."""

    code = "serve.impossible"


@spoken(
    "serve",
    Text(
        "Mở giao diện HTTP. Mặc định chỉ máy này vào được (127.0.0.1:8000); dùng granian nếu có, không thì waitress.",
        "Serve over HTTP. By default for this machine alone (127.0.0.1:8000); on granian where it runs, else waitress.",
    ),
    "parindex serve",
    "parindex serve --host 0.0.0.0 --port 8080 --workers 4",
)
@option(
    "--host",
    metavar="NAME",
    told=Text(
        "Tên máy hay địa chỉ IP; mặc định PARINDEX_HOST, rồi 127.0.0.1.",
        "Host name or IP address; by default PARINDEX_HOST, else 127.0.0.1.",
    ),
)
@option(
    "--port",
    type=Whole(1, 65_535),
    told=Text("Cổng; mặc định PARINDEX_PORT, rồi 8000.", "Port; by default PARINDEX_PORT, else 8000."),
)
@option("--workers", type=Whole(1, 64), default=1, told=Text("Số tiến trình; mặc định 1.", "Processes; 1 by default."))
@option(
    "--server",
    type=OneOf("auto", "granian", "waitress"),
    default="auto",
    told=Text("Máy chủ; mặc định auto.", "The server; auto by default."),
)
def serve(invocation: Invocation, *, host: str | None, port: int | None, workers: int, server: str) -> None:
    """`serve`."""
    from engine.services.generation_service import see_that_all_are_served
    from engine.settings import Settings

    given = {
        "PARINDEX_DATABASE": invocation.database,
        "PARINDEX_HOST": host,
        "PARINDEX_PORT": port,
        "PARINDEX_LANG": invocation.language,
    }
    wanted = {name: str(value) for name, value in given.items() if value}
    settings = Settings.from_environment({**os.environ, **wanted})
    # The processes that answer requests read their settings from the environment; only what can be used goes there.
    os.environ.update(wanted)
    invocation.read_settings_again()
    see_that_it_is_free(settings.host, settings.port)
    # What is wrong with the sets, the database or the face is told here and not by the processes that answer.
    invocation.engine.catalogue.see_that_the_lock_holds()
    see_that_all_are_served(invocation.engine.catalogue, invocation.engine.activations.history())
    importlib.import_module(FACE)
    name, run = chosen_server(server)
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    shown = f"http://{address}:{settings.port}/"
    if settings.host not in LOOPBACK:
        say(invocation.say(OPEN_TO_OTHERS).format(shown))
    if name == "waitress" and workers > 1:
        say(invocation.say(ONE_PROCESS))
    say(invocation.say(SERVING).format(shown, name, workers if name == "granian" else 1))
    run(settings.host, settings.port, workers)


def chosen_server(wanted: str) -> tuple[str, Callable[[str, int, int], None]]:
    """The server to run, by name; raises CannotServe where the one that was asked for cannot be imported."""
    servers: dict[str, Callable[[str, int, int], None]] = {"granian": _run_granian, "waitress": _run_waitress}
    for name in ("granian", "waitress") if wanted == "auto" else (wanted,):
        try:
            importlib.import_module(name)
        except (ImportError, OSError):  # a wheel built for another machine fails like one that is missing
            continue
        return name, servers[name]
    missing = "granian, waitress" if wanted == "auto" else wanted
    extra = "pip install 'parindex[serve]'"
    raise CannotServe(
        f"Chưa cài {missing} hoặc máy này không chạy được.",
        f"{missing} is not installed, or does not run on this machine.",
        hint_vi=f"Cài bằng: {extra}; hoặc dùng --server waitress.",
        hint_en=f"Install it with: {extra}; or use --server waitress.",
    )


def see_that_it_is_free(host: str, port: int) -> None:
    """Raise CannotServe where nobody can listen on the address; a server would say so later and less plainly."""
    import socket

    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as fault:
        reason = reason_of(fault)
        raise CannotServe(
            f"Không mở được {host}:{port}: {reason.vi}.",
            f"Cannot listen on {host}:{port}: {reason.en}.",
            hint_vi="Dừng chương trình đang giữ cổng, hoặc chọn cổng khác: --port 8001.",
            hint_en="Stop what holds the port, or choose another: --port 8001.",
        ) from fault


def _run_granian(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        f"{FACE}:{FACTORY}",
        factory=True,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        interface=Interfaces.WSGI,
        log_level=LogLevels.warning,
        # Left to itself, granian ends them all when one is lost, to memory or to an operator.
        respawn_failed_workers=True,
        # One that is told to end while it still begins does not hear it, and would be waited for without end.
        workers_kill_timeout=LONGEST_END,
    ).serve()


def _run_waitress(host: str, port: int, workers: int) -> None:
    import signal

    from waitress import serve as serve_with_waitress

    app = getattr(importlib.import_module(FACE), FACTORY)()
    # Left to itself, SIGTERM would end the process in the middle of an answer; waitress ends well when it is told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # waitress reads a body before it asks the face: what is far too long is refused by its length alone.
    most = BODIES_READ * int(app.config["MAX_CONTENT_LENGTH"])
    serve_with_waitress(app, host=host, port=port, threads=THREADS * workers, ident=None, max_request_body_size=most)
