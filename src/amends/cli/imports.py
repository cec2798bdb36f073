"""`amends import`: files and folders go in."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.database import desk_database
from amends.cli.doubt_text import doubt_sentences
from amends.core.errors import AmendsError

if TYPE_CHECKING:
    from amends.accounts.models import Shop
    from amends.core.actor import Actor
    from amends.imports.models import ImportFile

SOME_REJECTED, FILE_REFUSED = 3, 2


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, Maildir folders, or folders of files.")],
    shop: Annotated[str, typer.Option(help="Code of the shop that the files come from.")],
    as_login: Annotated[str | None, typer.Option("--as", help="Act as this person.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Import order, return, feedback, tracking, message and mail files.

    The kind of a file is told by its headers. Importing the same file again changes nothing. Exit code: 0 all
    rows went in, 3 some were rejected, 2 a file was refused.
    """
    with desk_database():
        from amends.accounts.queries import acting_as, find_shop

        actor = acting_as(as_login)
        chosen = find_shop(shop, by=actor, verb="import_file")
        agree = _ask if not as_json and sys.stdin.isatty() and sys.stderr.isatty() else _go_on
        documents = [_import_one(path, chosen, by=actor, agree=agree) for path in _files(paths)]
    if as_json:
        typer.echo(json.dumps({"files": documents}, ensure_ascii=False))
    else:
        for document in documents:
            typer.echo(_sentence(document))
    refused = any("error" in document for document in documents)
    rejected = any(document["rejected"] for document in documents)
    raise typer.Exit(FILE_REFUSED if refused else SOME_REJECTED if rejected else 0)


def _files(paths: list[Path]) -> Iterator[Path]:
    from amends.connectors.mail.mailbox import looks_like_mail

    for path in paths:
        if path.is_dir() and looks_like_mail(path) is None:
            below = [
                each for each in sorted(path.rglob("*")) if each.is_file() and not _is_hidden(each, path)
            ]
            yield from below or [path]  # an empty folder is refused
        else:
            yield path


def _is_hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def _ask(file: "ImportFile") -> bool:
    _go_on(file)
    return typer.confirm(f"Import {file.name} into {file.shop.code} nevertheless?", err=True)


def _go_on(file: "ImportFile") -> bool:
    for sentence in doubt_sentences(file):
        print(f"{file.name}: {sentence}", file=sys.stderr)
    return True


def _import_one(
    path: Path, shop: "Shop", *, by: "Actor", agree: Callable[["ImportFile"], bool]
) -> dict[str, Any]:
    from amends.cli.progress import progress_bar
    from amends.imports.actions import import_path
    from amends.imports.rejects import write_rejects
    from amends.runtime.folder import data_folder

    try:
        with progress_bar(path.name) as progress:
            done = import_path(path, shop, by=by, progress=progress, agree=agree)
    except AmendsError as error:
        return _document(path) | {"error": {"code": error.code, "message": error.message, "mend": error.mend}}
    rejects = write_rejects(done, data_folder().path / "rejects")
    return _document(path, done, rejects)


def _document(path: Path, done: "ImportFile | None" = None, rejects: Path | None = None) -> dict[str, Any]:
    counts = ("rows", "created", "updated", "unchanged", "rejected")
    document: dict[str, Any] = {
        "path": str(path),
        "kind": (done.kind or None) if done else None,
        "encoding": (done.encoding or None) if done else None,
        **{name: getattr(done, name) if done else 0 for name in counts},
        "rejects_path": str(rejects) if rejects else None,
    }
    if done and done.doubts:
        document["doubts"] = done.doubts
    if done and done.state == "refused":
        document["error"] = {"code": done.error_code, "message": done.error, "mend": done.mend}
    return document


def _sentence(document: dict[str, Any]) -> str:
    if "error" in document:
        error = document["error"]
        return f"{document['path']}: refused. {error['message']} {error['mend']}".rstrip()
    text = (
        f"{document['path']}: {document['kind']}, {document['rows']} rows: {document['created']} created, "
        f"{document['updated']} updated, {document['unchanged']} unchanged, {document['rejected']} rejected."
    )
    return f"{text} Rejected rows: {document['rejects_path']}" if document["rejects_path"] else text
