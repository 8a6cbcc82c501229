"""What one call of an extension may use, and how a process puts such limits on itself."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

try:
    import resource
except ImportError:  # Windows has no such limits; `missing_limits` says so
    resource = None  # type: ignore[assignment]

_ONE_MORE = 1


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Seconds of the clock and of the processor, bytes of memory, files open at once, bytes sent and given back.

    Other processes and threads, files written and core dumps are not allowed at all.
    """

    seconds: float = 30.0
    processor_seconds: int = 10
    memory_bytes: int = 1_073_741_824
    open_files: int = 64
    sent_bytes: int = 80_000_000
    given_bytes: int = 40_000_000

    def as_mapping(self) -> dict[str, float]:
        """The limits by name, as they are handed to the process."""
        return asdict(self)


def limit_this_process(limits: ChildLimits) -> None:
    """Put the limits on the running process, for good; one that this system does not know is passed over."""
    if resource is None:
        return
    for kind, most in _limits(limits):
        soft, hard = most if isinstance(most, tuple) else (most, most)
        try:
            resource.setrlimit(getattr(resource, kind), (soft, hard))
        except (OSError, ValueError):  # some systems list a limit and cannot set it
            continue


def missing_limits() -> tuple[str, ...]:
    """The limits that this system cannot set, by their POSIX names; on Windows all of them.

    The limit on the clock, the sizes of what is sent and given, and the clean environment hold everywhere.
    """
    return tuple(kind for kind, _ in _limits(ChildLimits()) if not hasattr(resource, kind))


def _limits(limits: ChildLimits) -> Iterator[tuple[str, int | tuple[int, int]]]:
    # The first signal can be caught; a second later the process is ended whatever it does.
    yield "RLIMIT_CPU", (limits.processor_seconds, limits.processor_seconds + _ONE_MORE)
    yield "RLIMIT_AS", limits.memory_bytes
    yield "RLIMIT_NOFILE", limits.open_files
    yield "RLIMIT_FSIZE", 0
    yield "RLIMIT_NPROC", 0
    yield "RLIMIT_CORE", 0
