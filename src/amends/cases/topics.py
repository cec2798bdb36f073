"""What a buyer's message touches on, by the words of packs/topics.yaml: codes, not the buyer's words."""

from functools import cache

from amends.core.packs import load_pack
from amends.core.wordings import Wordings


def topics_in(text: str) -> frozenset[str]:
    """The codes of all topics the text touches on."""
    return frozenset(_topics().all_in(text))


def topic_name(code: str, language: str) -> str:
    """The topic in this language (en, zh-Hans, fr)."""
    return _topics().name(code, language)


@cache
def _topics() -> Wordings:
    return Wordings(load_pack("topics").body["topics"], by_name=False)
