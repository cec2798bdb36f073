"""`amends decide`: judge facts by the tables of a pack. No database."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.facts_lines import FactsLine, facts_lines
from amends.cli.options import AsJson
from amends.core.errors import Refused

if TYPE_CHECKING:
    from amends.policies.tables.rulebook import Rulebook

MOST_BYTES = 1_000_000


def decide(
    assessed: Annotated[
        str | None,
        typer.Argument(help="Without --pack: facts of a case, as `amends assess --facts` takes them."),
    ] = None,
    pack: Annotated[Path | None, typer.Option(help="A folder of table packs, or one such file.")] = None,
    facts: Annotated[
        str, typer.Option(help="JSON, one set of facts on each line; - is standard input.")
    ] = "-",
    question: Annotated[str | None, typer.Option(help="Only this question of the pack.")] = None,
    language: Annotated[str, typer.Option(help="Of the sentences: en, zh-Hans or fr.")] = "en",
    channel: Annotated[str, typer.Option(help="Of a draft, without --pack.")] = "platform",
    as_json: AsJson = False,
) -> None:
    """Judge each line of facts by a pack of tables. Ends with 1 if a line cannot be read."""
    if pack is None:
        if assessed is None:
            raise Refused(
                "no_pack", "No pack is named.", mend="Write amends decide --pack FOLDER --facts FILE.jsonl."
            )
        from amends.cli.assess import assess_facts

        assess_facts(assessed, language=language, channel=channel, as_json=as_json)
        return
    if not decide_lines(pack, assessed or facts, question, language=language, as_json=as_json):
        raise typer.Exit(1)


def decide_lines(pack: Path, place: str, question: str | None, *, language: str, as_json: bool) -> bool:
    """Write a verdict for each line of facts; whether every line could be read."""
    from amends.policies.tables.known import LOCALES
    from amends.policies.tables.lines import check_askable
    from amends.policies.tables.loading import load_rulebook

    book = load_rulebook(pack)
    if language not in LOCALES:
        raise Refused(
            "language_unknown", f"{language!r} is no language here.", mend=f"Write {', '.join(LOCALES)}."
        )
    check_askable(book, str(pack), question or None)
    well = True
    for line in facts_lines(place, MOST_BYTES):
        document = _judged(book, line, question)
        well = well and "error" not in document
        typer.echo(json.dumps(document, ensure_ascii=False) if as_json else _text(document, language))
    return well


def _judged(book: "Rulebook", line: FactsLine, question: str | None) -> dict[str, Any]:
    from amends.policies.tables.lines import judged_line, line_error

    if line.error is not None:
        return {"line": line.number, **line_error(line.error)}
    return judged_line(book, line.number, line.document, question)


def _text(document: dict[str, Any], language: str) -> str:
    start = f"{document['line']:>5}  {document['verdict']}"
    if "error" in document:
        return f"{start}: {document['error']['message']} {document['error']['mend']}".rstrip()
    if document["verdict"] == "ask":
        return "\n".join(
            [
                start,
                *(
                    f"       ask {ask['of']}: {ask['text'][language]} ({ask['fact']})"
                    for ask in document["asks"]
                ),
            ]
        )
    outcomes = ", ".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in document["outcomes"].items()
    )
    lines = [f"{start}  {document['row'] or ''}  {outcomes}".rstrip()]
    lines += [f"       {reason['text'][language]} ({reason['code']})" for reason in document["reasons"]]
    lines += [
        f"       line {n}: {one['verdict']} {one['row'] or ''}".rstrip()
        for n, one in enumerate(document.get("lines", []), 1)
    ]
    lines += [_text({"line": "", **other}, language) for other in document.get("others", [])]
    return "\n".join(lines)
