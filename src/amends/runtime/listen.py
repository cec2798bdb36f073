"""The listening socket, opened by the supervisor: a port in use is known before anything starts."""

import errno
import ipaddress
import socket
import time

from amends.core.errors import Refused

EVERYWHERE = ("0.0.0.0", "::")
# After kill -9 the children of the last desk are ended by the kernel, which may take a moment.
PATIENCE_S = 1.0


def open_socket(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port` (0: any free one), inheritable. Raises `Refused`."""
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            return _listening(host, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < give_up_at:
                time.sleep(0.05)
                continue
            raise _refusal(host, port, error) from error


def address_of(listening: socket.socket) -> str:
    """The address to open in a browser on this machine, such as `http://127.0.0.1:8000`."""
    host, port = listening.getsockname()[:2]
    if host in EVERYWHERE:
        host = "127.0.0.1" if listening.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether nothing but this machine reaches what listens on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_answered(host: str) -> list[str]:
    """The host names a desk that listens on `host` answers to, unless AMENDS_HOSTS says otherwise."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in EVERYWHERE:
        names.append(socket.gethostname())
        own = {str(address[4][0]) for address in _addresses(socket.gethostname())}
        names += [f"[{one}]" if ":" in one else one for one in sorted(own)]
    else:
        names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(name.lower() for name in names))


def _addresses(name: str) -> list[tuple[object, object, object, str, tuple[object, ...]]]:
    try:
        return list(socket.getaddrinfo(name, None))
    except OSError:
        return []


def _listening(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(256)
    except OSError:
        listening.close()
        raise
    return listening


def _refusal(host: str, port: int, error: OSError) -> Refused:
    if error.errno == errno.EADDRINUSE:
        return Refused(
            "port_in_use",
            f"Port {port} on {host} is in use by another program.",
            mend=f"Choose another one, such as --port {port + 1 if port < 65535 else 8000}.",
        )
    return Refused(
        "cannot_listen",
        f"Amends cannot listen on {host}, port {port}: {error.strerror or error}.",
        mend="Choose another --host or --port (1024 or higher needs no special rights).",
    )
