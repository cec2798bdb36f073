"""What leads and owners read on every page of the rulebook while a release is set aside."""

from dataclasses import dataclass

from amends.accounts.rules import may
from amends.policies.tables.findings import Finding
from amends.publishing.queries import release_set_aside
from amends.releases.in_force import release_in_force
from amends.releases.models import RulebookRelease
from amends.web.access import Reader
from amends.web.finding_words import finding_said


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in words: `place` is the pack and its line."""

    place: str
    said: str
    mend: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """The release that cannot be judged by, the one that holds meanwhile (None: the product's), and why."""

    release: RulebookRelease
    holds: RulebookRelease | None
    faults: tuple[Fault, ...]


def set_aside_for(reader: Reader | None) -> SetAside | None:
    """The release set aside, for whoever could mend it; None where there is none, or for anybody else."""
    if reader is None or not may("prepare_rulebook", reader.grants):
        return None
    release = release_set_aside(reader.organisation_id)
    if release is None:
        return None
    faults = tuple(_fault(Finding(**one)) for one in release.faults)
    return SetAside(release, release_in_force(reader.organisation_id), faults)


def _fault(one: Finding) -> Fault:
    said = finding_said(one)
    place = f"{one.file}:{one.line}" if one.line else one.file
    return Fault(place, f"{said['title']} {said['detail']}".strip(), said["mend"])
