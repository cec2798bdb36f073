"""The units that cues are matched on: characters in Chinese, stems of words in English and French."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from amends.core.simplified import to_simplified
from amends.triage.cue_syntax import BREAK

MOST_LETTERS, MOST_WORDS = 1_500, 600  # that are judged: what a buyer needs stands at the beginning
_RUN = re.compile(r"(\S)\1{3,}")
_FILLERS = frozenset("\ufffc的啊呀嘛呗也们")
_SENTENCE_ENDS = frozenset("。！？!?\n；;…")
_LEFT_OUT = _FILLERS | frozenset(map(chr, filter(lambda at: chr(at).isspace(), range(0x3001)))) - {"\n"}
_CHINESE_SPELLINGS = {
    "收或": "收货", "发或": "发货", "收祸": "收货", "发祸": "发货", "退宽": "退款", "退歀": "退款",
    "快第": "快递",
    "快弟": "快递", "木有": "没有", "米有": "没有", "肿么": "怎么", "神马": "什么", "什麽": "什么",
    "怎麽": "怎么",
    "嘛时": "啥时", "客户服": "客服", "坏啦": "坏了", "咋么": "怎么", "怎莫": "怎么", "物留": "物流",
    "物硫": "物流",
    "在麽": "在吗", "好滴": "好的", "退或": "退货", "换或": "换货", "快遞": "快递", "钱嘛": "钱吗",
    "质亮": "质量",
    # What is called otherwise in Taiwan and Hong Kong.
    "出货": "发货", "寄货": "发货", "宅配": "快递", "品质": "质量", "补寄": "补发", "漏寄": "漏发",
    "寄错": "发错", "少寄": "少发", "寄出": "发出", "尚未": "还没", "还未": "还没", "何时": "几时",
    "超商": "驿站", "门市": "驿站", "折价券": "优惠券", "折扣码": "优惠券", "优惠码": "优惠券",
    "鉴赏期": "无理由", "犹豫期": "无理由", "负评": "差评", "卖场": "店铺", "刷卡": "付款", "统编": "税号",
    "影片": "视频", "萤幕": "屏幕", "荧幕": "屏幕", "当机": "死机", "免运": "包邮", "货态": "物流",
    "客诉": "投诉", "退刷": "退款", "运送": "运输", "帐号": "账号", "帐户": "账户", "简讯": "短信",
    "讯息": "消息", "到府": "上门", "领货": "取件", "取货": "取件", "消保官": "市监局",
    "消基会": "消协会", "消保会": "消协会", "存证信函": "律师信函", "提告": "起诉", "检举": "举报",
    "几耐": "多久", "点解": "为啥", "而家": "现在", "点样": "怎么", "寄送": "派送",
    "缺件": "少件", "转帐": "转账",
    "下标": "拍下",
    "保固": "保修", "送修": "返修",
}  # fmt: skip
_SPELLING = re.compile("|".join(_CHINESE_SPELLINGS))
_WORD = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[.!?\n;…]+|[\u2600-\u27bf\U0001f300-\U0001faff]"
)
_DIGIT = re.compile(r"\d")
_SENTENCE_SIGNS = frozenset(".!?\n;…")
_ENDS = frozenset([BREAK, "?"])
NUMBER = "0"  # which number it is tells nothing of the type
_SPLIT = {
    "en": {
        "cannot": "can not", "cant": "can not", "wont": "will not", "dont": "do not", "doesnt": "do not",
        "didnt": "did not", "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not",
        "hasnt": "has not", "havent": "have not", "hadnt": "had not", "couldnt": "could not",
        "wouldnt": "would not", "shouldnt": "should not", "aint": "is not", "im": "i am", "ive": "i have",
        "id": "i would", "ill": "i will", "its": "it is", "youve": "you have", "youre": "you are",
        "theyre": "they are", "weve": "we have", "wheres": "where is", "whens": "when is",
        "whats": "what is",
        "whos": "who is", "hows": "how is", "theres": "there is", "thats": "is", "u": "you", "ur": "your",
        "r": "are", "thx": "thanks", "tnx": "thanks", "ty": "thanks", "wanna": "want to",
        "gonna": "going to",
        "addr": "address", "pkg": "package", "recd": "received", "recvd": "received", "rec": "received",
        "cuz": "because", "bc": "because", "n": "and", "nvm": "nevermind", "hve": "have", "wiht": "with",
        "teh": "", "recieved": "received", "recieve": "receive", "adress": "address", "parcle": "parcel",
        "pacakge": "package", "packge": "package", "delievered": "delivered", "delivry": "delivery",
        "shiped": "shipped", "shiping": "shipping", "refound": "refund", "yall": "you",
    },
    "fr": {
        "jai": "j ai", "g": "j ai", "c": "c est", "cest": "c est", "ya": "y a", "pk": "pourquoi",
        "pq": "pourquoi", "prk": "pourquoi", "qd": "quand", "tjs": "toujours", "tjrs": "toujours",
        "tjr": "toujours", "bcp": "beaucoup", "pb": "probleme", "pbm": "probleme", "cmd": "commande",
        "cde": "commande", "slt": "salut", "bjr": "bonjour", "ds": "dans", "pa": "pas", "nai": "ai",
        "ke": "que", "ki": "qui", "koi": "quoi", "mtn": "maintenant", "msg": "message", "qqn": "quelqu un",
        "oklm": "ok", "mrc": "merci", "mci": "merci", "recut": "recu", "coli": "colis", "collis": "colis",
        "remboursemen": "remboursement", "rembourssement": "remboursement", "chui": "je suis",
    },
}  # fmt: skip
_DROPPED = {
    "en": frozenset(
        [
            "the",
            "a",
            "an",
            "my",
            "our",
            "this",
            "that",
            "your",
            "please",
            "pls",
            "plz",
            "really",
            "very",
            "sir",
        ]
    ),
    "fr": frozenset(
        [
            "n",
            "ne",
            "le",
            "la",
            "les",
            "l",
            "un",
            "une",
            "des",
            "de",
            "du",
            "d",
            "mon",
            "ma",
            "mes",
            "ce",
            "cet",
            "cette",
            "ces",
            "votre",
            "vos",
            "notre",
            "nos",
            "svp",
            "stp",
            "tres",
        ]
    ),
}
_UNCHANGED = frozenset(
    [
        "mois",
        "fois",
        "pas",
        "plus",
        "vis",
        "dans",
        "sans",
        "apres",
        "jamais",
        "depuis",
        "colis",
        "suis",
        "avez",
        "nous",
        "vous",
        "chez",
        "assez",
    ]
)

_WITHOUT_ACCENTS = {
    code: base
    for code in range(0xC0, 0x250)
    if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
}
_ACCENTED = re.compile(f"[{''.join(map(chr, _WITHOUT_ACCENTS))}]")
_TWO_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Units:
    """A text as units: `joined` is what patterns run over, `starts` where each unit begins in it,
    `places` where each begins and ends in the reading's text. `written` are the words as they stand, with
    what ends a sentence between them, `written_places` where; in Chinese they are the units."""

    units: list[str]
    joined: str
    starts: list[int]
    places: list[tuple[int, int]]
    written: list[str]
    written_places: list[tuple[int, int]]


def letters(text: str) -> Units:
    """Chinese: characters without spaces and fillers, in simplified script."""
    text = _RUN.sub(lambda run: run[0][:3] + "\ufffc" * (len(run[0]) - 3), text[:MOST_LETTERS])
    folded = _SPELLING.sub(lambda word: _CHINESE_SPELLINGS[word[0]], to_simplified(text))
    kept = [at for at, letter in enumerate(folded) if letter not in _LEFT_OUT]
    units = [BREAK if (letter := folded[at]) in _SENTENCE_ENDS else letter for at in kept]
    places = [(at, at + 1) for at in kept]
    return Units(units, "".join(units), list(range(len(units))), places, units, places)


def cue_letters(text: str) -> list[str]:
    """The units of a piece of a Chinese cue."""
    folded = _SPELLING.sub(lambda word: _CHINESE_SPELLINGS[word[0]], to_simplified(text.lower()))
    return [letter for letter in folded if letter not in _FILLERS and not letter.isspace()]


def words(text: str, language: str, mend: Callable[[str], str] = str) -> Units:
    """English and French: stems without articles; `mend` puts a misspelt stem right."""
    forms_of = _forms(language, mend)
    units: list[str] = []
    starts: list[int] = []
    places: list[tuple[int, int]] = []
    written: list[str] = []
    written_places: list[tuple[int, int]] = []
    at = 0
    for found in _WORD.finditer(text):
        stems, told = forms_of(found[0])
        span = found.span()
        for unit in stems:
            units.append(unit)
            starts.append(at)
            places.append(span)
            at += len(unit) + 1
        if told and (told not in _ENDS or (written and written[-1] not in _ENDS)):
            written.append(told)
            written_places.append(span)
        if len(units) >= MOST_WORDS:
            break
    if written and written[-1] == BREAK:
        written.pop()
        written_places.pop()
    if not written:  # smileys alone
        written_places = [place for place, unit in zip(places, units, strict=True) if unit != BREAK]
        written = [unit for unit in units if unit != BREAK]
    return Units(units, " ".join(units) + " ", starts, places, written, written_places)


class _Forms(NamedTuple):
    """A word as stems, and as it counts as written: "" where it does not."""

    stems: tuple[str, ...]
    written: str


@lru_cache(maxsize=16)
def _forms(language: str, mend: Callable[[str], str]) -> Callable[[str], _Forms]:
    @lru_cache(maxsize=50_000)
    def forms_of(word: str) -> _Forms:
        return _Forms(tuple(map(mend, stems_of(word, language))), _as_written(word))

    return forms_of


def _as_written(word: str) -> str:
    if word[0].isalpha():
        return word
    if word[0].isdigit():
        return NUMBER
    if word[0] in _SENTENCE_SIGNS:
        return "?" if "?" in word else BREAK
    return ""


def cue_words(text: str, language: str) -> list[str]:
    """The units of a piece of an English or French cue."""
    return [stem for word in _WORD.findall(text.lower()) for stem in stems_of(word, language)]


@lru_cache(maxsize=50_000)
def stems_of(word: str, language: str) -> tuple[str, ...]:
    """`didn't` → did, not; an article → nothing; the end of a sentence → the break."""
    if word[0] in _SENTENCE_SIGNS:
        return (BREAK,)
    plain = fold(word).replace("'", "" if language == "en" else " ")
    if language == "en" and word.endswith("'s") and plain not in _SPLIT["en"]:
        plain = plain[:-1]
    split = _SPLIT[language]
    parts: Iterable[str] = (part for piece in plain.split() for part in split.get(piece, piece).split())
    return tuple(_stem(part, language) for part in parts if part not in _DROPPED[language])


def fold(text: str) -> str:
    """Without accents."""
    return text if text.isascii() else text.translate(_WITHOUT_ACCENTS).translate(_TWO_LETTERS)


def has_digit(text: str) -> bool:
    """Whether a digit stands in it: without one there are no numbers, amounts or days."""
    return _DIGIT.search(text) is not None


def fold_in_place(text: str) -> str:
    """Without accents, every letter staying one letter."""
    return text.translate(_WITHOUT_ACCENTS) if not text.isascii() and _ACCENTED.search(text) else text


def _stem(word: str, language: str) -> str:
    if len(word) <= 3 or word in _UNCHANGED or not word.isalpha():
        return word
    return _english(word) if language == "en" else _french(word)


def _english(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    cut = word
    if word.endswith("ing") and len(word) > 5:
        cut = word[:-3]
    elif (word.endswith("ed") and len(word) > 4) or (word.endswith("es") and len(word) > 4):
        cut = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        cut = word[:-1]
    if cut != word and len(cut) > 3 and cut[-1] == cut[-2] and cut[-1] not in "lsfz":
        cut = cut[:-1]
    return cut[:-1] if cut.endswith("e") and len(cut) > 3 else cut


_FRENCH_ENDINGS = ("ees", "ee", "es", "er", "ez", "e", "s", "x")


def _french(word: str) -> str:
    for ending in _FRENCH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
