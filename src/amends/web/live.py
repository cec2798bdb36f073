"""GET /live: the event stream, native ASGI beside Django. Ids of cases go out, never their words."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from amends.web.live_feed import AT_DATABASE, Feed, Screen
from amends.web.live_rights import watcher_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/live"
PING_S = 25
PING = b": still here\n\n"
BEGIN = b"retry: 2000\n\n"
MOST = 10_000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_feeds: WeakKeyDictionary[asyncio.AbstractEventLoop, Feed] = WeakKeyDictionary()


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one stream until the browser goes, the person is logged out, or the server stops."""
    if scope["method"] != "GET" or not _host_is_ours(scope):
        await _refuse(send, 405 if scope["method"] != "GET" else 400)
        return
    loop = asyncio.get_running_loop()
    feed = _feeds.setdefault(loop, Feed())
    if len(feed.screens) >= MOST:
        await _refuse(send, 503)
        return
    watcher = await loop.run_in_executor(AT_DATABASE, watcher_of, _session_key(scope))
    if watcher is None:
        await _refuse(send, 401)
        return
    async with feed.open(watcher) as screen:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _send(send, BEGIN)
        speaking = asyncio.create_task(_speak(screen, send))
        leaving = asyncio.create_task(_left(receive))
        try:
            done, _ = await asyncio.wait((speaking, leaving), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:  # the server stops: the browser comes back by itself
            done = {leaving}
        for task in (speaking, leaving):
            task.cancel()
    if leaving not in done:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _speak(screen: Screen, send: Send) -> None:
    while True:
        try:
            said = await asyncio.wait_for(screen.waiting.get(), PING_S)
        except TimeoutError:
            said = PING
        if said is None:
            return
        await _send(send, said)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _host_is_ours(scope: Scope) -> bool:
    domain, _ = split_domain_port(_header(scope, b"host"))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _session_key(scope: Scope) -> str:
    try:
        cookie = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return cookie.value if cookie is not None else ""


def _header(scope: Scope, wished: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wished), "")
