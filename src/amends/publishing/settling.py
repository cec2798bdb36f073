"""Open cases are brought to the rulebook that holds now: a release took effect, or the product's packs."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache

from django.db import transaction

from amends.accounts.models import Organisation, Shop
from amends.cases.models import Case
from amends.cases.reviewing import ask_review
from amends.cases.states import AT_WORK
from amends.core import clock
from amends.core.bulk import held_while_running
from amends.core.pack_sets import SHIPPED, judging_by
from amends.core.packs import pack_bytes, pack_names
from amends.inbox.intake import refresh_all_clocks
from amends.publishing.proving import prove_all
from amends.releases.in_force import release_in_force
from amends.releases.models import SettledRulebook

FAMILIES = ("calendars", "policies", "playbooks", "tables", "case_facts")
SINGLE = ("case_costs",)
OF_CLOCKS = ("calendars", "policies")  # all that a deadline hangs on


def settle_all() -> int:
    """Bring the cases of every organisation to its rulebook, where that has changed; how many there were."""
    prove_all(via="worker")
    ids = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    return sum(settle(each) for each in ids)


def settle(organisation_id: int) -> bool:
    """The same of one organisation; whether anything had changed.

    So many cases at a time are committed. Cut off in the middle, the next call does all of it again: the same
    clocks come out.
    """
    with held_while_running("settle_rulebook", organisation_id) as is_ours:
        wanted = _rulebook(organisation_id)
        held = SettledRulebook.objects.filter(organisation_id=organisation_id).first()
        if not is_ours or (held is not None and held.rulebook == wanted):
            return False
        if held is None or _clocks_part(held.rulebook) != _clocks_part(wanted):
            for shop in Shop.objects.filter(organisation_id=organisation_id).order_by("pk"):
                refresh_all_clocks(shop)
        with transaction.atomic():
            at_work = Case.objects.filter(
                organisation_id=organisation_id, merged_into=None, state__in=AT_WORK
            )
            ask_review(list(at_work.order_by("pk").values_list("pk", flat=True)))
            SettledRulebook.objects.update_or_create(
                organisation_id=organisation_id, defaults={"rulebook": wanted, "settled_at": clock.now()}
            )
    return True


def _rulebook(organisation_id: int) -> str:
    release = release_in_force(organisation_id)
    number, files = (release.pk, release.files) if release is not None else (0, {})
    return f"{shipped_sha256()} {number} {_clocks_sha256(files)}"


def _clocks_part(rulebook: str) -> str:
    """Of a settled rulebook, what its deadlines hang on; "" where that was not kept yet."""
    return " ".join(rulebook.split()[2:])


def _clocks_sha256(files: Mapping[str, str]) -> str:
    whole = hashlib.sha256(shipped_clocks_sha256().encode())
    for name, text in sorted(files.items()):
        if name.partition("/")[0] in OF_CLOCKS:
            whole.update(f"{name}\0{text}\0".encode())
    return whole.hexdigest()


@cache
def shipped_sha256() -> str:
    """The hash of all packs of the product by which cases are judged."""
    with judging_by(SHIPPED):
        return _hash_of([*SINGLE, *(name for family in FAMILIES for name in pack_names(family))])


@cache
def shipped_clocks_sha256() -> str:
    """The same of those that deadlines hang on."""
    with judging_by(SHIPPED):
        return _hash_of([name for family in OF_CLOCKS for name in pack_names(family)])


def _hash_of(names: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for name in names:
        whole.update(name.encode() + b"\0" + pack_bytes(name))
    return whole.hexdigest()
