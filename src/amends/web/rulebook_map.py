"""The rulebook as one mind map: branches that open to the right, all of it in the page, searchable."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.insights.rulebook_index import rules_named
from amends.insights.rulebook_map import Node, found_in, whole_tree
from amends.playbooks.reading import sentence
from amends.web.access import Reader, reads
from amends.web.condition_sentences import pack_locale
from amends.web.rule_sentences import country_name
from amends.web.table_words import name_said
from amends.web.words import marketplace_name, word

LONGEST = 100
PLACES = {"issue_type": "rulebook_playbook", "question": "rulebook_table", "rule": "rulebook_rule"}


@reads("see_rulebook")
def map_page(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /rulebook/map?words=…: everything as a tree; what is looked for is open."""
    words = request.GET.get("words", "")[:LONGEST].strip()
    tree = whole_tree()
    if words:
        tree = found_in(tree, words, told)
    context = {
        "place": "map",
        "words": words,
        "tree": _drawn(tree, 0),
        "count": sum(map(len, tree)),
    }
    return render(request, "rulebook/map.html", context)


def told(node: Node) -> str:
    """A node in the reader's language."""
    if node.kind == "rule":
        return rules_named(node.code)[0].text[pack_locale()]
    if node.kind in ("causes", "resolutions", "plans"):
        return sentence(node.of, node.kind, node.code, pack_locale())
    if node.kind in ("branch", "section"):
        return _names()[node.code]
    tellers = {"group": _group, "marketplace": _marketplace, "country": _country, "carrier": _carrier}
    if node.kind in tellers:
        return tellers[node.kind](node.code)
    return name_said(node.code) if node.kind == "question" else word("issue_type", node.code)


def _names() -> dict[str, str]:
    return {
        "needs": _("What buyers need"),
        "platform": _("Marketplaces"),
        "law": pgettext("rule side", "Law"),
        "carrier": _("Carriers"),
        "own": pgettext("rule side", "Our own"),
        "tables": _("Decision tables"),
        "causes": _("Causes"),
        "resolutions": _("Ways out"),
        "plans": _("Plans"),
    }


def _group(code: str) -> str:
    return word("issue_group", code)


def _marketplace(code: str) -> str:
    return marketplace_name(code) if code else _("every marketplace")


def _country(code: str) -> str:
    return country_name(code) if code else _("everywhere")


def _carrier(code: str) -> str:
    return code.replace("_", " ").upper() if code else _("every carrier")


def _drawn(nodes: tuple[Node, ...], depth: int) -> SafeString:
    """The nodes as nested lists; a thousand of them take a few milliseconds."""
    return format_html_join("", "<li>{}</li>", ((_node(node, depth),) for node in nodes))


def _node(node: Node, depth: int) -> SafeString:
    said = told(node)
    if not node.next:
        return _leaf(node, said)
    whole = _link(node, _("all of it")) if node.kind in PLACES else SafeString("")
    return format_html(
        '<details{}><summary>{} <small>{}</small></summary><ul class="d{}">{}{}</ul></details>',
        SafeString(" open") if node.is_open or (depth == 0 and node.code == "needs") else SafeString(""),
        said,
        len(node),
        depth,
        format_html('<li class="whole">{}</li>', whole) if whole else SafeString(""),
        _drawn(node.next, depth + 1),
    )


def _leaf(node: Node, said: str) -> SafeString:
    if node.kind == "unwritten":
        return format_html('<span class="unwritten">{}</span>', said)
    return _link(node, said)


def _link(node: Node, said: str) -> SafeString:
    if node.kind in PLACES:
        address = reverse(PLACES[node.kind], args=[node.code])
    else:
        address = f"{reverse('rulebook_playbook', args=[node.of])}#{node.kind}-{node.code}"
    return format_html('<a href="{}">{}</a>', address, said)
