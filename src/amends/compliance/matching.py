"""Which phrases a text has, what is hidden by its context, and which concepts stand together."""

from collections.abc import Iterator, Mapping, Set
from itertools import pairwise

from amends.compliance.book import Book, Index, Together
from amends.compliance.units import BREAK, Units

Hit = tuple[int, int]  # from unit, to before unit
Hits = dict[str, list[Hit]]
_MOST_HITS = 2_000


def hits_of(units: Units, book: Book, *, deals: bool) -> Hits:
    """All phrases found, by concept, without those that a mask hides; `deals`: also offers of a deal."""
    found = _found(units, book.index, None)
    asked = {mask for mask, hides in book.masks.items() if not hides.isdisjoint(found)}
    asked |= {"acknowledgement"} if "explanation" in found else set()
    asked |= {"partial_offer"} if deals else set()
    if asked:
        for name, spans in _found(units, book.mask_index, asked).items():
            if name not in book.masks:
                found[name] = spans
                continue
            for concept in book.masks[name] & found.keys():
                found[concept] = [hit for hit in found[concept] if not _touches(hit, spans)]
    return found


def _found(units: Units, index: Index, asked: Set[str] | None) -> Hits:
    """Phrases of the concepts asked for, or of all, by concept."""
    found: Hits = {}
    joined, offsets, pairs = units.joined, units.offsets, index.pairs
    count, open_gates = 0, {frozenset[str](): True}
    for at, pair in enumerate(pairwise([*units.units, BREAK])):
        groups = pairs.get(pair)
        if groups is None:
            groups = index.beginning_with(*pair)
        if not groups:
            continue
        for needs, entries in groups:
            is_open = open_gates.get(needs)
            if is_open is None:
                is_open = open_gates[needs] = not needs.isdisjoint(units.present)
            if not is_open:
                continue
            for entry in entries:
                if asked is not None and entry.concept not in asked:
                    continue
                match = entry.match(joined, offsets[at])
                if match:
                    found.setdefault(entry.concept, []).append((at, units.unit_before(match.end())))
                    count += 1
        if count > _MOST_HITS:
            break
    return found


def _touches(hit: Hit, spans: list[Hit]) -> bool:
    return any(hit[0] < end and start < hit[1] for start, end in spans)


def found_together(combination: Together, hits: Mapping[str, list[Hit]], units: Units) -> Iterator[Hit]:
    """The stretches in which every concept of the combination is said."""
    if not all(hits.get(concept) for concept in combination.all):
        return
    sentences = units.sentences
    first, *others = combination.all
    barred = {sentences[hit[0]] for concept in combination.unless for hit in hits.get(concept, ())}
    for hit in hits[first][:50]:
        met = [hit]
        for concept in others:
            near = _nearest(hit, hits[concept], sentences, combination.window)
            if near is None:
                break
            met.append(near)
        else:
            said_in = {sentences[one[0]] for one in met}
            if not said_in & barred:
                same = len(said_in) == 1
                yield (min(one[0] for one in met), max(one[1] for one in met)) if same else hit


def _nearest(hit: Hit, others: list[Hit], sentences: list[int], window: int) -> Hit | None:
    """The hit closest by, apart from this one, no further than the window of sentences."""
    here = sentences[hit[0]]
    near = [other for other in others if abs(sentences[other[0]] - here) < window and other != hit]
    return min(near, key=lambda other: abs(other[0] - hit[0]), default=None)
