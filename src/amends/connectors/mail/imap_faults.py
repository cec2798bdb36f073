"""What can go wrong with a mailbox, told apart by who can mend it."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

CODES = (
    "unreachable", "certificate", "no_encryption", "refused", "busy", "dropped", "folder_missing", "nonsense",
    "key",
)  # fmt: skip
LONGEST_WORDS = 300
COME_BACK_LATER = re.compile(
    r"(?i)\[(unavailable|inuse|limit|overquota|serverbug)\]|too many|temporar|try again|later|rate limit"
    r"|throttl|频繁|稍后|繁忙"
)


class MailboxFault(Exception):
    """The mailbox could not be asked. `code` is one of CODES, `words` what was said, on one line."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        self.words = on_one_line(words)
        super().__init__(f"{code}: {self.words}")


class TooMuch(Exception):
    """The server sends more than was asked of it, or takes longer than any server may."""


def on_one_line(words: object) -> str:
    """What somebody said, without what a line cannot hold."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_WORDS]


def login_fault(answer: object) -> MailboxFault:
    """The server said no to name and password: for good, or only for now."""
    words = on_one_line(answer)
    return MailboxFault("busy" if COME_BACK_LATER.search(words) else "refused", words)


@contextmanager
def told_apart(*, connecting: bool = False) -> Iterator[None]:
    """Whatever goes wrong inside comes out as a MailboxFault."""
    try:
        yield
    except MailboxFault:
        raise
    except ssl.SSLCertVerificationError as error:
        raise MailboxFault("certificate", error.verify_message or str(error)) from error
    except ssl.SSLError as error:
        raise MailboxFault("certificate" if connecting else "dropped", str(error)) from error
    except OSError as error:
        words = error.strerror or str(error) or type(error).__name__
        raise MailboxFault("unreachable" if connecting else "dropped", words) from error
    except TooMuch as error:
        raise MailboxFault("nonsense", str(error)) from error
    except imaplib.IMAP4.abort as error:
        raise MailboxFault("dropped", str(error)) from error
    except imaplib.IMAP4.error as error:
        goodbye = connecting and "BYE" in str(error)
        raise MailboxFault("busy" if goodbye else "nonsense", str(error)) from error
    except Exception as error:  # whatever else a server's answer makes of the parsers
        raise MailboxFault("nonsense", f"{type(error).__name__}: {error}") from error
