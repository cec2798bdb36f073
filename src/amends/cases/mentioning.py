"""People named in notes: told once, unread until they have opened the case."""

from collections.abc import Iterable

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from amends.accounts.models import RoleGrant, Shop, User
from amends.accounts.rules import VERBS
from amends.cases.mention_words import Named, Person, named_in
from amends.cases.models import Case, Mention, Note
from amends.core import clock

MOST = 100
SEES = "see_cases"


def people_to_name(shop: Shop) -> list[User]:
    """Everybody who may see the cases of this shop, by name."""
    grants = RoleGrant.objects.filter(
        Q(shop=None) | Q(shop=shop),
        organisation_id=shop.organisation_id,
        role__in=VERBS[SEES],
        user__is_active=True,
    )
    found = User.objects.filter(pk__in=grants.values("user_id"))
    return sorted(found, key=lambda user: ((user.name or user.login).casefold(), user.pk))


def mention_named(note: Note, case: Case) -> Named:
    """Tell whoever the note names; its writer is not told. Who cannot see the case is nobody here."""
    if "@" not in note.text and "＠" not in note.text:
        return Named()
    people = [Person(user.pk, user.login, user.name) for user in people_to_name(case.shop)]
    named = named_in(note.text, people)
    Mention.objects.bulk_create(
        Mention(organisation_id=note.organisation_id, note=note, user_id=user_id)
        for user_id in named.ids
        if user_id != note.author_id
    )
    return named


def mentions_for(user_id: int, shop_ids: Iterable[int]) -> list[Mention]:
    """Where a person is named, in the cases of these shops: what is unread first, then the newest."""
    rows = Mention.objects.filter(user_id=user_id, note__case__shop__in=list(shop_ids))
    told = rows.select_related("note__author", "note__case__order__person", "note__case__buyer__person")
    unread = list(told.filter(read_at=None).order_by("-pk")[:MOST])
    return unread + list(told.exclude(read_at=None).order_by("-pk")[: MOST - len(unread)])


def mark_read(user_id: int, shop_ids: Iterable[int]) -> int:
    """The person has seen all of them; how many were unread."""
    unread = Mention.objects.filter(user_id=user_id, read_at=None, note__case__shop__in=list(shop_ids))
    return unread.update(read_at=clock.now())


def unread_in_shop(user_id: int) -> Coalesce:
    """For annotating shops: how often the person is named in cases of each, unread."""
    unread = Mention.objects.filter(user_id=user_id, read_at=None, note__case__shop=OuterRef("pk"))
    counted = unread.order_by().values("user_id").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
