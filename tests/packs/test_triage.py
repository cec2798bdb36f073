import pytest

from amends.core.packs import load_pack, pack_names
from amends.triage.codes import CODES

LANGUAGES = ("zh-Hans", "en", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_issue_type_has_a_pack(language: str) -> None:
    there = {
        name.removeprefix(f"triage/{language}/")
        for name in pack_names()
        if name.startswith(f"triage/{language}/")
    }
    assert there - {"signals"} == set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_packs_are_rich(language: str) -> None:
    for code in CODES:
        body = load_pack(f"triage/{language}/{code}").body
        assert sum(map(len, body["cues"].values())) >= 25, code
        assert len(body["examples"]) >= 8, code


def test_there_are_forty_four_types() -> None:
    assert len(CODES) == len(set(CODES)) == 44


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_signals_in_each_language(language: str) -> None:
    names = set(load_pack("triage/en/signals").body["signals"])
    assert set(load_pack(f"triage/{language}/signals").body["signals"]) == names
