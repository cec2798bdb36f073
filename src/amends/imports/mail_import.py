"""Files and folders of mails go in, each mail to its shop; what went in once is recognised."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import transaction

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.core.memory import seldom_collecting
from amends.history.actions import record
from amends.imports.mail_paths import Found, mails_below
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import MailsTaken, put_aside, take_mails
from amends.imports.quarantine import Unread
from amends.imports.whose_shop import ShopFinder

MAILS_AT_ONCE = 100
OCTETS_AT_ONCE = 16 * 1024 * 1024

Progress = Callable[[MailsTaken], None]


@dataclass(slots=True)
class _Left:
    """What did not go in: files that cannot be opened, and mails whose shop nothing told."""

    refusals: list[Refused] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def complain(self, shops: Sequence[Shop]) -> None:
        """Raises Refused where there is any."""
        if self.places:
            codes = ", ".join(sorted(shop.code for shop in shops))
            count = len(self.places)
            which = "this mail is" if count == 1 else f"{count} mails are"
            more = "" if count == 1 else f" and {count - 1} more"
            raise Refused(
                "shop_unclear",
                f"Nothing tells which shop {which} for: {self.places[0]}{more}.",
                mend=f"Import again with --shop, one of: {codes}. What is in already is not doubled.",
            )
        for refusal in self.refusals:
            raise refusal


@dataclass(slots=True)
class _Waiting:
    """The mails of one shop that go in together next."""

    found: list[ArrivedMail | Unread] = field(default_factory=list)
    octets: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.found) >= MAILS_AT_ONCE or self.octets >= OCTETS_AT_ONCE


def import_mails(
    paths: Sequence[Path], shops: Sequence[Shop], *, by: Actor, progress: Progress = lambda _: None
) -> MailsTaken:
    """Take in every mail of these files and folders, of one shop or each of the one it is found to be for.

    Broken off and run again, what went in already is a duplicate. Raises Refused (file_missing,
    file_unreadable, shop_unclear), after all the others went in.
    """
    going_in, left = _GoingIn(shops, by, progress), _Left()
    finder = ShopFinder(shops)
    try:
        with seldom_collecting():
            for found in _found(paths):
                if isinstance(found, Refused):
                    left.refusals.append(found)
                elif (shop := finder.shop_of(_octets(found))) is None:
                    left.places.append(_place(found))
                else:
                    going_in.add(shop, found)
            going_in.take_rest()
    finally:
        going_in.tell()
    left.complain(shops)
    return going_in.taken


class _GoingIn:
    """Mails on their way in: together, shop by shop."""

    def __init__(self, shops: Sequence[Shop], by: Actor, progress: Progress) -> None:
        self._by, self._progress = by, progress
        self._waiting: dict[int, _Waiting] = {}
        self._shops = {shop.pk: shop for shop in shops}
        self._taken = {shop.pk: MailsTaken() for shop in shops}

    @property
    def taken(self) -> MailsTaken:
        return sum(self._taken.values(), MailsTaken())

    def add(self, shop: Shop, found: ArrivedMail | Unread) -> None:
        waiting = self._waiting.setdefault(shop.pk, _Waiting())
        waiting.found.append(found)
        waiting.octets += len(_octets(found))
        if waiting.is_full:
            self._take(shop.pk)

    def take_rest(self) -> None:
        for shop_id in list(self._waiting):
            self._take(shop_id)

    def tell(self) -> None:
        """Record in history what went in."""
        for shop_id, taken in self._taken.items():
            if taken.messages:
                detail = asdict(taken)
                record(
                    actor=self._by,
                    verb="mails_imported",
                    subject_type="shop",
                    subject_id=shop_id,
                    detail=detail,
                )

    @transaction.atomic
    def _take(self, shop_id: int) -> None:
        shop, found = self._shops[shop_id], self._waiting.pop(shop_id).found
        mails = [each for each in found if isinstance(each, ArrivedMail)]
        unread = [each for each in found if isinstance(each, Unread)]
        taken = take_mails(shop, mails, by=self._by) + put_aside(shop, unread, by=self._by)
        self._taken[shop_id] += taken
        self._progress(self.taken)


def _found(paths: Iterable[Path]) -> Iterator[Found]:
    for path in paths:
        yield from mails_below(path)


def _octets(found: ArrivedMail | Unread) -> bytes:
    return found.octets if isinstance(found, ArrivedMail) else b""


def _place(found: ArrivedMail | Unread) -> str:
    return found.place if isinstance(found, ArrivedMail) else found.mail.place
