"""Every sentence of the screens, found in code and templates, without the gettext programs.

`python -m tests.architecture.extraction` brings the .po files up to date: new sentences come in empty,
those no longer said go out.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

from tests.architecture.french import with_firm_spaces

SOURCE = Path(__file__).parents[2] / "src" / "amends"
LOCALE = SOURCE / "locale"
LANGUAGES = ("zh_Hans", "fr")
SINGLE = {"_", "gettext", "gettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
KEYWORDS = dict.fromkeys(SINGLE | PLURAL | IN_CONTEXT | {"npgettext"})

Found = tuple[str | None, str | tuple[str, str], str]
"""Context, the sentence (or singular and plural), and the file."""


def sentences() -> Iterator[Found]:
    """Everything that is said, in the order of the files."""
    for path in sorted([*SOURCE.rglob("*.py"), *(SOURCE / "templates").rglob("*.html")]):
        code = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            code = _as_code(code, path)
        for _, function, arguments, _ in extract_python(BytesIO(code.encode()), KEYWORDS, [], {}):
            found = _said(function, arguments)
            if found is not None:
                yield (*found, path.relative_to(SOURCE).as_posix())


def _as_code(template: str, path: Path) -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")
    from django.utils.translation.template import templatize

    # What was around the tags is left as a row of X's: its indentation means nothing.
    return "\n".join(line.strip() for line in templatize(template, origin=str(path)).splitlines())


def _said(function: str, arguments: object) -> tuple[str | None, str | tuple[str, str]] | None:
    parts = arguments if isinstance(arguments, tuple) else (arguments,)
    texts = [part for part in parts if isinstance(part, str)]
    if function in SINGLE and texts:
        return None, texts[0]
    if function in PLURAL and len(texts) > 1:
        return None, (texts[0], texts[1])
    if function in IN_CONTEXT and len(texts) > 1:
        return texts[0], texts[1]
    if function == "npgettext" and len(texts) > 2:
        return texts[0], (texts[1], texts[2])
    return None


def catalogue(language: str) -> Catalog:
    """The translations as they are, empty where there are none."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return _empty(language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def bring_up_to_date(language: str) -> int:
    """Rewrite a .po file; how many sentences wait for a translation."""
    known, fresh = catalogue(language), _empty(language)
    for context, sentence, place in sentences():
        before = known.get(sentence, context)
        fresh.add(sentence, before.string if before else None, [(place, 0)], context=context)
    write(language, fresh)
    return sum(1 for message in fresh if message.id and not any(_strings(message.string)))


def write(language: str, translations: Catalog) -> None:
    """Keep a catalogue as its .po file, in the order of its sentences."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    if language == "fr":
        _set_in_french(translations)
    with path.open("wb") as stream:
        write_po(stream, translations, width=0, include_lineno=False, sort_output=True)


def _set_in_french(translations: Catalog) -> None:
    for message in translations:
        if message.id:
            firm = tuple(map(with_firm_spaces, _strings(message.string)))
            message.string = firm[0] if isinstance(message.string, str) else firm


def _empty(language: str) -> Catalog:
    day = datetime(2026, 11, 21, tzinfo=UTC)
    return Catalog(
        locale=language,
        project="Amends",
        version="1",
        header_comment=f"# The desk's sentences: {language}.",
        creation_date=day,
        revision_date=day,
        last_translator="Amends",
        language_team="Amends",
        msgid_bugs_address="Amends",
        fuzzy=False,
    )


def _strings(string: object) -> list[str]:
    return [string] if isinstance(string, str) else [str(each) for each in string or ()]  # type: ignore[attr-defined]


if __name__ == "__main__":
    for each in LANGUAGES:
        print(each, bring_up_to_date(each), "to translate")
