"""A message's words without what tells of a person: for learning from, and for asking a language model.

Rather too much goes than too little: a number of five digits is masked whatever it is.
"""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 2_000
SHORTEST_NAME, SHORTEST_LATIN_NAME = 2, 3
_CLOSE = r"[\s\-.,:;·_—–+/()\[\]#*|]{0,3}"
_ADDRESS_WORDS = r"street|str|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|way|square|close"
_RUES = r"rue|avenue|av|boulevard|bd|place|pl|chemin|allée|allee|impasse|quai|route|cours|square"
_BUILDING = r"[A-Za-z\d\-号栋幢楼层单元室]{0,16}"
_PLACES = r"省|市|自治区|区|县|镇|乡|街道|大道|路|街|巷|弄|村|小区|花园|新村"
_NO_SIGN = r"[^\s<>()\[\]\",;:，。；：（）、@]{1,120}"
_OF = r"(?:(?:de|du|des|la|le|les)\s+|d['’]|l['’])*"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("[link]", r"(?:https?://|(?<!@)(?<!@\s)www\.)\S+"),
    ("[mail]", rf"{_NO_SIGN}\s?@\s?{_NO_SIGN}"),
    ("[address]", rf"(?:[\u4e00-\u9fff]{{2,8}}(?:{_PLACES})){{2,}}[\u4e00-\u9fff]{{0,6}}{_BUILDING}"),
    ("[address]", rf"[\u4e00-\u9fff]{{1,6}}(?:大道|路|街|巷|弄)\s?\d{{1,5}}\s?[号弄]{_BUILDING}"),
    ("[address]", rf"\b\d{{1,5}}[a-z]?,?\s+(?:[\w'’.\-]+\s+){{1,4}}?(?:{_ADDRESS_WORDS})\b\.?"),
    ("[address]", rf"\b\d{{1,4}}\s?(?:bis|ter)?,?\s+(?:{_RUES})\.?\s+{_OF}[\w'’\-]+"),
    ("[number]", rf"[+(]?\d(?:{_CLOSE}\d){{4,}}"),
    ("[number]", r"[零〇一二三四五六七八九幺两]{7,}"),
)
_FOUND = tuple((mask, re.compile(shape, re.IGNORECASE)) for mask, shape in _SHAPES)
_TOKEN = re.compile(r"[A-Za-z\d][A-Za-z\d_\-./#]{4,}")
_MANY_DIGITS = 4


def masked(text: str, names: Iterable[str] = ()) -> str:
    """The text in normal form and cut short, with names, numbers, addresses and links replaced by their kind.

    `names`: what the buyer and the order are known by: names, e-mail, telephone, street, order number.
    """
    said = plain(text)[: LONGEST * 2]
    for name in _telling(names):
        said = _found(name).sub("[name]", said)
    for mask, shape in _FOUND:
        said = shape.sub(mask, said)
    said = _TOKEN.sub(_coded, said)
    return " ".join(said.split())[:LONGEST]


def plain(text: str) -> str:
    """Widths and look-alike digits made one, what cannot be seen left out; line ends stay."""
    normal = unicodedata.normalize("NFKC", text.replace("\0", ""))
    kept = (sign for sign in normal if unicodedata.category(sign) not in ("Cf", "Cs", "Co", "Cn"))
    return "".join(_as_digit(sign) for sign in kept)


def _as_digit(sign: str) -> str:
    if unicodedata.category(sign) != "Nd":
        return sign
    return str(unicodedata.decimal(sign))


def _coded(found: re.Match[str]) -> str:
    token = found.group()
    return "[number]" if sum(sign.isdigit() for sign in token) >= _MANY_DIGITS else token


def _telling(names: Iterable[str]) -> list[str]:
    """The names and their parts that are long enough to be looked for, the longest first."""
    found: set[str] = set()
    for name in map(plain, names):
        for part in (name, *re.split(r"[\s,;@]+", name)):
            bare = " ".join(part.split())
            shortest = SHORTEST_LATIN_NAME if bare.isascii() else SHORTEST_NAME
            if len(bare) >= shortest:
                found.add(bare)
    return sorted(found, key=lambda name: (-len(name), name))


def _found(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    before = r"(?<![^\W_])" if name[0].isalnum() and name[0].isascii() else ""
    after = r"(?![^\W_])" if name[-1].isalnum() and name[-1].isascii() else ""
    return re.compile(before + words + after, re.IGNORECASE)
