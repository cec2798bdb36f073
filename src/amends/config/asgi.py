"""One ASGI process: Django as WSGI in threads, and beside it the event stream, which no thread waits for."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from amends.config.static import with_static_files

pages = WSGIMiddleware(with_static_files(get_wsgi_application()), workers=8)  # type: ignore[arg-type]

from amends.web.live import PATH, Receive, Scope, Send, live  # noqa: E402 needs Django to be set up


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request: the stream at its path, everything else by Django."""
    if scope["type"] == "http" and scope["path"] == PATH:
        await live(scope, receive, send)
    else:
        await pages(scope, receive, send)  # type: ignore[arg-type]
