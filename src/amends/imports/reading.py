"""A file of any kind, opened: what it is, and its rows or mails one by one."""

import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from amends.accounts.models import Shop
from amends.connectors.base import Record, Reject
from amends.connectors.exports.kinds import FileKind, ShopContext
from amends.connectors.exports.styles import FileStyle, StyleWatcher
from amends.connectors.mail.mailbox import looks_like_mail, read_mails
from amends.connectors.registry import file_kinds
from amends.connectors.tables.cells import BadRow, RawRow
from amends.connectors.tables.table import Table, open_table
from amends.core.errors import Refused
from amends.imports.chat_files import open_chat
from amends.imports.mail_records import MAIL, ArrivedMail, mail_record
from amends.imports.rejects import as_it_was, own_columns

Entry = Record | Reject
UNREADABLE = {"too_large": "is too large", "unreadable": "cannot be read"}  # RawMail's problems
SAMPLE = 200


class OpenFile(Protocol):
    """A recognised file. `entries()` starts anew at each call; `position` is bytes read of `size`."""

    @property
    def kind(self) -> str: ...

    @property
    def encoding(self) -> str: ...

    @property
    def header(self) -> list[str]: ...

    @property
    def size(self) -> int: ...

    @property
    def sha256(self) -> bytes: ...

    @property
    def position(self) -> int: ...

    def entries(self) -> Generator[Entry]: ...


def open_file(path: Path, shop: Shop, *, trusted: str = "") -> OpenFile:
    """Recognise the file (or Maildir folder) by its content. Raises Refused with what is nearest.

    `trusted`: whose word about the senders of its mails counts (an authserv-id), "" for nobody's.
    """
    if not path.exists():
        raise Refused("file_missing", f"There is no file {path}.", mend="Check the path.")
    if looks_like_mail(path) is not None:
        return MailFile(path, shop, trusted)
    if path.is_dir():
        raise Refused("folder_not_mail", f"{path} is a folder, but not a Maildir.", mend="Name its files.")
    kinds = file_kinds()
    try:
        table = open_table(path, [kind.shape() for kind in kinds.values()])
    except Refused:
        chat = open_chat(path, shop)
        if chat is None:
            raise
        return chat
    kind = kinds[table.kind]
    if kind.marketplaces and shop.marketplace not in kind.marketplaces:
        raise Refused(
            "wrong_marketplace",
            f"This is a file of kind {kind.name}, but shop {shop.code} is on {shop.marketplace}.",
            mend="Choose the shop that the file came from.",
        )
    return TableFile(table, kind, shop)


@dataclass(slots=True)
class TableFile:
    """Rows of a table file, parsed by the kind it was recognised as."""

    table: Table
    file_kind: FileKind
    shop: Shop
    width: int = field(init=False)

    def __post_init__(self) -> None:
        self.width = own_columns(self.table.header)

    @property
    def kind(self) -> str:
        return self.file_kind.name

    @property
    def encoding(self) -> str:
        return self.table.encoding

    @property
    def header(self) -> list[str]:
        return self.table.header[: self.width]

    @property
    def size(self) -> int:
        return self.table.size

    @property
    def sha256(self) -> bytes:
        return self.table.sha256

    @property
    def position(self) -> int:
        return self.table.position

    def entries(self) -> Generator[Entry]:
        shop = self.shop
        context = ShopContext(shop.marketplace, shop.country, shop.time_zone, shop.currency, shop.language)
        reader = self.file_kind.reader(self.header, context, self._style())
        for row in self._rows():
            if isinstance(row, BadRow):
                raw = "" if self.file_kind.drops else row.raw  # it may hold what must never be kept
                yield Reject(row.line, row.column, row.reason, row.detail, raw)
                continue
            entry = reader.read(row)
            if entry is not None:
                yield entry

    def _style(self) -> FileStyle:
        """Day and month order and decimal mark, decided once per file before its first row is parsed."""
        watcher = StyleWatcher(self.file_kind, self.header)
        sample = [row for row in islice(self._rows(), SAMPLE) if isinstance(row, RawRow)]
        if watcher.needed(sample):
            for row in self._rows():
                if isinstance(row, RawRow):
                    watcher.observe(row)
        return watcher.decide(self.shop.country)

    def _rows(self) -> Iterator[RawRow | BadRow]:
        """The rows; of a file of rejects without the reasons and the guards against formulas."""
        if self.width == len(self.table.header):
            return self.table.rows()
        return (_own_cells(row, self.width) for row in self.table.rows())


def _own_cells(row: RawRow | BadRow, width: int) -> RawRow | BadRow:
    if isinstance(row, RawRow):
        row.cells = [as_it_was(cell) if isinstance(cell, str) else cell for cell in row.cells[:width]]
    return row


class MailFile:
    """Mails of an .eml file, an mbox or a Maildir folder."""

    kind = MAIL
    encoding = ""

    def __init__(self, path: Path, shop: Shop, trusted: str = "") -> None:
        self.path = path
        self.shop = shop
        self.trusted = trusted
        self.header: list[str] = []
        self.size, self.sha256 = _size_and_hash(path)
        self.position = 0

    def entries(self) -> Generator[Entry]:
        for mail in read_mails(self.path):
            self.position = mail.position_bytes
            if mail.octets is None:
                why = UNREADABLE.get(mail.problem, "cannot be read")
                said = f"Mail {mail.position} {why}."
                pieces = mail.pieces if mail.problem == "too_large" else None
                yield Reject(mail.position, "", mail.problem, said, "", pieces=pieces)
                continue
            arrived = ArrivedMail(mail.octets, "", trusted=self.trusted)
            yield mail_record(arrived, line=mail.position, shop=self.shop)


def _size_and_hash(path: Path) -> tuple[int, bytes]:
    digest, size = hashlib.sha256(), 0
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    for each in files:
        with each.open("rb") as stream:
            while piece := stream.read(1024 * 1024):
                digest.update(piece)
                size += len(piece)
    return size, digest.digest()
