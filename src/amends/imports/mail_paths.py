"""Mails on disk: single files, mboxes, Maildirs and folders of them, one after the other."""

from collections.abc import Iterator
from pathlib import Path

from amends.connectors.mail.mailbox import PIECE, looks_like_mail, read_mails
from amends.connectors.mail.no_mails import why_no_mail
from amends.core.errors import Refused
from amends.imports.mail_records import ArrivedMail
from amends.imports.quarantine import Unread

Found = ArrivedMail | Unread | Refused


def mails_below(path: Path) -> Iterator[Found]:
    """Every mail of a file or folder, in a stable order, one in memory at a time.

    Whatever is no mail is found too, to be quarantined; hidden files of a folder are passed over. What cannot
    be opened stands among them as Refused (file_missing, file_unreadable).
    """
    if not path.exists():
        yield Refused("file_missing", f"There is no file {path}.", mend="Check the path.")
        return
    kind = looks_like_mail(path)
    if path.is_dir():
        if kind == "maildir":
            yield from _mails_in(path)
        yield from _of_folder(path, is_maildir=kind == "maildir")
    elif kind is not None:
        yield from _mails_in(path)
    else:
        if (refusal := _refusal(path)) is not None:
            yield refusal
            return
        yield Unread(_pieces(path), "no_mail", why_no_mail(path), ArrivedMail(b"", path.name))


def _of_folder(folder: Path, *, is_maildir: bool) -> Iterator[Found]:
    """What lies in a folder; of a Maildir the folders within it, which are hidden there."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for entry in entries:
        if is_maildir:
            if entry.is_dir() and entry.name not in ("cur", "new", "tmp") and not entry.is_symlink():
                yield from mails_below(entry)
        elif not entry.name.startswith(".") and not (entry.is_dir() and entry.is_symlink()):
            yield from mails_below(entry)


def _mails_in(path: Path) -> Iterator[Found]:
    for raw in read_mails(path):
        place = f"{path.name}, {raw.position}" if raw.is_in_mbox else (raw.path or path).name
        if raw.octets is not None:
            yield ArrivedMail(raw.octets, place)
        elif raw.problem == "too_large":
            words = "The mail is larger than what is read."
            yield Unread(raw.pieces(), raw.problem, words, ArrivedMail(b"", place))
        else:
            yield _refusal(raw.path or path) or _unreadable(path, None)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _refusal(path: Path) -> Refused | None:
    try:
        path.open("rb").close()
    except OSError as error:
        return _unreadable(path, error)
    return None


def _unreadable(path: Path, error: OSError | None) -> Refused:
    why = error.strerror if error is not None and error.strerror else "it cannot be opened"
    return Refused("file_unreadable", f"{path} cannot be read: {why}.", mend="See who may read it.")
