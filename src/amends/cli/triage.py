"""`amends triage`: what messages are about, one JSON line in, one out. No database."""

import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.core.errors import AmendsError, Refused
from amends.triage.classify import classify
from amends.triage.judgement import TriageFacts

_FACTS = {
    "order_state": str,
    "parcel_state": str,
    "is_delivered": bool,
    "platform_completed": bool,
    "marketplace": str,
    "has_order": bool,
    "offered_options": int,
    "attachments": int,
    "subject": str,
}


class BadLine(AmendsError):
    """A line that cannot be judged."""


def triage(
    file: Annotated[str, typer.Argument(help="A file of JSON lines, or - for standard input.")] = "-",
) -> None:
    """Tell what messages are about: reads {"id", "text"} lines, writes one judgement a line."""
    broken = 0
    with _opened(file) as lines:
        for number, line in enumerate(lines, 1):
            try:
                judged = judge_line(line, number)
            except BadLine as error:
                broken += 1
                print(str(error), file=sys.stderr)
                continue
            if judged is not None:
                sys.stdout.write(json.dumps(judged, ensure_ascii=False) + "\n")
                sys.stdout.flush()
    if broken:
        raise typer.Exit(1)


def judge_line(line: bytes, number: int) -> dict[str, Any] | None:
    """The judgement of one line, None for an empty line. Raises BadLine naming the line."""
    message = _message(line, number)
    language = message.get("language")
    judgement = classify(
        message["text"],
        language_hint=language if isinstance(language, str) else None,
        facts=_facts(message.get("facts"), number),
    )
    return {"id": message["id"], **judgement.document()}


def _message(line: bytes, number: int) -> dict[str, Any]:
    try:
        message = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        empty = not line.strip()
        problem = "is empty" if empty else "is not a JSON object in UTF-8"
        raise BadLine("bad_line", f"Line {number} {problem}.", mend=_MEND) from error
    if not isinstance(message, dict) or "id" not in message or not isinstance(message.get("text"), str):
        raise BadLine("bad_line", f"Line {number} has no id and text.", mend=_MEND)
    return message


_MEND = 'Each line is {"id": …, "text": "…"}; the other lines were judged.'


def _facts(given: object, number: int) -> TriageFacts | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise BadLine("bad_line", f"Line {number}: facts is not an object.", mend=_MEND)
    known: dict[str, Any] = {}
    for name, value in given.items():
        if name == "products" and isinstance(value, list):
            known[name] = tuple(str(title) for title in value)
        elif name not in _FACTS or (value is not None and type(value) is not _FACTS[name]):
            raise BadLine("bad_line", f"Line {number}: the fact {name} is not known or not of its kind.")
        elif value is not None:
            known[name] = value
    return TriageFacts(**known)


@contextmanager
def _opened(file: str) -> Iterator[Iterable[bytes]]:
    if file == "-":
        yield getattr(sys.stdin, "buffer", None) or io.BytesIO(sys.stdin.read().encode())
        return
    try:
        with Path(file).open("rb") as lines:
            yield lines
    except OSError as error:
        raise Refused(
            "file_unreadable", f"{file} cannot be read: {error.strerror}.", mend="Check the name."
        ) from error
