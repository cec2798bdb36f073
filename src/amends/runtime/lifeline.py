"""A child that ends with its parent, however the parent ends."""

import ctypes
import os
import signal
import sys
import threading

LIFELINE = "AMENDS_LIFELINE"
PR_SET_PDEATHSIG = 1


def hold_on() -> None:
    """End this process at once when the supervisor that started it is gone; nothing without one.

    The supervisor keeps the other end of a pipe open, whose number is in AMENDS_LIFELINE. On Linux the kernel
    watches as well, which also ends a process too busy to read its pipe.
    """
    number = os.environ.pop(LIFELINE, "")
    if not number:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch, args=(int(number),), name="lifeline", daemon=True).start()


def _watch(pipe: int) -> None:
    os.read(pipe, 1)
    os._exit(1)
