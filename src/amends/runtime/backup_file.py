"""A backup as one file: a tar of five members in a fixed order, whose last one seals it.

`amends.json` says that it is a backup and by which program; `secret_key` is the installation's key;
`database.dump` is pg_dump's custom format; `manifest.json` says what was in the database and gives the
SHA-256 of the members before it; `sealed` is the manifest's own. A file cut anywhere lacks its seal.
"""

import hashlib
import json
import tarfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from amends.core.errors import Refused

FORMAT = 1
HEAD, KEY, DUMP, MANIFEST, SEAL = MEMBERS = (
    "amends.json",
    "secret_key",
    "database.dump",
    "manifest.json",
    "sealed",
)
BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * BLOCK)
SMALL = 4 * 1024 * 1024
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `rows` counts the rows of each table, `postgresql` is a major version."""

    program: str
    postgresql: int
    dumped_by: int  # the major version of pg_dump
    made_at: str
    migrations: list[str]
    rows: dict[str, int]


class BackupWriter:
    """Writes the members to `file` one after the other, in the order of MEMBERS."""

    def __init__(self, file: BinaryIO, program: str) -> None:
        self._file = file
        self._sums: dict[str, str] = {}
        self.add(HEAD, [_json({"amends_backup": FORMAT, "program": program})])

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a member whose length is not known before its last piece."""
        start, digest, size = self._file.tell(), hashlib.sha256(), 0
        self._file.write(bytes(BLOCK))
        for piece in pieces:
            digest.update(piece)
            size += self._file.write(piece)
        self._file.write(bytes(-size % BLOCK))
        after = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(name, size, int(time.time())))
        self._file.seek(after)
        self._sums[name] = digest.hexdigest()

    def seal(self, manifest: Manifest) -> None:
        """Add the manifest and what proves it: the file is whole."""
        self.add(MANIFEST, [_json({**asdict(manifest), "sha256": dict(self._sums)})])
        self.add(SEAL, [self._sums[MANIFEST].encode()])
        self._file.write(END)


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """A backup that was read to its end and found whole."""

    path: Path
    manifest: Manifest
    secret_key: str
    _dump: tuple[int, int]

    def dump(self) -> Iterator[bytes]:
        """The database, as pg_restore reads it."""
        start, left = self._dump
        with self.path.open("rb") as file:
            file.seek(start)
            while left and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece


def check_backup(path: Path) -> CheckedBackup:
    """Read the whole file and prove it. Raises `Refused`, naming what is wrong with it."""
    try:
        with path.open("rb") as file:
            return _check(path, file)
    except OSError as error:
        raise Refused(
            "backup_unreadable", f"{path} cannot be read: {error.strerror or error}.", mend="Check the path."
        ) from error


def _check(path: Path, file: BinaryIO) -> CheckedBackup:
    head, _, _ = _member(path, file, HEAD)
    said = _parse(path, HEAD, head)
    if not isinstance(said.get("amends_backup"), int):
        raise _foreign(path)
    if said["amends_backup"] > FORMAT:
        raise newer_program(path, str(said.get("program", "")))
    sums = {HEAD: hashlib.sha256(head).hexdigest()}
    key, _, sums[KEY] = _member(path, file, KEY)
    _, dump, sums[DUMP] = _member(path, file, DUMP)
    listed, _, manifest_sum = _member(path, file, MANIFEST)
    seal, _, _ = _member(path, file, SEAL)
    if seal.decode("ascii", "replace") != manifest_sum:
        raise _damaged(path, MANIFEST)
    told = _parse(path, MANIFEST, listed)
    for name, found in sums.items():
        if told.get("sha256", {}).get(name) != found:
            raise _damaged(path, name)
    end = file.read(len(END) + 1)
    if end != END:
        raise _cut_off(path, "end") if len(end) < len(END) else _damaged(path, "end")
    return CheckedBackup(path, _manifest(path, told), key.decode("utf-8", "replace").strip(), dump)


def _member(path: Path, file: BinaryIO, name: str) -> tuple[bytes, tuple[int, int], str]:
    """Content (of a small member), place as (offset, length), and SHA-256 of the member that comes next."""
    head = file.read(BLOCK)
    if len(head) < BLOCK:
        raise _foreign(path) if name == HEAD else _cut_off(path, name)
    try:
        told = tarfile.TarInfo.frombuf(head, "utf-8", "replace")
    except tarfile.HeaderError as error:
        raise _foreign(path) if name == HEAD else _damaged(path, name) from error
    if (
        told.name != name
        or (name != DUMP and told.size > SMALL)
        or head != _header(name, told.size, told.mtime)
    ):
        raise _foreign(path) if name == HEAD else _damaged(path, name)
    start, digest, content, left = file.tell(), hashlib.sha256(), b"", told.size
    while left:
        piece = file.read(min(PIECE, left))
        if not piece:
            raise _cut_off(path, name)
        left -= len(piece)
        digest.update(piece)
        content += piece if name != DUMP else b""
    padding = bytes(-told.size % BLOCK)
    if (after := file.read(len(padding))) != padding:
        raise _damaged(path, name) if len(after) == len(padding) else _cut_off(path, name)
    return content, (start, told.size), digest.hexdigest()


def _manifest(path: Path, told: Mapping[str, Any]) -> Manifest:
    try:
        return Manifest(
            program=str(told["program"]),
            postgresql=int(told["postgresql"]),
            dumped_by=int(told["dumped_by"]),
            made_at=str(told["made_at"]),
            migrations=[str(name) for name in told["migrations"]],
            rows={str(table): int(count) for table, count in told["rows"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, MANIFEST) from error


def _parse(path: Path, name: str, content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except ValueError as error:
        raise _damaged(path, name) from error
    if not isinstance(said, dict):
        raise _damaged(path, name)
    return said


def _header(name: str, size: int, written_at: float) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(written_at)
    return member.tobuf(tarfile.GNU_FORMAT)


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def newer_program(path: Path, program: str) -> Refused:
    """The refusal of a backup that this program cannot know how to read."""
    return Refused(
        "backup_newer",
        f"{path} was made by a newer Amends ({program or 'of an unknown version'}).",
        mend=f"Install Amends {program or 'of that version'} or newer, then restore.",
    )


def _foreign(path: Path) -> Refused:
    return Refused(
        "backup_foreign",
        f"{path} is no backup of Amends.",
        mend="Name a file that ./amends backup has made.",
    )


def _cut_off(path: Path, name: str) -> Refused:
    return Refused(
        "backup_cut_off",
        f"{path} ends too early, in or before its part {name}: it was not written or copied to the end.",
        mend="Copy it again from where it was made, or take another backup. Nothing was changed.",
    )


def _damaged(path: Path, name: str) -> Refused:
    return Refused(
        "backup_damaged",
        f"{path} is damaged: its part {name} is not what was written.",
        mend="Copy it again from where it was made, or take another backup. Nothing was changed.",
    )
