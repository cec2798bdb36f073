"""Files that nobody finds: they go with the process, even when it is killed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def nameless_file() -> Iterator[tuple[IO[bytes], Path]]:
    """An empty file, open for writing, and a path by which this process and its children can read it.

    Where the system has no such paths (all but Linux), it has a name in the folder for temporary files.
    """
    with tempfile.TemporaryFile() as file:
        path = Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")
        if path.exists():
            yield file, path
            return
    with tempfile.NamedTemporaryFile(prefix="amends-") as named:
        yield named, Path(named.name)
