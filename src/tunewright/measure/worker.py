"""Names for workers that share a storage, so that the others can tell when one of them has died.

A name says host, pid, when the process began, and which boot of which system it lived in. Only a process of the same
boot and the same pid namespace can be judged: a host name is no proof, clones and containers share theirs. Whoever
cannot be judged counts as alive, and the lease decides.
"""

import os
import socket
from contextlib import suppress
from pathlib import Path

import psutil

from tunewright.measure.processes import HAS_CHILDREN_FILES, started


def this_worker() -> str:
    """Return the name of this process: `host/pid/start/boot`."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{started(pid)}/{_boot()}"


def is_dead(worker: str) -> bool:
    """Return whether `worker` has certainly ended; False also for a worker of another machine, or an unknown name."""
    host, _, rest = worker.partition("/")
    pid, _, rest = rest.partition("/")
    start, _, boot = rest.partition("/")
    if not pid.isdecimal() or host != socket.gethostname() or boot != _boot():
        return False
    now = started(int(pid))
    return str(now) != start and not (now is None and _is_hidden(int(pid)))


def _is_hidden(pid: int) -> bool:
    """Return whether the process is there although /proc does not show it (the mount option hidepid)."""
    if not HAS_CHILDREN_FILES:
        return False
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return False


def _boot() -> str:
    with suppress(OSError):
        boot_id = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot_id}.{Path('/proc/self/ns/pid').stat().st_ino}"
    return str(int(psutil.boot_time()))
