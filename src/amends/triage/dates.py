"""Dates named in a text: on the calendar, or counted from the day of the message."""

import re
from collections.abc import Iterator

from amends.triage.judgement import DateMark
from amends.triage.units import fold_in_place, has_digit

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv", "february feb fevrier fevr fev", "march mar mars",
            "april apr avril avr",
            "may mai", "june jun juin", "july jul juillet juil", "august aug aout",
            "september sept sep septembre",
            "october oct octobre", "november nov novembre", "december dec decembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FORMS = (
    re.compile(
        r"(?<!\d)(?P<y>20\d\d)[-/.年](?P<m>1[0-2]|0?[1-9])[-/.月](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)[日号]?"
    ),
    re.compile(r"(?<!\d)(?P<d>3[01]|[12]\d|0?[1-9])[/.](?P<m>1[0-2]|0?[1-9])[/.](?P<y>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>1[0-2]|[1-9])月(?P<d>3[01]|[12]\d|[1-9])[日号号]?"),
    re.compile(
        rf"(?<![\w])(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er)? (?:of )?"
        rf"(?P<name>{_NAMES})\b\.?(?: (?P<y>20\d\d))?"
    ),
    re.compile(
        rf"\b(?P<name>{_NAMES})\.? (?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
        r"(?:,? (?P<y>20\d\d))?"
    ),
)
_NUMBER_WORDS = {
    word: number
    for number, words in {
        1: "one a an un une 一", 2: "two deux 两 二 俩", 3: "three trois 三 仨", 4: "four quatre 四",
        5: "five cinq 五",
        6: "six 六", 7: "seven sept 七", 8: "eight huit 八", 9: "nine neuf 九", 10: "ten dix 十",
        14: "fortnight",
        15: "quinze 十五", 20: "twenty vingt 二十", 30: "thirty trente 三十",
    }.items()
    for word in words.split()
}  # fmt: skip
_UNIT_DAYS = {
    "day": 1, "days": 1, "jour": 1, "jours": 1, "天": 1, "日": 1, "week": 7, "weeks": 7, "semaine": 7,
    "semaines": 7, "周": 7,
    "星期": 7, "礼拜": 7, "个星期": 7, "个礼拜": 7, "month": 30, "months": 30, "mois": 30, "个月": 30,
    "year": 365, "years": 365,
    "an": 365, "ans": 365, "年": 365,
}  # fmt: skip
_COUNT = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_AGO = re.compile(rf"\b(?P<n>\d{{1,3}}|{_COUNT}) (?P<u>days?|weeks?|months?|years?) ago\b")
_AGO_FR = re.compile(
    rf"\b(?:il y a|ya|y a|depuis) (?P<n>\d{{1,3}}|{_COUNT}) (?P<u>jours?|semaines?|mois|ans?)\b"
)
_AGO_ZH = re.compile(
    rf"(?P<n>\d{{1,3}}|{_COUNT})多?(?P<u>个星期|个礼拜|个月|星期|礼拜|天|周|年)(?:之前|以前|前|了)"
)
_NAMED = {
    "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "last week": -7, "last month": -30,
    "next week": 7,
    "hier": -1, "avant-hier": -2, "avant hier": -2, "aujourd'hui": 0, "ce matin": 0, "ce soir": 0,
    "demain": 1, "apres-demain": 2,
    "la semaine derniere": -7, "le mois dernier": -30, "la semaine prochaine": 7, "this morning": 0,
    "昨天": -1, "昨晚": -1, "昨日": -1, "前天": -2, "大前天": -3, "今天": 0, "今早": 0, "今晚": 0,
    "今日": 0, "今儿": 0, "明天": 1, "明儿": 1,
    "后天": 2, "大后天": 3, "上周": -7, "上星期": -7, "上礼拜": -7, "上个月": -30, "上月": -30,
    "去年": -365, "下周": 7,
    "下星期": 7, "下个月": 30, "前几天": -3,
}  # fmt: skip
_BY_LENGTH = sorted(_NAMED, key=len, reverse=True)
_LATIN = "|".join(re.escape(name) for name in _BY_LENGTH if name.isascii())
_CHINESE = "|".join(name for name in _BY_LENGTH if not name.isascii())
_LATIN_FORM = re.compile(rf"\b(?:{_LATIN})\b")
_CHINESE_FORM = re.compile(_CHINESE)
# What stands in every text that a form is found in, so that most texts need not be searched.
_MONTH_PIECES = tuple({name[:3]: None for name in _MONTHS})
_FORM_SIGNS = (("20",), ("20",), ("月",), _MONTH_PIECES, _MONTH_PIECES)
_LATIN_PIECES = (
    "day", "tonight", "tomorrow", "last ", "next ", "hier", "aujourd", "ce ", "demain", "derniere",
    "dernier", "prochaine", "this morning",
)  # fmt: skip
_AGO_FR_PIECES = ("ya ", "y a ", "depuis ")


def dates_in(text: str) -> list[DateMark]:
    """Every date in the text, in small letters; the first form that fits a place counts."""
    plain = fold_in_place(text)
    marks: list[DateMark] = []
    for mark in (*_calendar(plain), *_counted(plain)):
        if not any(mark.start < other.end and other.start < mark.end for other in marks):
            marks.append(mark)
    return sorted(marks, key=lambda mark: mark.start)


def _calendar(text: str) -> Iterator[DateMark]:
    if not has_digit(text):
        return
    for form, signs in zip(_FORMS, _FORM_SIGNS, strict=True):
        for found in form.finditer(text) if any(map(text.__contains__, signs)) else ():
            named = found.groupdict()
            month = _MONTHS[named["name"]] if named.get("name") else int(named["m"])
            year = named.get("y")
            value = f"{year or '-'}-{month:02}-{int(named['d']):02}"
            yield DateMark(value, None, *found.span())


def _counted(text: str) -> Iterator[DateMark]:
    if any(map(text.__contains__, _LATIN_PIECES)):
        yield from map(_named, _LATIN_FORM.finditer(text))
    if not text.isascii():
        yield from map(_named, _CHINESE_FORM.finditer(text))
        yield from map(_ago, _AGO_ZH.finditer(text))
    if " ago" in text:
        yield from map(_ago, _AGO.finditer(text))
    if any(map(text.__contains__, _AGO_FR_PIECES)):
        yield from map(_ago, _AGO_FR.finditer(text))


def _named(found: re.Match[str]) -> DateMark:
    return DateMark("", _NAMED[found[0]], *found.span())


def _ago(found: re.Match[str]) -> DateMark:
    count = int(found["n"]) if found["n"].isdigit() else _NUMBER_WORDS[found["n"]]
    return DateMark("", -count * _UNIT_DAYS[found["u"]], *found.span())
