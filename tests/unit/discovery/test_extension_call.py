"""One call of an extension: what goes in and out, and every way in which it can only harm itself."""

import os
import resource
import time
from dataclasses import replace
from pathlib import Path

import pytest

from engine.discovery.child_limits import ChildLimits, missing_limits
from engine.discovery.child_process import clean_environment, run_child, search_path
from engine.discovery.extension_call import ExtensionFailed
from engine.discovery.extensions import Extensions
from engine.hookspecs import Rendered
from tests.unit.discovery.example_extensions import importing, rendering, write_extension

NARROW = ChildLimits(
    seconds=120, processor_seconds=4, memory_bytes=300_000_000, open_files=24, sent_bytes=100_000, given_bytes=50_000
)


def imported(site: Path, body: str, data: bytes = b"", limits: ChildLimits = NARROW) -> object:
    """What an importer with this body gives."""
    write_extension(site, "acme", importing(body))
    return Extensions(["acme"], limits).imported("acme", data, "phiếu.txt")


def failed(site: Path, body: str, limits: ChildLimits = NARROW) -> str:
    """Why an importer with this body fails; one that is sound answers afterwards as if nothing had been."""
    with pytest.raises(ExtensionFailed) as problem:
        imported(site, body, limits=limits)
    assert "'acme'" in problem.value.en
    assert problem.value.hint_vi != problem.value.hint_en
    assert imported(site, "return [{'good': True}]") == [{"good": True}]
    return problem.value.hint_en


def test_an_importer_gets_the_bytes_and_the_name_and_gives_plain_data(site: Path) -> None:
    body = "return [{'n': name, 'd': list(data), 'x': (1, None, True, 'Sở'), 'big': 10**40}]"
    given = imported(site, body, b"\x00\xff\n")
    assert given == [{"n": "phiếu.txt", "d": [0, 255, 10], "x": [1, None, True, "Sở"], "big": 10**40}]


def test_a_renderer_gets_the_document_and_the_language_and_gives_bytes(site: Path) -> None:
    body = "return (document['unit'] + language).encode() + b'\\xff', 'application/x-mine'"
    write_extension(site, "acme", rendering(body))
    rendered = Extensions(["acme"], NARROW).rendered("acme", {"unit": "Sở "}, "vi")
    assert rendered == Rendered("Sở vi".encode() + b"\xff", "application/x-mine")


def test_what_it_prints_disturbs_nothing(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    aloud = (
        "print('noise')",
        "sys.stderr.write('more')",
        "os.write(1, b'{\"result\": 7}\\n')",
        "os.system('echo loud')",
    )
    body = "; ".join([*aloud, "return []"])
    assert imported(site, body) == []
    assert capfd.readouterr() == ("", "")


def test_it_sees_no_setting_no_key_and_no_home_of_ours(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARINDEX_DATABASE", "/srv/secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    body = "return [{'env': dict(os.environ), 'here': os.getcwd(), 'files': os.listdir(), 'in': sys.stdin.read()}]"
    ((seen),) = imported(site, body)
    assert set(seen["env"]) <= {"PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LC_CTYPE"}
    assert "secret" not in str(seen)
    assert (seen["env"]["HOME"], seen["files"], seen["in"]) == (seen["here"], [], "")
    assert not Path(seen["here"]).exists()


def test_the_limits_that_it_lives_under_are_those_that_are_told(site: Path) -> None:
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    body = f"import resource; return [{{name: list(resource.getrlimit(getattr(resource, name))) for name in {names}}}]"
    ((limits),) = imported(site, body)
    assert limits["RLIMIT_CPU"] == [4, 5]
    assert limits["RLIMIT_AS"] == [300_000_000] * 2
    assert limits["RLIMIT_NOFILE"] == [24] * 2
    assert [limits[name] for name in ("RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_CORE")] == [[0, 0]] * 3


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ValueError('no luck')", "It raised: ValueError: no luck ["),
        ("sys.exit(4)", "It raised: SystemExit: 4"),
        ("os._exit(9)", "It exited with code 9 and without an answer."),
        ("os._exit(0)", "It exited with code 0 and without an answer."),
        ("os.abort()", "Its process was ended by SIGABRT."),
        ("ctypes.string_at(0)", "Its process was ended by SIGSEGV."),
        ("os.kill(os.getpid(), signal.SIGKILL)", "Its process was ended by SIGKILL."),
        ("os.killpg(0, signal.SIGTERM)", "Its process was ended by SIGTERM."),
        ("return bytearray(400_000_000)", "It raised: MemoryError"),
        ("return [bytes(10**6) for _ in range(1000)]", "Memory allowed: 300000000 bytes."),
        ("return [{'x': 'a' * 60_000}]", "It gave more than 50000 bytes."),
        ("return None", "The hook import_submissions gives NoneType where a list of submissions is needed."),
        ("return 'text'", "gives str where a list of submissions is needed"),
        ("return {'a': 1}", "gives dict where a list of submissions is needed"),
        ("return ['text']", "gives str where a submission (a dict) is needed"),
        ("return [{'at': time.gmtime}]", "no plain JSON data (TypeError"),
        ("return [{'x': float('nan')}]", "no plain JSON data (ValueError"),
        ("x = {}\n    x['x'] = x\n    return [x]", "no plain JSON data (ValueError"),
        ("open('file.txt', 'wb', 0).write(b'x')", "It raised: OSError: [Errno 27] File too large"),
        ("return [open(os.devnull) for _ in range(99)]", "Too many open files"),
    ],
)
def test_whatever_it_does_costs_its_own_call_only(site: Path, body: str, reason: str) -> None:
    assert reason in failed(site, body)


def test_one_that_turns_in_circles_is_ended(site: Path) -> None:
    hasty = replace(NARROW, processor_seconds=1)
    told = failed(site, "while True: pass", hasty)
    assert "ended by SIGXCPU (more than 1 seconds of the processor)" in told
    deaf = "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n    while True: pass"
    assert "ended by SIGKILL" in failed(site, deaf, hasty)


def test_one_that_sleeps_is_ended_when_its_time_is_over(site: Path) -> None:
    reason = failed(site, "time.sleep(600)", ChildLimits(seconds=0.7))
    assert reason.startswith("It did not answer within 0.7 seconds.")


def test_garbage_on_the_channel_of_the_answer_is_no_answer(site: Path) -> None:
    for garbage in (b"not json\n", b'{"result": 7}\n', b"[" * 40_000 + b"\n", b'{"refused": 1}\n', b"\xff\n"):
        loop = f"for fd in range(3, 12):\n        try: os.write(fd, {garbage!r})\n        except OSError: pass"
        assert failed(site, f"{loop}\n    return []") == "Its answer cannot be read. Tell the author of the package."


def test_a_renderer_that_gives_something_else_is_refused(site: Path) -> None:
    for body in ("return 'text'", "return (b'x', 7)", "return None", "return Rendered('text', 'text/plain')"):
        write_extension(site, "acme", rendering(body))
        with pytest.raises(ExtensionFailed) as problem:
            Extensions(["acme"], NARROW).rendered("acme", {}, "vi")
        assert "Rendered: bytes and a media type" in problem.value.reason.en


def test_what_is_too_large_is_not_even_sent(site: Path) -> None:
    with pytest.raises(ExtensionFailed) as problem:
        imported(site, "return []", b"x" * 50_001)
    assert problem.value.reason.en.startswith("The file has more than 50000 bytes")


def test_one_that_does_not_read_on_or_whose_input_is_large_hangs_nobody(site: Path) -> None:
    limits = ChildLimits(seconds=120, sent_bytes=8_000_000, given_bytes=50_000)
    assert imported(site, "return [{'size': len(data)}]", b"x" * 3_000_000, limits) == [{"size": 3_000_000}]
    write_extension(site, "acme", "import os; os._exit(1)")
    with pytest.raises(ExtensionFailed):
        Extensions(["acme"], limits).imported("acme", b"x" * 3_000_000, "x")


FORKS = """
    me = os.getpid()
    pids = []
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            time.sleep(600)
            os._exit(0)
        pids.append(pid)
    return [{'pids': pids}]
"""


def test_what_it_forks_ends_with_its_call(site: Path) -> None:
    if os.geteuid() != 0:
        assert "It raised: BlockingIOError" in failed(site, FORKS.strip())
        return
    ((given),) = imported(site, FORKS.strip())
    assert len(given["pids"]) == 3
    assert all_ended(given["pids"])


def all_ended(pids: list[int]) -> bool:
    """Whether all processes end; the signal has been sent, and they need a moment to take it."""
    for _ in range(1000):
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.01)
    return False


def is_running(pid: int) -> bool:
    """Whether a process is alive; one that has ended and was not waited for by its new parent is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


def test_threads_left_behind_do_not_hold_up_the_answer(site: Path) -> None:
    if os.geteuid() == 0:
        body = "threading.Thread(target=time.sleep, args=(600,)).start(); return [{'n': 1}]"
        assert imported(site, body) == [{"n": 1}]
    else:
        assert "can't start new thread" in failed(site, "threading.Thread(target=time.sleep, args=(600,)).start()")


def test_a_child_looks_for_modules_where_we_do_and_not_where_somebody_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", ["", ".", "/somewhere"])
    root = str(Path(__file__).resolve().parents[3])
    assert search_path() == [root, "/somewhere"]


def test_nothing_is_left_of_a_call_whose_hook_cannot_be_found(site: Path) -> None:
    heard = run_child({"value": "no_such_module_anywhere", "hook": None, "arguments": {}}, NARROW)
    assert heard.exit_code in (0, -9)
    assert b"ModuleNotFoundError" in (heard.line or b"")


def test_an_environment_without_a_path_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PATH")
    assert "PATH" not in clean_environment("/somewhere")


def test_the_limits_that_a_system_lacks_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_limits() == ()
    monkeypatch.setattr("engine.discovery.child_limits.resource", None)
    expected = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_CORE")
    assert missing_limits() == expected
