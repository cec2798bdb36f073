"""French on the screens: a space that no line breaks at stands before its signs."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.packs import load_pack, pack_names
from tests.architecture.extraction import catalogue
from tests.architecture.french import with_firm_spaces

LOOSE = re.compile(r" [:;!?»](?!\w)|« ")
SPOKEN_BY_BUYERS = ("compliance", "demo", "file_kinds", "replies", "triage")  # matched, or typed on by people
SHOWN = [name for name in pack_names() if not name.startswith((*SPOKEN_BY_BUYERS, "search_words"))]


def french_in(part: object, *, inside: bool = False) -> Iterator[str]:
    if isinstance(part, dict):
        for name, each in part.items():
            yield from french_in(each, inside=inside or name == "fr")
    elif isinstance(part, list):
        for each in part:
            yield from french_in(each, inside=inside)
    elif isinstance(part, str) and inside:
        yield part


def in_the_catalogue() -> Iterator[str]:
    for message in catalogue("fr"):
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else map(str, message.string or ())


def test_the_catalogue_has_no_loose_space() -> None:
    found = list(in_the_catalogue())
    assert any("\u00a0:" in text for text in found)
    assert any("\u202f?" in text for text in found)
    assert [text for text in found if LOOSE.search(text)] == [], "the extraction sets the spaces"


def test_packs_that_are_read_on_the_screen_have_none() -> None:
    found = {name: list(french_in(load_pack(name).body)) for name in SHOWN}
    assert any("\u00a0:" in text for texts in found.values() for text in texts)
    loose = {name: [text for text in texts if LOOSE.search(text)] for name, texts in found.items()}
    assert {name: texts for name, texts in loose.items() if texts} == {}


@pytest.mark.parametrize(
    ("loose", "firm"),
    [
        ("Motif : « cassé » ; vraiment ?", "Motif\u00a0: «\u00a0cassé\u00a0»\u202f; vraiment\u202f?"),
        ("%(name)s : %(value)s !", "%(name)s\u00a0: %(value)s\u202f!"),
        ("à 14:30, https://shop.example", "à 14:30, https://shop.example"),
    ],
)
def test_where_a_space_is_made_firm(loose: str, firm: str) -> None:
    assert with_firm_spaces(loose) == firm


@given(st.text(alphabet=st.sampled_from("ab%(): ;!?«»\u00a0\u202f")))
def test_only_spaces_are_changed(text: str) -> None:
    firm = with_firm_spaces(text)
    assert [sign for sign in firm if not sign.isspace()] == [sign for sign in text if not sign.isspace()]
    assert len(firm) == len(text)
    assert with_firm_spaces(firm) == firm
