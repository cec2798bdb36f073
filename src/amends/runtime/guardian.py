"""The embedded server's parent: it runs the server for as long as somebody uses the data folder.

Started as a bare script (`python -I -S guardian.py USERS_FD SERVER_FD UID GID postgres …`), so that it costs
a few megabytes and outlives whoever started it. Its last user's lock goes with that user, even after
kill -9; then the guardian stops the server. If the guardian itself is killed, so is the server.
"""

import ctypes
import fcntl
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


class ServerEnded(Exception):
    """The server has gone by itself."""


def main(arguments: list[str]) -> None:
    users_fd, server_fd, uid, gid = (int(argument) for argument in arguments[:4])
    command = arguments[4:]
    signal.signal(signal.SIGCHLD, _server_ended)
    guardian = os.getpid()
    server = os.fork()
    if server == 0:
        os.close(users_fd)
        _become_server(guardian, uid, gid, command)
    os.close(server_fd)
    try:
        fcntl.flock(users_fd, fcntl.LOCK_EX)
        # Nobody is left. The lock is held until the server is gone, so a newcomer waits and starts afresh.
        os.kill(server, signal.SIGINT)
    except ServerEnded:
        pass
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.waitpid(server, 0)


def _become_server(guardian: int, uid: int, gid: int, command: list[str]) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if uid >= 0:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() == guardian:
            os.execv(command[0], command)
    finally:
        os._exit(71)


def _server_ended(_number: int, _frame: object) -> None:
    raise ServerEnded


if __name__ == "__main__":
    main(sys.argv[1:])
