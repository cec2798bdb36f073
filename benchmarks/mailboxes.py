"""A hundred mailboxes of a real server on loopback: how fast a backlog comes in, how soon a new mail."""

import imaplib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from benchmarks import desk
from benchmarks.intake import import_file, new_shop
from benchmarks.measuring import Finding, p95, seconds
from benchmarks.message_files import ShopFiles, write_mails

MAILBOXES, SHOPS = 100, 5
BACKLOG, PER_S, SECONDS = 5_000, 50, 30
RATE_BAR_PER_S, P95_BAR_S = 200, 5.0
GIVE_UP_AFTER_S = 600
LOOK_EVERY_S = 0.05


@dataclass(slots=True)
class Arrivals:
    """When each mail was delivered, and when it was seen in the queue, by Message-ID."""

    delivered: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)

    def look(self, connection: "psycopg.Connection[Any]") -> None:
        """Note what is there since the last look: with the message its case is committed."""
        missing = list(self.delivered.keys() - self.seen.keys())
        statement = "SELECT external_id FROM amends_message WHERE external_id = ANY(%s)"
        found = connection.execute(statement, [missing]).fetchall() if missing else []
        now = time.perf_counter()
        self.seen |= {name: now for (name,) in found}

    def waits(self) -> list[float]:
        return [self.seen[name] - at for name, at in self.delivered.items() if name in self.seen]


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: 200 mails a second of a backlog; p95 under five seconds while 50 arrive each second."""
    from tests.mailboxes.dovecot import dovecot

    desk.create(address, "mailboxes")
    desk.point_django_at("mailboxes")
    desk.migrate()
    live = PER_S * SECONDS * (4 if full else 1)
    with TemporaryDirectory() as folder, dovecot() as server:
        files = write_mails(Path(folder), BACKLOG + live)
        mails = _mails(files)
        logins = _add_mailboxes(files, server.port)
        for number, mail in enumerate(mails[:BACKLOG]):
            _deliver(server, logins, number, mail)
        alone = BACKLOG / seconds(lambda: _fetched_barely(server, logins))
        place = desk.address_of(address, "mailboxes")
        with psycopg.connect(place, autocommit=True) as connection, _worker(place):
            rate = _catch_up(connection)
            arrivals = _live(server, logins, mails[BACKLOG:], connection)
    return [
        Finding(
            name=f"a backlog of {BACKLOG:,} mails in {MAILBOXES} mailboxes, with judgement and clocks",
            measured=f"{rate:,.0f} mails/s",
            yardstick=f"fetching them alone: {alone:,.0f} mails/s",
            ratio=round(rate / alone, 3),
            bar=f"at least {RATE_BAR_PER_S} mails/s",
            ok=rate >= RATE_BAR_PER_S,
        ),
        Finding(
            name=f"from delivery to the queue while {PER_S} mails arrive each second, p95 of {live:,}",
            measured=f"{p95(arrivals):.2f} s (at most {max(arrivals):.2f} s)",
            yardstick="",
            ratio=None,
            bar=f"under {P95_BAR_S:.0f} s",
            ok=p95(arrivals) < P95_BAR_S,
        ),
    ]


def _mails(files: ShopFiles) -> list[bytes]:
    from amends.connectors.mail.mailbox import read_mails

    return [mail.octets for mail in read_mails(files.messages) if mail.octets is not None]


def _add_mailboxes(files: ShopFiles, port: int) -> list[str]:
    """Their logins. The mailboxes belong to five shops, each of which has all the orders."""
    from amends.core.actor import Actor
    from amends.mailboxes.actions import add_mailbox
    from amends.mailboxes.settings import MailboxSettings
    from tests.mailboxes.dovecot import PASSWORD

    shops = [new_shop(files, str(number)) for number in range(SHOPS)]
    for shop in shops:
        for path in files.orders:
            import_file(path, shop)
    logins = [f"desk{number}@bench.example" for number in range(MAILBOXES)]
    for number, login in enumerate(logins):
        shop = shops[number % SHOPS]
        settings = MailboxSettings(login, "127.0.0.1", date(1990, 1, 1), port=port, security="none")
        add_mailbox(shop, settings, password=PASSWORD, by=Actor(shop.organisation_id, None, "cli"))
    return logins


def _deliver(server: Any, logins: Sequence[str], number: int, mail: bytes) -> None:
    login = logins[number % len(logins)]
    server.drop(login, mail, f"{1_700_000_000 + number}.M{number}P1.bench")


def _fetched_barely(server: Any, logins: Sequence[str]) -> None:
    """The least a program can do: log in and fetch everything."""
    from tests.mailboxes.dovecot import PASSWORD

    for login in logins:
        with imaplib.IMAP4("127.0.0.1", server.port) as client:
            client.login(login, PASSWORD)
            client.select("INBOX", readonly=True)
            client.uid("FETCH", "1:*", "(BODY.PEEK[])")


@contextmanager
def _worker(place: str) -> Iterator[None]:
    environment = {**os.environ, "DATABASE_URL": place, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    process = subprocess.Popen([sys.executable, "-m", "amends.cli.main", "worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _catch_up(connection: "psycopg.Connection[Any]") -> float:
    """Mails a second, from the first that is in to the last."""
    started, first = 0.0, 0
    while (count := _count(connection, "amends_message")) < BACKLOG:
        if count and not started:
            started, first = time.perf_counter(), count
        _pause(started)
    return (BACKLOG - first) / (time.perf_counter() - started)


def _live(
    server: Any, logins: Sequence[str], mails: Sequence[bytes], connection: "psycopg.Connection[Any]"
) -> list[float]:
    """How long each mail took, in seconds, while they arrived one after the other."""
    while _count(connection, "amends_mailbox WHERE is_idling") < MAILBOXES:
        _pause(0.0)
    arrivals = Arrivals()
    arrivals.look(connection)
    begun = time.perf_counter()
    for number, mail in enumerate(mails):
        while time.perf_counter() < begun + number / PER_S:
            arrivals.look(connection)
            time.sleep(min(LOOK_EVERY_S, max(0.0, begun + number / PER_S - time.perf_counter())))
        arrivals.delivered[_name(mail)] = time.perf_counter()
        _deliver(server, logins, BACKLOG + number, mail)
    while len(arrivals.waits()) < len(mails):
        arrivals.look(connection)
        _pause(begun)
    return arrivals.waits()


def _name(mail: bytes) -> str:
    from amends.connectors.mail.reading import read_message

    return read_message(mail, shop_zone="UTC").message_id


def _count(connection: "psycopg.Connection[Any]", table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]
    return int(row[0]) if row else 0


def _pause(since: float) -> None:
    if since and time.perf_counter() > since + GIVE_UP_AFTER_S:
        raise SystemExit(f"not all mails came in within {GIVE_UP_AFTER_S} s")
    time.sleep(LOOK_EVERY_S)
