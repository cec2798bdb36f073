"""Whether what was released can still be read: checked again with each version of the product.

A release that the product cannot judge by is set aside, and the last good one holds, until a later version
reads it again or a mended one is released.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from amends import __version__
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.pack_sets import SHIPPED, judging_by
from amends.core.packs import PACKS, pack_bytes, pack_names
from amends.history.actions import record
from amends.policies.tables.findings import ERROR, Finding
from amends.publishing.checking import check_files
from amends.releases.laying_over import OWN_FAMILIES
from amends.releases.models import RulebookRelease

MOST_FAULTS = 20
BESIDE = ("calendars", "currencies", "marketplaces", "parties")  # what packs of a seller are read with
# Judgement goes on with these: where rows are harsher than law or marketplace, the kinder layer wins anyway.
BEARABLE = frozenset(
    {"gap", "unreachable", "no_example", "example_differs", "below_floor", "floor_undecided", "undecided"}
)


def prove_all(*, via: str) -> int:
    """Check what holds or is to hold in every organisation, where this product has not; how many moved.

    Takes some seconds for each release that this version of the product sees for the first time.
    """
    if not _standing().exists():
        return 0
    unproved = _standing().exclude(proved_with=product())
    ids = unproved.order_by("organisation_id").values_list("organisation_id", flat=True).distinct()
    return sum(_prove(each, via) for each in list(ids))


def faults_in(files: Mapping[str, str], today: date) -> list[Finding]:
    """What keeps the product from judging by these packs at all; the worst first."""
    try:
        found = check_files(files, today)
    except Exception as error:  # what the checks of this version stumble over, its pages would as well
        return [
            Finding(
                ERROR,
                "check_failed",
                f"This version of Amends cannot read it ({type(error).__name__}).",
                "Begin a draft, take away what was changed last, and release it.",
            )
        ]
    return [one for one in found if one.level == ERROR and one.code not in BEARABLE]


@cache
def product() -> str:
    """The version of the product, its packs and their schemas, as one hash."""
    whole = hashlib.sha256(__version__.encode())
    with judging_by(SHIPPED):
        families = [name for family in (*OWN_FAMILIES, *BESIDE) for name in _names(family)]
        for name in families:
            whole.update(name.encode() + b"\0" + pack_bytes(name))
    for schema in sorted((PACKS / "schema").glob("*.json")):
        whole.update(schema.read_bytes())
    return whole.hexdigest()


def _names(family: str) -> list[str]:
    return [family] if (PACKS / f"{family}.yaml").is_file() else pack_names(family)


@transaction.atomic
def _prove(organisation_id: int, via: str) -> int:
    """From the newest back to the first one that holds now: those before it are not needed."""
    lock_until_commit("rulebook", organisation_id)
    now, moved = clock.now(), 0
    rows = _standing().filter(organisation_id=organisation_id).defer("files")
    for release in rows.order_by("-effective_at", "-number"):
        if release.proved_with != product():
            moved += _judged(release, faults_in(release.files, now.date()), via)
        if release.faulty_since is None and release.effective_at <= now:
            break
    return moved


def _judged(release: RulebookRelease, faults: list[Finding], via: str) -> bool:
    was_faulty = release.faulty_since is not None
    release.faulty_since = (release.faulty_since or clock.now()) if faults else None
    release.faults = [one.as_json() for one in faults[:MOST_FAULTS]]
    release.proved_with = product()
    release.save(update_fields=["faulty_since", "faults", "proved_with"])
    if was_faulty is bool(faults):
        return False
    detail: dict[str, Any] = {"number": release.number}
    if faults:
        detail |= {"code": faults[0].code, "pack": faults[0].file, "line": faults[0].line}
    record(
        actor=Actor(release.organisation_id, None, via),
        verb="rulebook_set_aside" if faults else "rulebook_holds_again",
        subject_type="rulebook", subject_id=release.pk, detail=detail, pack_version=release.sha256,
    )  # fmt: skip
    return True


def _standing() -> QuerySet[RulebookRelease]:
    return RulebookRelease.objects.filter(withdrawn_at=None)
