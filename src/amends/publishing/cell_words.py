"""Signs and words that cells may be written with, in three languages."""

from collections.abc import Mapping

# Whatever stands inside quotation marks stays as it is; so do signs that say nothing to us.
SIGNS: Mapping[str, str] = {
    "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "＜": "<", "＞": ">", "＝": "=", "，": ",", "、": ",",
    "；": ",", "｜": "|", "＆": "&", "～": "~", "…": "..", "—": "-", "－": "-", "．": ".", "\u00a0": " ",
    "\u3000": " ", "“": '"', "”": '"', "＂": '"',
    **{chr(0xFF10 + n): str(n) for n in range(10)},
}  # fmt: skip
NOT = ("not", "不是", "非", "sauf", "pas")
SETS = (
    ("has all", "has_all"),
    ("has", "has"),
    ("lacks", "lacks"),
    ("only", "only"),
    ("不含", "lacks"),
    ("含全部", "has_all"),
    ("含", "has"),
    ("仅", "only"),
    ("sans", "lacks"),
    ("contient", "has"),
    ("seulement", "only"),
)
YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "true", "是", "oui"), True),
    **dict.fromkeys(("no", "false", "否", "non"), False),
}
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("d", "day", "days", "天", "日", "jour", "jours", "j"), "days"),
    **dict.fromkeys(("h", "hour", "hours", "小时", "heure", "heures"), "hours"),
    **dict.fromkeys(("min", "minute", "minutes", "分钟", "分"), "minutes"),
    **dict.fromkeys(("s", "second", "seconds", "秒", "seconde", "secondes"), "seconds"),
    **dict.fromkeys(("w", "week", "weeks", "周", "semaine", "semaines"), "weeks"),
}


def as_plain_signs(text: str) -> str:
    """The same with the signs of a Chinese keyboard and of print as ASCII, but for what is quoted."""
    pieces = text.split('"')
    for n in range(0, len(pieces), 2):
        plain = "".join(SIGNS.get(letter, letter) for letter in pieces[n])
        pieces[n] = plain.replace("< =", "<=").replace("> =", ">=").replace("=<", "<=").replace("=>", ">=")
    return '"'.join(pieces)
