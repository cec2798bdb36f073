"""A real IMAP server on loopback, with as many mailboxes as anybody logs in to."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.waiting import until

PASSWORD = "only-on-loopback"
IS_ROOT = os.getuid() == 0
MAIL_USER = pwd.getpwnam("nobody") if IS_ROOT else pwd.getpwuid(os.getuid())  # it opens no mailbox of root's
CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
{users}
first_valid_uid = 1
first_valid_gid = 0
mail_location = maildir:{base}/mail/%u
mail_fsync = never
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = 1000
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  client_limit = 1000
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = {tls}
  }}
}}
service imap {{
  process_limit = 1000
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The server; `port` in the clear, `tls_port` encrypted where it was given a certificate."""

    def __init__(self, base: Path, port: int, tls_port: int, configuration: Path) -> None:
        self.base, self.port, self.tls_port, self._configuration = base, port, tls_port, configuration

    def deliver(
        self, login: str, octets: bytes, *, folder: str = "INBOX", at: datetime | None = None
    ) -> None:
        """Put a mail into a folder, as one that arrived at this moment or then."""
        with self.logged_in(login) as client:
            when = imaplib.Time2Internaldate(at or datetime.now(UTC))
            typ, said = client.append(folder, "", when, octets)
            assert typ == "OK", said

    def drop(self, login: str, octets: bytes, name: str) -> None:
        """Put a mail into the inbox as a delivery program does: no login, in no time."""
        folder = self.base / "mail" / login
        if not folder.exists():
            for part in (folder, *(folder / name for name in ("cur", "new", "tmp"))):
                part.mkdir()
                _give_away(part)
        part = folder / "tmp" / name
        part.write_bytes(octets)
        _give_away(part)
        part.rename(folder / "new" / name)

    @contextmanager
    def logged_in(self, login: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(login, PASSWORD)
            yield client

    def renumber(self, login: str) -> None:
        """Have the inbox count its mails anew, as after a repair: another UIDVALIDITY."""
        folder = self.base / "mail" / login
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (folder / name).unlink(missing_ok=True)

    def flags(self, login: str) -> list[str]:
        """What the server holds of each mail: a program that only reads leaves them as they were."""
        with self.logged_in(login) as client:
            client.select("INBOX", readonly=True)
            _, found = client.fetch("1:*", "(FLAGS)")
        return [bytes(line).split(b"FLAGS ")[1].decode() for line in found if isinstance(line, bytes)]

    def logins(self, login: str) -> int:
        """How often somebody has tried to log in to a mailbox, and how often that went well."""
        return (self.base / "log").read_text().count(f"Login: user=<{login}>")

    def kick(self, login: str) -> None:
        """Cut all connections of a mailbox."""
        self._admin("kick", login)

    def who(self) -> str:
        """Who is logged in, as the server tells it."""
        return self._admin("who")

    def _admin(self, *words: str) -> str:
        command = ["doveadm", "-c", str(self._configuration), *words]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def _give_away(path: Path) -> None:
    if IS_ROOT:
        os.chown(path, MAIL_USER.pw_uid, MAIL_USER.pw_gid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dovecot(certificate: tuple[Path, Path] | None = None) -> Iterator[Dovecot]:
    """The server inside the block. `certificate`: the files of a certificate and its key."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    assert program, "Dovecot is missing: apt-get install dovecot-imapd"
    # Its sockets' names must stay short.
    base = Path(tempfile.mkdtemp(prefix="amends-dovecot-"))
    try:
        with _running(program, base, certificate) as server:
            yield server
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def _running(program: str, base: Path, certificate: tuple[Path, Path] | None) -> Iterator[Dovecot]:
    for name in ("mail", "home"):
        (base / name).mkdir(mode=0o777)
        (base / name).chmod(0o777)
    base.chmod(0o755)
    configuration = base / "dovecot.conf"
    port, tls_port = free_port(), free_port()
    configuration.write_text(_configured(base, port, tls_port, certificate))
    process = subprocess.Popen([program, "-F", "-c", str(configuration)], stderr=subprocess.PIPE)
    server = Dovecot(base, port, tls_port, configuration)
    try:
        until(lambda: _answers(port) or process.poll() is not None)
        assert process.poll() is None, process.stderr and process.stderr.read()
        yield server
    finally:
        process.terminate()
        process.communicate()


def _configured(base: Path, port: int, tls_port: int, certificate: tuple[Path, Path] | None) -> str:
    own = f"default_internal_user = {MAIL_USER.pw_name}\ndefault_login_user = {MAIL_USER.pw_name}"
    group = f"default_internal_group = {grp.getgrgid(MAIL_USER.pw_gid).gr_name}"
    text = CONFIGURATION.format(
        base=base,
        port=port,
        tls_port=tls_port if certificate else 0,
        tls="yes" if certificate else "no",
        ssl="yes" if certificate else "no",
        password=PASSWORD,
        uid=MAIL_USER.pw_uid,
        gid=MAIL_USER.pw_gid,
        users="" if IS_ROOT else f"{own}\n{group}",
    )
    if certificate:
        text += f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\n"
    return text


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
