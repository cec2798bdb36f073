"""`amends lint`: what marketplace, law or craft object to in a text that is to go out.

No database, but where an organisation's own rules are asked for.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.compliance.findings import ERROR, BadLint, Finding
from amends.compliance.lint import lint as lint_text
from amends.core.errors import Refused

MOST_BYTES = 4_000_000


def lint(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|- | eval FILE | train",
            help="The text, in UTF-8; - is standard input. eval measures on a file of messages, "
            "train learns from the packs.",
        ),
    ],
    marketplace: Annotated[str, typer.Option(help="Where it is sent, as in `amends shop add`.")] = "",
    language: Annotated[str, typer.Option(help="en, zh-Hans or fr; fr-CA is French too.")] = "",
    kind: Annotated[
        str, typer.Option(help="order_message, dispute_message or review_request.")
    ] = "order_message",
    as_json: AsJson = False,
    anew: Annotated[bool, typer.Option("--anew", help="train: also where nothing changed.")] = False,
    own: Annotated[bool, typer.Option("--own", help="By your own rules of wording too.")] = False,
    as_login: AsLogin = None,
) -> None:
    """Tell what must not stand in a message. Ends with 1 if a finding is an error."""
    if _is_about_the_rules(words, as_json=as_json, anew=anew):
        return
    text = _text(words[0])
    for name, given in (("marketplace", marketplace), ("language", language)):
        if not given:
            raise Refused("usage", f"--{name} is missing.", mend="See amends lint --help.")
    with _own_rules(as_login) if own or as_login else nullcontext():
        found = lint_text(
            text,
            language=_spoken(language),
            marketplace=marketplace.strip().lower(),
            kind=kind,
            on=datetime.now(UTC).date(),
        )
    if as_json:
        print(json.dumps({"findings": [one.document() for one in found]}, ensure_ascii=False))
    else:
        print("\n".join(listing(text, found)))
    if any(one.severity == ERROR for one in found):
        raise typer.Exit(1)


def _is_about_the_rules(words: Sequence[str], *, as_json: bool, anew: bool) -> bool:
    """Whether the words asked for measuring or learning, which is done then. Raises Refused."""
    first, *rest = words
    if first == "eval" and not rest:
        raise Refused("usage", "eval needs a file of messages.", mend="See amends lint --help.")
    if len(rest) > (first == "eval"):
        raise Refused("usage", f"{rest[-1]!r} is one word too many.", mend="See amends lint --help.")
    if first == "eval":
        from amends.cli.lint_eval import evaluate

        evaluate(rest[0], as_json=as_json)
    elif first == "train":
        from amends.cli.lint_train import train

        train(anew=anew, as_json=as_json)
    return first in ("eval", "train")


def _spoken(tag: str) -> str:
    """The language of the rules for a BCP 47 tag, however it is written; any other as it was given."""
    first = tag.strip().replace("_", "-").split("-")[0].lower()
    return {"en": "en", "fr": "fr", "zh": "zh-Hans"}.get(first, tag)


@contextmanager
def _own_rules(login: str | None) -> Iterator[None]:
    """Inside the block the rules of that person's organisation hold too."""
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.releases.in_force import by_rulebook_of

        with by_rulebook_of(acting_as(login, via="cli").organisation_id):
            yield


def listing(text: str, found: Sequence[Finding]) -> list[str]:
    """For a person to read: the line with the words in brackets, the rule, a wording that passes."""
    if not found:
        return ["Nothing to object to."]
    told: list[str] = []
    for one in found:
        begin = max(text.rfind("\n", 0, one.start) + 1, one.start - 60)
        line_end = text.find("\n", one.end)
        end = min(line_end if line_end >= 0 else len(text), one.end + 60)
        words = text[one.start : min(one.end, one.start + 200)].replace("\n", " ")
        line = text.count("\n", 0, one.start) + 1
        told += [
            f"{one.severity}: {one.rule} (line {line})",
            f"  {text[begin : one.start]}[{words}]{text[one.end : end]}",
            f"  {one.source}",
            f"  instead: {one.suggestion}",
        ]
    return told


def _text(file: str) -> str:
    """The text of the file. Raises Refused."""
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(
            "file_unreadable", f"{file} cannot be read: {error.strerror}.", mend="Check the name."
        ) from error
    if len(raw) > MOST_BYTES:
        raise BadLint(
            "text_too_long",
            f"{file} is longer than {MOST_BYTES // 1_000_000} MB.",
            mend="One message at a time is judged.",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "not_utf8", f"{file} is not UTF-8, from byte {error.start} on.", mend="Save the text as UTF-8."
        ) from error
