"""The same message as somebody else would type it: greeted, thanked, unpunctuated, misspelt."""

import random
from collections.abc import Callable

from amends.triage.judgement import Script
from amends.triage.training.material import Example

_BEFORE: dict[Script, tuple[str, ...]] = {
    "zh": ("你好，", "在吗？", "亲，", "您好 ", "老板", "客服在吗，", "亲亲 ", "麻烦问下，"),
    "en": ("Hi, ", "Hello! ", "hey ", "Good morning, ", "Dear seller, ", "Hi there. ", "pls ", "Hello sir, "),
    "fr": ("Bonjour, ", "Bonsoir ", "Salut, ", "bjr ", "Bonjour madame, ", "Cher vendeur, ", "Bonjour ! "),
}
_AFTER: dict[Script, tuple[str, ...]] = {
    "zh": ("，谢谢", " 谢谢啦", "🙏", "😭", "！！！", " 麻烦了", "😡", "，急", "~", " 在线等"),
    "en": (
        " thanks",
        " Thank you!",
        " 🙏",
        " please help",
        "!!!",
        " 😡",
        " Regards, J.",
        " asap",
        " :(",
        " x",
    ),
    "fr": (
        " merci",
        ", merci d'avance",
        " svp",
        " 🙏",
        " !!!",
        " Cordialement",
        " 😡",
        " Bonne journée",
        " :(",
    ),
}
_STOPS = str.maketrans("，。！？；：,.!?;:", "            ")


def varied(example: Example, script: Script, number: int) -> Example:
    """An example dressed or carelessly typed, in turn; the same number gives the same variant."""
    chance = random.Random(f"{script} {number} {example.text}")
    change = _CHANGES[number % len(_CHANGES)]
    return Example(change(example.text, script, chance), example.code, example.also)


def _greeted(text: str, script: Script, chance: random.Random) -> str:
    return chance.choice(_BEFORE[script]) + text


def _thanked(text: str, script: Script, chance: random.Random) -> str:
    return text + chance.choice(_AFTER[script])


def _unpunctuated(text: str, script: Script, chance: random.Random) -> str:
    return " ".join(text.translate(_STOPS).lower().split())


def _misspelt(text: str, script: Script, chance: random.Random) -> str:
    """One or two letters left out or changed about."""
    letters = list(text)
    for _ in range(1 + len(text) // 40):
        at = chance.randrange(len(letters))
        if len(letters) > 6 and letters[at].isalpha() and at + 1 < len(letters):
            if chance.random() < 0.5:
                del letters[at]
            else:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def _both(text: str, script: Script, chance: random.Random) -> str:
    return _thanked(_greeted(text, script, chance), script, chance)


_Change = Callable[[str, Script, random.Random], str]
_CHANGES: tuple[_Change, ...] = (_greeted, _unpunctuated, _thanked, _misspelt, _both, _misspelt)
