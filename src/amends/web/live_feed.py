"""What changed, from the database to every open screen: one listening connection per process."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from amends.accounts.rules import ShopScope
from amends.cases.announcing import CHANNEL
from amends.web.live_rights import Watcher, heard_by

log = logging.getLogger("amends.web.live")

GATHER_S = 0.05
AGAIN_S = 1.0
MOST_WAITING = 32
AGAIN = b"event: again\ndata: []\n\n"
AT_DATABASE = ThreadPoolExecutor(2, thread_name_prefix="live")
CASES = "cases"
Shop = tuple[int, int, str]  # organisation and shop, and whether cases, their pictures or who looks changed


@dataclass(eq=False, slots=True)
class Screen:
    """One open stream. `waiting` holds what is to be sent; None ends it."""

    watcher: Watcher
    waiting: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def tell(self, said: bytes | None) -> None:
        """Queue it; a screen that does not keep up is told to fetch everything anew, once."""
        if self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            said = AGAIN if said is not None else None
        self.waiting.put_nowait(said)


class Feed:
    """The screens of this process. Lives in one event loop."""

    def __init__(self) -> None:
        self.screens: set[Screen] = set()
        self._changed: dict[Shop, set[int]] = defaultdict(set)
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()

    @asynccontextmanager
    async def open(self, watcher: Watcher) -> AsyncIterator[Screen]:
        """A screen that hears from now on, for as long as the block lasts."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        screen = Screen(watcher)
        self.screens.add(screen)
        try:
            await self._connected.wait()
            yield screen
        finally:
            self.screens.discard(screen)
            if not self.screens and self._listening is not None:
                self._listening.cancel()
                self._listening = None
                self._connected.clear()

    async def _listen(self) -> None:
        """Hear of changes for ever; after a lost connection, everything may have changed."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as heard:
                    await heard.execute(f"LISTEN {CHANNEL}")
                    if self._connected.is_set():
                        self._tell(self.screens, AGAIN)
                    self._connected.set()
                    async for notification in heard.notifies():
                        self._hear(notification.payload)
            except psycopg.Error as error:
                log.warning("the event stream has lost the database: %s", error)
            await asyncio.sleep(AGAIN_S)

    def _hear(self, payload: str) -> None:
        said = json.loads(payload)
        if not self._changed:
            task = asyncio.create_task(self._pass_on())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._changed[said["organisation"], said["shop"], said.get("kind", CASES)].update(said["cases"])

    async def _pass_on(self) -> None:
        """Whatever was heard of within a moment goes out at once, to those who may see it now."""
        await asyncio.sleep(GATHER_S)
        changed, self._changed = self._changed, defaultdict(set)
        watchers = {screen.watcher for screen in self.screens}
        try:
            scopes = await asyncio.get_running_loop().run_in_executor(AT_DATABASE, heard_by, watchers)
        except Exception:
            # Who may hear what is not known: the streams end, and the browsers ask again.
            log.exception("the rights of the open screens could not be read")
            scopes = {}
        said = {shop: _event(shop[2], ids) for shop, ids in changed.items()}
        for screen in list(self.screens):
            if screen.watcher not in watchers:
                screen.tell(AGAIN)  # it came while we asked
                continue
            self._tell_one(screen, scopes.get(screen.watcher), said)

    def _tell_one(self, screen: Screen, scope: ShopScope | None, said: dict[Shop, bytes]) -> None:
        if not scope:
            screen.tell(None)
            return
        for (organisation_id, shop_id, _), event in said.items():
            if organisation_id == screen.watcher.organisation_id and shop_id in scope:
                screen.tell(event)

    @staticmethod
    def _tell(screens: Iterable[Screen], said: bytes) -> None:
        for screen in screens:
            screen.tell(said)


def _event(kind: str, ids: set[int]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(sorted(ids))}\n\n".encode()


def _address() -> str:
    known = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return make_conninfo(**{name: known[name] for name in names if known.get(name)})
