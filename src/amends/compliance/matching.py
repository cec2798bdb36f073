"""Which phrases a text has, what is hidden by its context, and which concepts stand together."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from amends.compliance.book import Book, Index, Said, Together
from amends.compliance.units import BREAK, Span, Units

Hit = tuple[int, int]  # from unit, to before unit
Hits = dict[str, list[Hit]]
_MOST_HITS = 2_000
_LONGEST_KEPT = 150  # units


def hits_of(units: Units, book: Book, *, deals: bool) -> Hits:
    """All phrases found, by concept, without those that a mask hides; `deals`: also offers of a deal."""
    found = _found(units, book.index, units.spans, None)
    near = sorted(_near(found, units, book))
    if near:
        found |= _found(units, book.often_index, [units.spans[number] for number in near], None)
    begun = [*range(units.opening + 1)] if _explains(found, units) else []
    at_stake = _at_stake(found, units, book)
    asked = {mask for mask, hides in book.masks.items() if not hides.isdisjoint(found)} if at_stake else set()
    asked |= {"acknowledgement"} if begun else set()
    asked |= {"partial_offer"} if deals else set()
    if asked:
        told = range(len(units.spans)) if deals else sorted(at_stake.union(begun))
        spans = [units.spans[number] for number in told]
        for name, hits in _found(units, book.mask_index, spans, frozenset(asked)).items():
            if name not in book.masks:
                found[name] = hits
                continue
            for concept in book.masks[name] & found.keys():
                found[concept] = [hit for hit in found[concept] if not _touches(hit, hits)]
    return found


def _explains(found: Hits, units: Units) -> bool:
    """Whether the first sentence that is more than a greeting explains."""
    return any(units.sentences[at] == units.opening for at, _ in found.get("explanation", ()))


def _near(found: Hits, units: Units, book: Book) -> set[int]:
    """The sentences in which concepts that are said often would count."""
    said, last = found.keys(), len(units.spans)
    return {
        number
        for others, reach in book.beside
        if said >= others
        for concept in others
        for at, _ in found[concept]
        for number in range(max(0, units.sentences[at] - reach), min(last, units.sentences[at] + reach + 1))
    }


def _at_stake(found: Hits, units: Units, book: Book) -> set[int]:
    """The sentences with a hit that a mask may hide, that a rule would object to alone or with others."""
    said = found.keys()
    counting = said & book.alone
    for combination in book.combined:
        if said >= combination.concepts:
            counting |= combination.concepts | combination.unless & said
    return {units.sentences[hit[0]] for concept in counting & book.masked for hit in found[concept]}


def _found(units: Units, index: Index, spans: Iterable[Span], asked: frozenset[str] | None) -> Hits:
    """Phrases of the concepts asked for, or of all, by concept, in some sentences."""
    found: Hits = {}
    joined, offsets, count = units.joined, units.offsets, 0
    for span in spans:
        first, last, _ = span
        sentence = joined[offsets[first] : offsets[last]] if last - first <= _LONGEST_KEPT else ""
        hits = index.kept.get((sentence, asked)) if sentence else None
        if hits is None:
            hits = _in_sentence(units, index, span, asked)
            if sentence:
                index.keep((sentence, asked), hits)
        for concept, at, end in hits:
            found.setdefault(concept, []).append((first + at, first + end))
        count += len(hits)
        if count > _MOST_HITS:
            return found
    return found


def _in_sentence(units: Units, index: Index, span: Span, asked: frozenset[str] | None) -> Said:
    """Concept, first and behind the last unit of each phrase of a sentence, counted from its beginning."""
    first, last, present = span
    joined, offsets = units.joined, units.offsets
    hits: Said = []
    said = [*units.units[first:last], BREAK]
    for at, groups in enumerate(map(index.__getitem__, pairwise(said))):
        for needs, also, entries in groups:
            if (needs and needs.isdisjoint(present)) or (also and also.isdisjoint(present)):
                continue
            for entry in entries:
                if asked is not None and entry.concept not in asked:
                    continue
                match = entry.match(joined, offsets[first + at])
                if match:
                    hits.append((entry.concept, at, bisect_left(offsets, match.end()) - first))
        if len(hits) > _MOST_HITS:
            break
    return hits


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
