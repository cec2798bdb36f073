"""Which of the options we offered the buyer takes, in the buyer's own words."""

import re
from collections.abc import Sequence

from amends.triage.judgement import ChoiceMark
from amends.triage.units import fold_in_place

_DIGITS = {
    word: number
    for number, words in {
        1: "1 ① 一 壹 one first 1st premier premiere 1er 1ere un une a",
        2: "2 ② 二 两 贰 two second 2nd deuxieme seconde 2e 2eme deux b",
        3: "3 ③ 三 叁 three third 3rd troisieme 3e 3eme trois c",
        4: "4 ④ 四 four fourth 4th quatrieme 4e 4eme quatre d",
        5: "5 ⑤ 五 five fifth 5th cinquieme 5e 5eme cinq e",
        6: "6 ⑥ 六 six sixth 6th sixieme 6e 6eme",
    }.items()
    for word in words.split()
}  # fmt: skip
_ORDINALS = "first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th"
_FRENCH = "premiere?|1ere?|deuxieme|seconde?|2e(?:me)?|troisieme|3e(?:me)?|quatrieme|4e(?:me)?|cinquieme"
_LEAD = "ok|okay|alors|so|then|那|那就|就|选|我选|选择|要|please|option|choix|number|no|n°|#"
_TAIL = "号|吧|啊|哦|呢|个|please|pls|svp|stp|thanks|merci|谢谢|好了|可以"
_ALONE = re.compile(rf"^\W*(?:(?:{_LEAD})[\s,:.，]*)*(?P<n>[1-6①-⑥]|[一二三四五六])\s*(?:{_TAIL})*\W*$")
_NOUN = "one|option|choice|offer|solution|suggestion|proposal|proposition|choix|offre"
_AFTER = "please|pls|is|works|sounds|would|svp|merci|me|convient|est|serait"
_COUNTED = (
    "item|pair|pack|day|week|year|month|star|jour|semaine|article|mois|piece|of|more|other|an|euro|pound"
)
_NUMBER = r"[1-6](?!\d)|[abc](?!\w)|one|two|three|four|un|deux|trois|quatre"
# Said so that it can only be a choice.
_CLEAR = (
    re.compile(
        r"(?:选择?|方案|选项)(?:第|方案|选项)?(?P<n>[1-6①-⑥]|[一二两三四五六])(?![0-9件天块元双斤次月年小])"
    ),
    re.compile(r"第(?P<n>[1-6一二两三四五六])(?:个|种|项|条)(?:方案|选项|办法)"),
    re.compile(
        r"\b(?:option|choice|choix|solution|proposition)\s*(?:number|numero|no\.?|n°|#)?\s*"
        rf"(?P<n>{_NUMBER})(?![\w%€$£]|[.,]\d)"
    ),
)
_CLEAR_SIGNS = (
    "选",
    "方案",
    "第",
    "option",
    "choi",
    "solution",
    "proposition",
)  # one of them, or none is clear
# Said so that it is a choice where choices were offered.
_NAMED = (
    re.compile(
        r"(?:要|就|用|按|同意|接受|走|还是)(?:第)?"
        r"(?P<n>[1-6①-⑥]|[一二两三四五六])(?:个|种|项|号|吧|条)?(?![0-9件天块元双斤次月年小])"
    ),
    re.compile(r"第(?P<n>[1-6一二两三四五六])(?:个|种|项|条)(?:吧|可以|好|行|谢谢|$|[,，。.!！])"),
    re.compile(
        r"\b(?:number|no\.?|choose|pick|select|take|want|prefer|with|for|numero|prends|choisis|prefere|veux)\s*"
        r"(?:number|no\.?|le numero|the|la|le|l'|n°|#)?\s*"
        rf"(?P<n>{_NUMBER})(?![\w%€$£]|[.,]\d)(?!\s*(?:{_COUNTED}))"
    ),
    re.compile(
        rf"\b(?:the|go for|take|choose|prefer|pick|want|with|rather)\s+(?:the\s+)?(?P<n>{_ORDINALS})"
        rf"(?:\s+(?:{_NOUN}))?(?=\W*$|\s+(?:{_NOUN}|{_AFTER}))"
    ),
    re.compile(rf"\b(?:la|le|l')\s*(?P<n>{_FRENCH})(?:\s+(?:{_NOUN}))?(?=\W*$|\s+(?:{_NOUN}|{_AFTER}))"),
    re.compile(rf"^\W*(?P<n>{_ORDINALS}|{_FRENCH})\s*(?:one|option|please|pls|svp|merci)*\W*$"),
)
_LAST = re.compile(
    r"(?:最后|后面)(?:一|那)?(?:个|种|项)"
    r"|\b(?:the last (?:one|option)|last option|(?:la|le) derniere?(?: option| solution)?)\b"
)


def choice_in(text: str, offered: int) -> ChoiceMark | None:
    """The option taken, if it is one of the `offered` (0: not known, then only a clear naming counts)."""
    plain = fold_in_place(text)
    if len(plain) > 400:
        return None
    if not offered and not any(map(plain.__contains__, _CLEAR_SIGNS)):
        return None
    forms: Sequence[re.Pattern[str]] = (_ALONE, *_CLEAR, *_NAMED) if offered else _CLEAR
    most = offered or 6
    for form in forms:
        found = form.search(plain)
        if found and not _is_denied(plain, found.start()):
            option = _DIGITS.get(_root(found["n"]), 0)
            if 1 <= option <= most:
                return ChoiceMark(option, *found.span("n"))
    if offered:
        found = _LAST.search(plain)
        if found:
            return ChoiceMark(offered, *found.span())
    return None


def _root(word: str) -> str:
    return {"second": "2", "seconde": "2"}.get(word, word)


def _is_denied(text: str, at: int) -> bool:
    before = text[max(0, at - 6) : at]
    return bool(re.search(r"不|别|\bnot?\b|\bpas\b|\bnon\b", before))
