"""`amends triage eval`: how often the judgement is right, on a file or on the product's own trials."""

import json
from collections.abc import Iterator
from typing import Any

import typer

from amends.cli.triage import BadLine, message_of, opened
from amends.core.errors import Refused
from amends.triage.classify import classify
from amends.triage.codes import CODES
from amends.triage.evaluation import Answered, answered, by_language, figures
from amends.triage.evaluation_document import measured, words_of_change

_MEND = 'Each line is {"id", "text", "accept": [codes]}.'


def evaluate(file: str | None, *, as_json: bool) -> None:
    """Measure the judgement and tell the figures. Raises BadLine and Refused."""
    if file is None:
        document = measured()
    else:
        with opened(file) as lines:
            answers = [_answer(line, number) for number, line in enumerate(lines, 1) if line.strip()]
        if not answers:
            raise Refused("nothing_to_measure", f"There is no message in {file}.", mend=_MEND)
        document = {"all": figures(answers), "languages": by_language(answers)}
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in _lines(document):
        typer.echo(line)


def _answer(line: bytes, number: int) -> Answered:
    message = message_of(line, number, mend=_MEND)
    accept = message.get("accept")
    if not isinstance(accept, list) or not accept or not set(map(str, accept)) <= set(CODES):
        raise BadLine("bad_line", f"Line {number} does not say which known types to accept.", mend=_MEND)
    hint = message.get("language")
    judgement = classify(message["text"], language_hint=hint if isinstance(hint, str) else None)
    return answered(hint if isinstance(hint, str) else judgement.language, accept, judgement)


def _lines(document: dict[str, Any]) -> Iterator[str]:
    if "all" in document:
        yield _row("all", document["all"])
    for language, told in document["languages"].items():
        yield _row(language, told)
        weak = sorted(told["types"].items(), key=lambda one: one[1]["f1"])[:5]
        yield "  weakest: " + ", ".join(f"{code} {row['f1']:.2f}" for code, row in weak)
        mixed = [f"{row['told']} as {row['guessed']} {row['messages']}" for row in told["confusion"][:5]]
        if mixed:
            yield "  confused: " + ", ".join(mixed)
    for language, pairs in document.get("contrasts", {}).items():
        unseen = pairs["never_learnt"]
        yield (
            f"{language}: contrasts {pairs['right']:.1%} right, both of a pair {pairs['both']:.1%}; of those "
            f"never learnt from {unseen['right']:.1%} and {unseen['both']:.1%}"
        )
    yield from words_of_change(document)


def _row(name: str, told: dict[str, Any]) -> str:
    return (
        f"{name}: {told['messages']} messages, macro F1 {told['macro_f1']:.3f}, first {told['first']:.1%}, "
        f"among three {told['among_three']:.1%}, calibration error {told['calibration_error']:.3f}, "
        f"coverage at 95% {told['coverage']:.1%}, sure {told['sure']['share']:.1%} of which right "
        f"{told['sure']['right']:.1%}"
    )
