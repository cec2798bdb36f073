"""A buyer's message put together: greeting, the matter in one of its many wordings, wishes, mood, closing."""

import re
from dataclasses import dataclass, field

from amends.demo.chance import Chance
from amends.demo.issues import ISSUES, Need
from amends.demo.words import Sentence, around, fitting

_END = re.compile(r"[.!?…。！？～~)\]]$|[^\w\s,，']$")
_CODE = re.compile(r"\d")
GREETED = re.compile(r"(?i)(hi|hello|hey|hiya|dear|good|bonjour|coucou|slt)\b|亲|你好|您好|hello")
PUNCTUATION_ZH = "，。"


@dataclass(slots=True)
class Wording:
    """The text, and what is true of it: `wants`, `threat`, `urgent`, `angry`, `photos`."""

    text: str
    signals: dict[str, object] = field(default_factory=dict)


def wording(need: Need, language: str, slots: dict[str, str], chance: Chance, *, photos: int = 0) -> Wording:
    """What the buyer writes about the need, filled with the slots."""
    first = _sentence(language, need.issue.type, slots, chance, joined=bool(need.also))
    told = Wording(first.text.format_map(slots))
    if need.also:
        second = _sentence(language, need.also, slots, chance, joined=True)
        _join(told, second.text.format_map(slots), language, chance)
    _add_photos(told, photos, language, chance)
    if first.angry:
        told.signals["angry"] = True
    if first.alone:
        return _misspelt(told, language, chance)
    _add_wishes(told, need, language, chance)
    if need.issue.type not in ("thanks", "pre_sale", "other"):
        _add_mood(told, first, need, language, chance)
    _around(told, first, slots, language, chance)
    return _misspelt(told, language, chance)


def _sentence(
    language: str, issue_type: str, slots: dict[str, str], chance: Chance, *, joined: bool
) -> Sentence:
    found = fitting(language, issue_type, frozenset(slots))
    if joined:
        found = (
            tuple(each for each in found if not (each.alone or each.angry or GREETED.match(each.text)))
            or found
        )
    return chance.pick(found)


def _join(told: Wording, second: str, language: str, chance: Chance) -> None:
    join = chance.pick(around(language)["joins"])
    if language == "zh":
        told.text += (join.lstrip(PUNCTUATION_ZH) if _END.search(told.text) else join) + second
        return
    if join.endswith(", "):
        second = _uncapitalised(second)
    told.text = _closed(told.text, language) + join + second


def _add_photos(told: Wording, photos: int, language: str, chance: Chance) -> None:
    if photos:
        told.signals["photos"] = photos
        add(told, chance.pick(around(language)["photo"]), language)


def _add_wishes(told: Wording, need: Need, language: str, chance: Chance) -> None:
    drawn = chance.share() * 100
    for wish, share in need.issue.wants.items():
        drawn -= share
        if drawn < 0:
            told.signals["wants"] = wish
            add(told, chance.pick(around(language)["wants"][wish]), language)
            return


def _add_mood(told: Wording, first: Sentence, need: Need, language: str, chance: Chance) -> None:
    parts = around(language)
    if chance.percent(8):
        told.signals["urgent"] = True
        add(told, chance.pick(parts["urgent"]), language)
    if chance.percent(need.issue.threats * (2.5 if first.angry else 0.7)):
        kind = chance.pick([*parts["threats"], "review", "platform"])
        told.signals["threat"] = kind
        add(told, chance.pick(parts["threats"][kind]), language)


def _around(told: Wording, first: Sentence, slots: dict[str, str], language: str, chance: Chance) -> None:
    parts = around(language)
    if first.angry:
        if chance.percent(55):
            add(told, chance.pick(parts["angry_closings"]), language)
        return
    if chance.percent(62):
        _greet(told, chance.pick(parts["greetings"]), language)
    if chance.percent(58):
        add(told, chance.pick(parts["closings"]).replace("{name}", slots.get("name", "")), language)


def _greet(told: Wording, greeting: str, language: str) -> None:
    if GREETED.match(told.text):
        return
    if language != "zh" and greeting.endswith(", "):
        told.text = _uncapitalised(told.text)
    told.text = greeting + told.text


def _uncapitalised(text: str) -> str:
    """For the middle of a sentence; names and `I` stay as they are."""
    start = " ".join(text.split(" ")[:2])
    is_name = start[:2] in ("I ", "I'") or any(sign.isupper() for sign in start[1:])
    return text if is_name else text[:1].lower() + text[1:]


def add(told: Wording, more: str, language: str) -> None:
    """Put a closing, wish or threat behind the text, with the punctuation that takes."""
    if not more:
        return
    if language == "zh":
        if _END.search(told.text):
            more = more.lstrip(PUNCTUATION_ZH)
        told.text += more
        return
    told.text = (_closed(told.text, language) if more[:1] in " \n" else told.text.rstrip(".")) + more


def _closed(text: str, language: str) -> str:
    if language == "zh" or _END.search(text):
        return text
    return text + "."


def _misspelt(told: Wording, language: str, chance: Chance) -> Wording:
    """One message in seven is typed in haste."""
    if not chance.percent(14):
        return told
    for right, wrong in around(language)["misspelt"].items():
        if right in told.text and chance.percent(60):
            told.text = told.text.replace(right, wrong, 1)
    if language != "zh" and chance.percent(40) and not _CODE.search(told.text):
        told.text = told.text.lower()
    return told


def needs_photo(need: Need) -> int:
    """Of a hundred such messages, how many show a photo."""
    return max(need.issue.photos, ISSUES[need.also].photos if need.also else 0)
