"""A thumbnail of what a stranger sent, made in a process that may do little else."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from amends.connectors.pictures import shrinking
from amends.connectors.pictures.head import LONGEST_SIDE, MOST_PIXELS, Size, size_of
from amends.connectors.pictures.kinds import HEAD, TAIL, is_two_at_once, picture_kind

EDGE = 320  # pixels of a thumbnail's longer side
MOST_OCTETS = 40_000_000  # of a picture that is tried
MOST_S = 30.0  # of real time; its processor's time is less
REASONS = (
    "no_picture",
    "two_at_once",
    "too_large",
    "too_many_pixels",
    "broken",
    "too_heavy",
    "gave_up",
)
_SAID = {
    shrinking.NO_PICTURE: "no_picture",
    shrinking.TOO_MANY_PIXELS: "too_many_pixels",
    shrinking.BROKEN: "broken",
    shrinking.TOO_HEAVY: "too_heavy",
}
_JPEG = b"\xff\xd8\xff"


class Unshown(Exception):
    """There is no thumbnail of it; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Small:
    """A JPEG of pixels alone, at most EDGE a side."""

    octets: bytes
    width: int
    height: int


def shrink(pieces: Iterable[bytes]) -> Small:
    """The thumbnail of the picture that these pieces are.

    Raises Unshown for anything that is none, or would cost too much; OSError where no process can be started.
    """
    with TemporaryFile() as original:
        _fill(original, pieces)
        kind = _judged(original)
        with TemporaryFile() as small:
            _run(kind, original, small)
            small.seek(0)
            return _taken(small.read(shrinking.MOST_WRITTEN + 1))


def _fill(file: IO[bytes], pieces: Iterable[bytes]) -> None:
    octets = 0
    for piece in pieces:
        octets += len(piece)
        if octets > MOST_OCTETS:
            raise Unshown("too_large")
        file.write(piece)
    file.flush()


def _judged(file: IO[bytes]) -> str:
    """Its kind, after what can be told without unpacking anything."""
    octets = file.tell()
    file.seek(0)
    begin = file.read(1024 * 1024)
    kind = picture_kind(begin)
    if not kind:
        raise Unshown("no_picture")
    file.seek(max(0, octets - TAIL))
    if is_two_at_once(begin[:HEAD], file.read(TAIL)):
        raise Unshown("two_at_once")
    size = size_of(begin)
    if size is not None and _is_too_much(size):
        raise Unshown("too_many_pixels")
    file.seek(0)
    return kind


def _is_too_much(size: Size) -> bool:
    return max(size) > LONGEST_SIDE or size[0] * size[1] > MOST_PIXELS


def _run(kind: str, original: IO[bytes], small: IO[bytes]) -> None:
    script = Path(shrinking.__file__)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(script), kind, str(EDGE), str(MOST_PIXELS)],
            stdin=original,
            stdout=small,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=MOST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unshown("too_heavy") from None
    if done.returncode != 0:
        # Ended by a signal: out of its time, its memory or its mind.
        raise Unshown(_SAID.get(done.returncode, "too_heavy" if done.returncode < 0 else "broken"))


def _taken(octets: bytes) -> Small:
    """What the process wrote is believed no more than what it read."""
    size = size_of(octets) if octets.startswith(_JPEG) else None
    if size is None or not 0 < min(size) <= max(size) <= EDGE or len(octets) > shrinking.MOST_WRITTEN:
        raise Unshown("broken")
    return Small(octets, *size)
