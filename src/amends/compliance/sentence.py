"""Where the sentence around some words begins and ends, and what of it greets the buyer."""

import re

_LATIN = (
    "hello", "hi", "hey", "dear", "good (?:morning|afternoon|evening|day)", "bonjour", "bonsoir", "salut",
    "coucou", "ch(?:er|ère|ers|ères)", "madame", "monsieur",
)  # fmt: skip
_GREETING = re.compile(
    rf"(?:(?:{'|'.join(_LATIN)})\b(?:[^\S\n]+[\w'’.-]+){{0,3}}[^\S\n]*[,!:]"
    r"|(?:您好|你好|亲爱的|親愛的|尊敬的|亲|親)[^\s,.!:，。！：？；、]{0,8}[,!:，！：、])[^\S\n]*",
    re.IGNORECASE,
)
_MAY_BE_SMALL = frozenset({
    "we", "you", "your", "our", "the", "this", "that", "these", "it", "if", "please", "thank", "thanks",
    "as", "here", "there", "nous", "vous", "votre", "notre", "nos", "vos", "le", "la", "les", "ce",
    "cette", "ces", "il", "elle", "si", "merci", "je", "voici", "pour",
})  # fmt: skip
_END = re.compile(r"[.!?…;](?=[\s\"'»”)]|$)[\"'»”)]*|[。！？；]+[”」』]*|\n")


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to before where the sentences stretch that hold the words from `start` to before `end`.

    Code points. Spaces before and the end of a line after are no part of it; a full stop after it is.
    """
    begin, finish = 0, len(text)
    for stop in _END.finditer(text):
        if stop.end() <= start:
            begin = stop.end()
        elif stop.end() >= end:
            finish = stop.start() if stop[0] == "\n" else stop.end()
            break
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, max(finish, end)


def greeting_at(text: str, begin: int, finish: int) -> int:
    """Before where the greeting stretches that the sentence begins with; `begin` where it has none."""
    found = _GREETING.match(text, begin, finish)
    return found.end() if found is not None else begin


def after_greeting(wording: str, rest: str) -> str:
    """The wording as it goes on after a greeting, in the place of `rest`: with no second one, small as it."""
    own = wording[greeting_at(wording, 0, len(wording)) :] or wording
    word = re.match(r"\w+", own)
    is_small = rest[:1].islower() and word is not None and word[0].lower() in _MAY_BE_SMALL
    return own[:1].lower() + own[1:] if is_small else own
