"""What a mailbox's particulars must look like, whichever face they come through."""

from dataclasses import dataclass
from datetime import date

from amends.accounts.mail_servers import checked_address, checked_host, on_one_line
from amends.core.errors import Refused

MOST_FOLDERS = 20
LONGEST_FOLDER = 250
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """How a mailbox is reached, and what is taken from it. Text as typed; `checked` gives the normal form.

    `login` "" is the address. `folders`: those that buyers' mails go to, the first of them watched closest.
    `fetch_from`: mails that arrived before that day stay where they are. `trusted`: the authserv-id whose
    word about senders counts.
    """

    address: str
    host: str
    fetch_from: date
    port: int = 993
    security: str = "tls"
    login: str = ""
    folders: tuple[str, ...] = ("INBOX",)
    takes_sent: bool = True
    trusted: str = ""

    def checked(self) -> "MailboxSettings":
        """The same in normal form. Raises Refused, naming the field and the mend."""
        host = checked_host(
            self.host, self.port, self.security, example="imap.example.com", tls=993, starttls=143
        )
        address = checked_address(self.address, "mailbox's address").casefold()
        if self.fetch_from < EARLIEST:
            raise Refused("fetch_from_bad", "There were no such mails then.", mend=f"Begin at {EARLIEST}.")
        return MailboxSettings(
            address=address,
            host=host,
            fetch_from=self.fetch_from,
            port=self.port,
            security=self.security,
            login=on_one_line(self.login, "login") or address,
            folders=_folders(self.folders),
            takes_sent=self.takes_sent,
            trusted=on_one_line(self.trusted, "authserv-id").casefold(),
        )


def _folders(names: tuple[str, ...]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(on_one_line(name, "folder") for name in names if name.strip())) or ("INBOX",)
    if len(wanted) > MOST_FOLDERS or any(len(name) > LONGEST_FOLDER for name in wanted):
        raise Refused(
            "folders_bad",
            f"These are more than {MOST_FOLDERS} folders, or names too long.",
            mend="Name the few that buyers' mails go to.",
        )
    return wanted
