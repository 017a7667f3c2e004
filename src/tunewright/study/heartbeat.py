"""Renews the leases of this process while its objectives run, from a thread of its own.

When the process dies the renewals stop, the leases run out, and another worker takes the trials over.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tunewright.errors import StorageError
from tunewright.storage.protocol import Storage
from tunewright.storage.records import Claim

RENEWALS_PER_LEASE = 4

log = logging.getLogger("tunewright")


@contextmanager
def heartbeat(storage: Storage, claims: Callable[[], Sequence[Claim]], lease: float) -> Iterator[None]:
    """Renew `claims()` several times per `lease` (seconds) until the block ends."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(lease / RENEWALS_PER_LEASE):
            try:
                storage.renew(claims(), lease)
            except StorageError as error:
                log.warning("the leases could not be renewed: %s", error)

    thread = threading.Thread(target=beat, name="tunewright-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
