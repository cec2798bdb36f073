"""How a mailbox is reached, and what is found there: plain values, without anything that speaks."""

from dataclasses import dataclass, field

from amends.connectors.mail.oauth import Grant


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """`security`: none, starttls, or tls from the start. The password is in the clear; "" where a `grant`
    stands in its place."""

    host: str
    port: int
    security: str
    login: str
    password: str = field(repr=False)
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class FolderFound:
    """A folder as the server lists it; `is_sent`: what was sent lies there; `opens`: it can hold mails."""

    name: str
    is_sent: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """A folder as the server tells of it when opened; 0 where it does not tell."""

    uid_validity: int
    uid_next: int
    count: int
