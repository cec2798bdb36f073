"""What the particulars of a mail server must look like, whichever way mails go."""

import ipaddress
import re
import unicodedata

from amends.accounts.storefront import plain_text
from amends.core.errors import Refused

SECURITIES = ("none", "starttls", "tls")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]+@[^\s<>()\[\]\",;:@]+", re.ASCII)
_HOST = re.compile(r"\w(?:[\w.-]{0,251}\w)?|[0-9a-fA-F:.]{2,45}")


def checked_host(host: str, port: int, security: str, *, example: str, tls: int, starttls: int) -> str:
    """The host in normal form. Raises Refused for host, port or security, naming the mend.

    `example` and the usual ports of tls and starttls are for the mend. In the clear, only this machine.
    """
    host = host.strip().strip("[]")
    if not _HOST.fullmatch(host):
        raise Refused("mail_host_bad", f"{host!r} is no mail server.", mend=f"Write {example}.")
    if not 1 <= port <= 65535:
        raise Refused("mail_port_bad", f"There is no port {port}.", mend=f"Usual are {tls} and {starttls}.")
    if security not in SECURITIES:
        raise Refused(
            "mail_security_bad",
            f"There is no security {security!r}.",
            mend=f"Port {tls} wants tls, port {starttls} starttls.",
        )
    if security == "none" and not is_this_machine(host):
        raise Refused(
            "mail_insecure",
            f"Mail and password would cross the network to {host} for all to read.",
            mend="Use tls or starttls; none is for a server on this machine.",
        )
    return host


def is_this_machine(host: str) -> bool:
    """Whether the host is the loopback of this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def checked_password(password: str) -> str:
    """The password as given. Raises Refused."""
    if not password or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in password):
        raise Refused("mail_password_bad", "The password is empty or holds control characters.")
    return password


def checked_address(text: str, field: str) -> str:
    """A mail address. Raises Refused."""
    address = on_one_line(text, field)
    if not address.isascii() or not _ADDRESS.fullmatch(address):
        raise Refused("mail_address_bad", f"{address!r} is no mail address.", mend="Write desk@example.com.")
    return address


def on_one_line(text: str, field: str) -> str:
    """Text in normal form, without line ends. Raises Refused."""
    normal = plain_text(text, field)
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in normal):
        raise Refused("text_unreadable", f"The {field} holds line ends.", mend="Write it on one line.")
    return normal
