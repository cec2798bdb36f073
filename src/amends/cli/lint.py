"""`amends lint`: what marketplace, law or craft object to in a text that is to go out. No database."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from amends.cli.options import AsJson
from amends.compliance.findings import ERROR, BadLint, Finding
from amends.compliance.lint import lint as lint_text
from amends.core.errors import Refused

MOST_BYTES = 4_000_000


def lint(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The text, in UTF-8; - is standard input.")],
    marketplace: Annotated[str, typer.Option(help="Where it is sent, as in `amends shop add`.")],
    language: Annotated[str, typer.Option(help="en, zh-Hans or fr.")],
    kind: Annotated[
        str, typer.Option(help="order_message, dispute_message or review_request.")
    ] = "order_message",
    as_json: AsJson = False,
) -> None:
    """Tell what must not stand in a message. Ends with 1 if a finding is an error."""
    text = _text(file)
    found = lint_text(
        text, language=language, marketplace=marketplace, kind=kind, on=datetime.now(UTC).date()
    )
    if as_json:
        print(json.dumps({"findings": [one.document() for one in found]}, ensure_ascii=False))
    else:
        print("\n".join(listing(text, found)))
    if any(one.severity == ERROR for one in found):
        raise typer.Exit(1)


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
