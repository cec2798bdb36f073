"""GET /rulebook/rules, /rules/{id}, /check, /drafts, /releases; POST /rulebook/check."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import ConfigDict, Field

from amends.accounts.storefront import marketplace_codes
from amends.api.auth import holder
from amends.api.errors import FAULTS
from amends.api.paging import MOST, USUAL
from amends.core import clock
from amends.core.errors import NotFound, Refused
from amends.core.pack_sets import packs_in_force
from amends.insights.draft_documents import draft_documents, release_documents
from amends.insights.rule_documents import entry_row, found_rules
from amends.insights.rule_filter import AGES, Wanted, chosen
from amends.insights.rulebook_index import FAMILIES, SIDES, Entry, every_rule
from amends.policies.tables.findings import Finding
from amends.policies.tables.loading import rulebooks
from amends.publishing.checking import SECONDS, check_files, is_clean
from amends.publishing.whole import check_in_force, findings_of
from amends.releases.laying_over import MOST_BYTES, MOST_PACKS
from amends.triage.codes import CODES as ISSUE_TYPES

SEE, PREPARE = "see_rulebook", "prepare_rulebook"
MOST_SECONDS = 20.0  # of analysis in one request, shared by its tables
router = Router(tags=["rulebook"])


class RulesOut(Schema):
    """Rules in the order of the packs; `next` is null on the last page."""

    rules: list[dict[str, Any]]
    next: str | None


class PacksIn(Schema):
    """Packs by their names (policies/shop), each as YAML."""

    model_config = ConfigDict(extra="forbid")

    packs: dict[str, str] = Field(min_length=1, max_length=MOST_PACKS)


class FindingsOut(Schema):
    """`ok`: nothing keeps these packs from being used."""

    ok: bool
    findings: list[dict[str, Any]]


def see(request: HttpRequest) -> None:
    """Let pass whom token and person let read the rules, in whichever shop. Raises NotAllowed."""
    came_with = holder(request)
    if not came_with.scope(SEE):
        came_with.require(SEE)


@router.get("/rules", response={200: RulesOut, **FAULTS}, summary="The rules, a page at a time")
def list_rules(
    request: HttpRequest,
    marketplace: str = "",
    country: str = "",
    side: str = "",
    kind: str = "",
    issue_type: str = "",
    age: str = "",
    words: str = Query("", max_length=100),
    after: str = "",
    limit: int = Query(USUAL, ge=1, le=MOST),
) -> dict[str, Any]:
    """`kind`: a family (rule, note, row, ground) or `family:kind`. `age`: old, ending, over."""
    see(request)
    entries = every_rule()
    wanted = Wanted(marketplace, country, side, kind, issue_type, age, words)
    _check(wanted, entries)
    found = chosen(entries, wanted, clock.now().date())
    begins = _place(found, after)
    page = found[begins : begins + limit]
    more = begins + limit < len(found)
    return {"rules": [entry_row(each) for each in page], "next": _name(page[-1]) if more else None}


@router.get(
    "/rules/{path:rule_id}",
    response={200: dict[str, Any], **FAULTS},
    summary="One rule by its id, in the words of `amends rulebook show --json`",
)
def show_rule(request: HttpRequest, rule_id: str) -> dict[str, Any]:
    see(request)
    found = found_rules(rule_id, rulebooks().values())
    if not found:
        raise NotFound(
            "rule_unknown", f"There is no rule {rule_id[:80]!r}.", mend="See GET /api/v1/rulebook/rules."
        )
    return {"id": rule_id, "rules": found}


@router.get(
    "/check",
    response={200: FindingsOut, **FAULTS},
    summary="What is found in the rulebook in force, in the words of `amends rulebook check --json`",
)
def check_what_holds(request: HttpRequest) -> dict[str, Any]:
    """The first time after a release takes seconds."""
    see(request)
    return _told(findings_of(check_in_force(clock.now().date())))


@router.post(
    "/check",
    response={200: FindingsOut, **FAULTS},
    summary="What is found in changed packs, laid over what is in force; nothing is kept",
)
def check_packs(request: HttpRequest, given: PacksIn) -> dict[str, Any]:
    holder(request).require(PREPARE)
    tables = sum(name.startswith("tables/") for name in given.packs)
    seconds = min(SECONDS, MOST_SECONDS / max(1, tables))
    return _told(check_files(laid_over(given.packs), clock.now().date(), seconds=seconds))


@router.get(
    "/drafts", response={200: dict[str, list[dict[str, Any]]], **FAULTS}, summary="The rulebook's open drafts"
)
def list_drafts(request: HttpRequest) -> dict[str, Any]:
    came_with = holder(request)
    came_with.require(PREPARE)
    return {"drafts": draft_documents(came_with.actor.organisation_id)}


@router.get(
    "/releases",
    response={200: dict[str, list[dict[str, Any]]], **FAULTS},
    summary="The rulebook's releases, the newest first",
)
def list_releases(request: HttpRequest) -> dict[str, Any]:
    see(request)
    return {"releases": release_documents(holder(request).actor.organisation_id)}


def laid_over(packs: Mapping[str, str]) -> dict[str, str]:
    """All packs that would lie over the product's: those in force, and these. Raises Refused (too_large)."""
    check_size(packs)
    held = {name: raw.decode() for name, raw in packs_in_force().files.items()}
    return {**held, **packs}


def check_size(packs: Mapping[str, str]) -> None:
    """Raises Refused (too_large)."""
    if sum(len(text.encode("utf-8", "replace")) for text in packs.values()) > MOST_BYTES:
        raise Refused("too_large", f"The packs are over {MOST_BYTES} bytes.", mend="Send only what changes.")


def _told(findings: list[Finding]) -> dict[str, Any]:
    return {"ok": is_clean(findings), "findings": [one.as_json() for one in findings]}


def _check(wanted: Wanted, entries: tuple[Entry, ...]) -> None:
    kinds = {f"{entry.family}:{entry.kind}" for entry in entries}
    known: Mapping[str, Any] = {
        "marketplace": marketplace_codes(),
        "side": SIDES,
        "kind": {*FAMILIES, *kinds},
        "issue_type": ISSUE_TYPES,
        "age": AGES,
    }
    for name, codes in known.items():
        said = getattr(wanted, name)
        if said and said not in codes:
            told = f"One of {', '.join(sorted(codes))}." if len(codes) < 50 else "See docs/howto/api.md."
            raise Refused("filter_unknown", f"There is no {name} {said[:60]!r}.", mend=told)


def _name(entry: Entry) -> str:
    return f"{entry.pack}:{entry.id}"


def _place(found: list[Entry], after: str) -> int:
    if not after:
        return 0
    places = [n for n, entry in enumerate(found, 1) if _name(entry) == after]
    if not places:
        raise Refused(
            "place_bad",
            f"{after[:60]!r} is no place in this list.",
            mend="Begin again: the rules changed.",
        )
    return places[0]
