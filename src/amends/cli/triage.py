"""`amends triage`: what messages are about, one JSON line in, one out. No database."""

import gc
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.cli.options import AsLogin
from amends.core.errors import AmendsError, Refused
from amends.triage.classify import Asked, classify_all, prepare
from amends.triage.explaining import reasons
from amends.triage.judgement import Judgement, TriageFacts

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


LONG_FILE, PIECE = 300_000, 200  # bytes; lines
MOST_SAID = 20  # lines that cannot be judged, each by its number
Outcome = tuple[str, str]  # the line to write, or what is wrong


class BadLine(AmendsError):
    """A line that cannot be judged."""


def triage(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|-] | eval [FILE] | train | learn [on|off]",
            help="A file of JSON lines, or - for standard input; eval measures, train learns from the packs, "
            "learn from your own corrections.",
        ),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Tell what spoke for the best guess.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="eval, train: one JSON document.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="train: also where nothing changed.")] = False,
    as_login: AsLogin = None,
) -> None:
    """Tell what messages are about: reads {"id", "text"} lines, writes one judgement a line."""
    first, *rest = words or ["-"]
    if len(rest) > (first in ("eval", "learn")):
        raise Refused(
            "too_many_words", f"{rest[-1]!r} is one word too many.", mend="See amends triage --help."
        )
    if first == "train":
        from amends.cli.triage_train import train

        train(anew=anew, as_json=as_json)
    elif first == "learn":
        from amends.cli.triage_learn import learn

        learn(rest[0] if rest else "", as_login=as_login, as_json=as_json)
    elif first == "eval":
        from amends.cli.triage_eval import evaluate

        evaluate(rest[0] if rest else None, as_json=as_json)
    else:
        judge_file(first, explain=explain)


def judge_file(file: str, *, explain: bool) -> None:
    """Judge each line of a file, or of standard input. Exits with 1 where a line cannot be judged.

    Raises Refused where it is no text at all.
    """
    broken = 0
    with opened(file) as lines:
        text = _Text(lines)
        for told, problem in _judged(file, text, explain=explain):
            if problem:
                broken += 1
                if broken <= MOST_SAID:
                    print(problem, file=sys.stderr)
            else:
                sys.stdout.write(told)
                sys.stdout.flush()
    if text.ends_at:
        name = "Standard input" if file == "-" else file
        raise Refused(
            "not_utf8",
            f"{name} is no text in UTF-8, from line {text.ends_at} on.",
            mend='Give a text file with one {"id": …, "text": "…"} a line, saved as UTF-8.',
        )
    if broken > MOST_SAID:
        print(f"{broken - MOST_SAID} more lines cannot be judged.", file=sys.stderr)
    if broken:
        raise typer.Exit(1)


class _Text:
    """Lines up to the first that is no text; `ends_at` is the number of that one. Read by another thread."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self.ends_at = 0

    def __iter__(self) -> Iterator[bytes]:
        for number, line in enumerate(self._lines, 1):
            if b"\0" in line:
                self.ends_at = number
                return
            yield line


def _judged(file: str, lines: Iterable[bytes], *, explain: bool) -> Iterator[Outcome]:
    """Line by line as they come; a long file in pieces, on all cores."""
    numbered = enumerate(lines, 1)
    cores = len(os.sched_getaffinity(0))
    if file == "-" or cores == 1 or Path(file).stat().st_size < LONG_FILE:
        for line in numbered:
            yield from judge_lines([line], explain=explain)
        return
    prepare()
    gc.freeze()
    pieces = iter(lambda: list(islice(numbered, PIECE)), [])
    # Judging makes no circles: looking for them would take a tenth of the time.
    with get_context("fork").Pool(cores, initializer=gc.disable) as pool:
        for judged in pool.imap(partial(judge_lines, explain=explain), pieces):
            yield from judged


def judge_lines(numbered: Sequence[tuple[int, bytes]], *, explain: bool) -> list[Outcome]:
    """The judgements of lines as JSON, or what is wrong with a line."""
    told: list[tuple[Any, Asked] | str] = []
    for number, line in numbered:
        try:
            told.append(_asked(line, number))
        except BadLine as error:
            told.append(str(error))
    judgements = iter(classify_all([one[1] for one in told if isinstance(one, tuple)]))
    outcomes: list[Outcome] = []
    for one in told:
        if isinstance(one, str):
            outcomes.append(("", one))
        else:
            outcomes.append((_document(one[0], one[1].text, next(judgements), explain=explain), ""))
    return outcomes


def _asked(line: bytes, number: int) -> tuple[Any, Asked]:
    """The id of a line, and what is to be judged. Raises BadLine naming the line."""
    message = message_of(line, number)
    language = message.get("language")
    hint = language if isinstance(language, str) else None
    return message["id"], Asked(message["text"], hint, _facts(message.get("facts"), number))


def _document(name: Any, text: str, judgement: Judgement, *, explain: bool) -> str:
    """One line of JSON."""
    document = {"id": name, **judgement.document()}
    if explain:
        document["because"] = [reason.document() for reason in reasons(text, judgement)]
    return json.dumps(document, ensure_ascii=False) + "\n"


_MEND = 'Each line is {"id": …, "text": "…"}; the other lines were judged.'


def message_of(line: bytes, number: int, *, mend: str = _MEND) -> dict[str, Any]:
    """A line as an object with id and text. Raises BadLine naming the line."""
    try:
        message = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        empty = not line.strip()
        problem = "is empty" if empty else "is not a JSON object in UTF-8"
        raise BadLine("bad_line", f"Line {number} {problem}.", mend=mend) from error
    if not isinstance(message, dict) or "id" not in message or not isinstance(message.get("text"), str):
        raise BadLine("bad_line", f"Line {number} has no id and text.", mend=mend)
    return message


def _facts(given: object, number: int) -> TriageFacts:
    if given is None:
        return TriageFacts()
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
def opened(file: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file, or of standard input. Raises Refused."""
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
