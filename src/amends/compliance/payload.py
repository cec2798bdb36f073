"""What a marketplace's interface does not take, and what a template left behind."""

import re
from collections.abc import Iterator

from amends.compliance.findings import Mark
from amends.compliance.message import Outgoing

_TAG = re.compile(
    r"<\s{0,3}/?\s{0,3}(?:a|b|i|u|p|br|hr|h[1-6]|em|div|img|pre|span|font|html|body|head|table|tr|td|th|ul|ol|li|strong|style|script"
    r"|iframe|center|button|form|input|video|svg)(?:\s[^<>]{0,300})?/?\s{0,3}>|&(?:nbsp|amp|lt|gt|quot|#[0-9]{2,5});"
)
_LEFT_OVER = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\{%[^{}\n]{0,80}%\}|\$?\{[a-z_\u4e00-\u9fff][a-z0-9_.\u4e00-\u9fff]{1,30}\}|%[a-z_]{3,30}%"
    r"|%\([a-z_]{2,30}\)s"
    r"|<<[^<>\n]{2,40}>>|(?<![a-z0-9-])x{4,}(?![a-z0-9])|(?<![a-z])lorem ipsum"
    r"|(?<![a-z])(?:todo|tbd|tbc|tba|fixme)(?![a-z])|_{4,}|(?<![a-z0-9])xx?[/.]xx?(?:[/.]x{2,4})?(?![a-z0-9])"
    r"|(?<![a-z])a faire ?: ?(?:mettre|ajouter|inserer|completer|verifier|remplir|preciser|indiquer)(?![a-z])"
    r"|待填|待补充|此处填写|(?<![a-z])a completer(?![a-z])|(?<![a-z])to be (?:filled|completed)(?![a-z])"
)
_SIGNS = (
    "{",
    "%",
    "<<",
    "xxxx",
    "lorem",
    "todo",
    "tbd",
    "tbc",
    "tba",
    "____",
    "x/x",
    "x.x",
    "a faire",
    "fixme",
    "待填",
    "待补充",
    "此处",
    "a completer",
    "to be ",
)
_BRACKETED = re.compile(r"[\[【<〔「]([^\[\]【】<>〔〕「」\n]{2,30})[\]】>〕」]")
_FIELDS = re.compile(
    r"(?:your |the |buyer'?s? |order |votre |le |买家|客户|订单|快递|您的)?(?:first ?|last ?|full ?)?"
    r"(?:name|date|amount|number|product|item|order(?: id| number| no)?|tracking(?: number| id)?"
    r"|link|address|prenom|nom|montant"
    r"|numero(?: de (?:commande|suivi))?|produit|adresse"
    r"|(?:add|enter|fill in|put|type|write|inserer|ajouter|mettre|remplir|indiquer|completer|saisir) .{1,24}"
    r"|此处.{0,16}|(?:请)?填(?:写|入|上).{0,12}|.{0,10}(?:待填|待定|待补)|.{0,6}填这里|插入.{0,12}"
    r"|姓名|昵称|名字|单号|订单号|金额|日期|商品|地址|名称|id|here|insert.{0,20})"
)


def markup(outgoing: Outgoing) -> Iterator[Mark]:
    """HTML in the text."""
    if "<" in outgoing.text or "&" in outgoing.text:
        yield from (Mark(*found.span(), "markup") for found in _TAG.finditer(outgoing.text))


def length(outgoing: Outgoing) -> Iterator[Mark]:
    """What is beyond the longest text that the marketplace takes."""
    most = outgoing.book.limits.get(outgoing.marketplace)
    if most is not None and len(outgoing.original) > most:
        places = outgoing.folded.places
        start = next((at for at, place in enumerate(places) if place >= most), None)
        if start is not None:
            yield Mark(start, len(outgoing.text), "too_long")


def left_over(outgoing: Outgoing) -> Iterator[Mark]:
    """Places of a template that nobody filled."""
    text = outgoing.text
    if any(sign in text for sign in _SIGNS):
        yield from (Mark(*found.span(), "left_over") for found in _LEFT_OVER.finditer(text))
    for found in _BRACKETED.finditer(text):
        if _FIELDS.fullmatch(found[1].strip()):
            yield Mark(*found.span(), "left_over")
