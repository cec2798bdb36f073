"""Open screens: a change reaches all of them, and what each costs the server. Over real connections."""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks import desk
from benchmarks.fill_cases import filled
from benchmarks.measuring import Finding, p95, proportional_kb

CASES = 10_000
SCREENS = 200
CHANGES = 40
MOST_SECONDS = 1.0
MOST_KB = 100
GIVE_UP_AFTER = 30


@dataclass(frozen=True, slots=True)
class Screen:
    """One open stream, as a browser has it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hears(self, case_id: int) -> float:
        """The moment at which the next change is heard, which must be this case's."""
        while True:
            said = await self.reader.readuntil(b"\n\n")
            if b"event: cases" in said:
                moment = time.perf_counter()
                if f"[{case_id}]".encode() not in said:
                    raise SystemExit(f"a screen heard {said!r} instead of case {case_id}")
                return moment


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: every screen hears within a second; under 100 kB of the server's memory for each."""
    name = "live_screens"
    desk.create(address, name, template=filled(address, CASES))
    desk.point_django_at(name)
    sessions = _sessions(SCREENS)
    with _served(desk.address_of(address, name)) as (place, pid):
        return asyncio.run(_measure(place, pid, sessions, CHANGES * (4 if full else 1)))


async def _measure(place: str, pid: int, sessions: Sequence[str], changes: int) -> list[Finding]:
    async with _screens(place, sessions[:1]) as one:
        alone = await _until_heard(one, changes)
        at_rest = proportional_kb(pid)
    async with _screens(place, sessions) as screens:
        together = await _until_heard(screens, changes)
        each = (proportional_kb(pid) - at_rest) / len(screens)
    return [
        Finding(
            name=f"a change on the last of {len(screens)} screens, p95 of {changes}",
            measured=f"{p95(together) * 1000:.0f} ms (at most {max(together) * 1000:.0f} ms)",
            yardstick=f"on the only one: {p95(alone) * 1000:.0f} ms",
            ratio=round(p95(together) / p95(alone), 2),
            bar=f"all within {MOST_SECONDS:.0f} s",
            ok=max(together) < MOST_SECONDS,
        ),
        Finding(
            name="memory of the server for a screen",
            measured=f"{each:.0f} kB",
            yardstick=f"the server with one screen: {at_rest / 1024:.0f} MB",
            ratio=None,
            bar=f"under {MOST_KB} kB",
            ok=each < MOST_KB,
        ),
    ]


async def _until_heard(screens: Sequence[Screen], changes: int) -> list[float]:
    """Of each change: the seconds from before its transaction to the last screen."""
    found = []
    for case_id in await asyncio.to_thread(_cases, changes):
        heard = [asyncio.create_task(screen.hears(case_id)) for screen in screens]
        begun = time.perf_counter()
        await asyncio.to_thread(_change, case_id)
        found.append(max(await asyncio.wait_for(asyncio.gather(*heard), GIVE_UP_AFTER)) - begun)
    return found


@asynccontextmanager
async def _screens(place: str, sessions: Sequence[str]) -> AsyncIterator[list[Screen]]:
    opened = await asyncio.gather(*(_open(place, session) for session in sessions))
    try:
        yield list(opened)
    finally:
        for screen in opened:
            screen.writer.close()


async def _open(place: str, session: str) -> Screen:
    at = urlsplit(place)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    writer.write(f"GET /live HTTP/1.1\r\nHost: {at.netloc}\r\nCookie: sessionid={session}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise SystemExit(f"the event stream answered {head.splitlines()[0]!r}")
    await reader.readuntil(b"retry: 2000\n\n")
    return Screen(reader, writer)


@contextmanager
def _served(address: str) -> Iterator[tuple[str, int]]:
    """Where the desk's web answers on this database, and its process."""
    environment = {**os.environ, "DATABASE_URL": address, "AMENDS_SECRET_KEY": _secret_key()}
    command = [sys.executable, "-m", "amends.cli.main", "web", "--port", "0"]
    web = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert web.stdout is not None
        found = re.search(r"http://\S+", web.stdout.readline())
        if found is None:
            raise SystemExit("the web did not start")
        yield found[0], web.pid
    finally:
        web.terminate()
        web.wait(GIVE_UP_AFTER)


def _secret_key() -> str:
    from django.conf import settings

    return str(settings.SECRET_KEY)


def _sessions(count: int) -> list[str]:
    """So many logins, in turn of everybody who works at the desk."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from amends.accounts.models import User

    users = list(User.objects.order_by("pk"))
    keys = []
    for place in range(count):
        user: Any = users[place % len(users)]
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        keys.append(str(session.session_key))
    return keys


def _cases(count: int) -> list[int]:
    from django.db import connection

    from amends.cases.models import Case

    try:
        found = Case.objects.filter(state="open").order_by("queue_key", "id")
        return list(found.values_list("pk", flat=True)[:count])
    finally:
        connection.close()


def _change(case_id: int) -> None:
    """A change as a person makes it."""
    from django.db import connection

    from amends.accounts.models import User
    from amends.cases.actions import write_note
    from amends.cases.models import Case
    from amends.core.actor import Actor

    try:
        case = Case.objects.select_related("shop").get(pk=case_id)
        person = User.objects.order_by("pk")[0]
        write_note(case, "Seen.", by=Actor(case.organisation_id, person.pk, "web"))
    finally:
        connection.close()
