"""A lock on an open file that lasts no longer than its process: what a lost one held is free at once."""

from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


def hold(descriptor: int) -> bool:
    """Lock an open file against all other processes, until it is closed; whether nobody else has."""
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # of Windows alone
    except (BlockingIOError, PermissionError):
        return False
    return True
