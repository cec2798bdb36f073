"""The desk as it is served: pages and event stream on a port of loopback, for as long as a test lasts."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn


@contextmanager
def served() -> Iterator[str]:
    """The address of a server in a thread of its own, on the test's database."""
    from amends.config.asgi import application

    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            application, lifespan="off", ws="none", log_config=None, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()
