"""What rules find by other means than phrases, by the name the packs use."""

from collections.abc import Callable, Iterator

from amends.compliance.contacts import contacts
from amends.compliance.contradictions import contradictions, unsafe_offer
from amends.compliance.findings import Mark
from amends.compliance.links import links
from amends.compliance.manner import explained_first, shouted
from amends.compliance.message import Outgoing
from amends.compliance.payload import left_over, length, markup

DETECTORS: dict[str, Callable[[Outgoing], Iterator[Mark]]] = {
    "contacts": contacts,
    "contradictions": contradictions,
    "explained_first": explained_first,
    "left_over": left_over,
    "length": length,
    "links": links,
    "markup": markup,
    "shouted": shouted,
    "unsafe_offer": unsafe_offer,
}
