"""POST /rulebook/what-if, GET /rulebook/what-if/{id} and every case of it that comes out otherwise."""

import gzip
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema, Status
from ninja.params.functions import Header
from pydantic import ConfigDict, Field

from amends.accounts.idempotency import fingerprint, once
from amends.api.auth import holder
from amends.api.errors import FAULTS
from amends.api.rulebook import PREPARE, check_size
from amends.core.actor import Actor
from amends.core.clock import rfc3339
from amends.core.errors import NotFound, Refused
from amends.publishing.actions import LONGEST_TITLE, begin_draft, find_draft
from amends.releases.laying_over import MOST_PACKS
from amends.releases.models import RulebookDraft, WhatIfReport
from amends.whatif.actions import start_report

router = Router(tags=["rulebook"])
PIECE = 1024 * 1024


class WhatIfIn(Schema):
    """Changed `packs`, of which a draft is made, or a `draft` there is; first and last day, both included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    packs: dict[str, str] | None = Field(None, min_length=1, max_length=MOST_PACKS)
    title: str = Field("", max_length=LONGEST_TITLE)
    draft: int | None = Field(None, ge=1, lt=2**63)
    from_day: date = Field(alias="from")
    until_day: date = Field(alias="to")


class WhatIfOut(Schema):
    """How far a what-if is: waiting, running, done, failed. `summary` is null until it is done."""

    id: int
    draft: int
    revision: int
    from_day: date = Field(serialization_alias="from")
    to: date
    state: str
    problem: str
    asked_at: str
    done_at: str | None
    summary: dict[str, Any] | None


@router.post(
    "",
    response={202: WhatIfOut, 200: WhatIfOut, **FAULTS},
    by_alias=True,
    summary="Replay changed packs over the cases of a period; a worker does it",
)
def begin(
    request: HttpRequest,
    asked: WhatIfIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> Status[dict[str, Any]]:
    """202 and the what-if, waiting, which GET …/{id} follows; 200 for a key sent before."""
    came_with = holder(request)
    came_with.require(PREPARE)
    if (asked.packs is None) is (asked.draft is None):
        raise Refused("draft_missing", "There is no draft to replay.", mend="Send packs, or a draft's id.")

    def start() -> int:
        with transaction.atomic():  # no draft stays behind where its days are no period
            draft = _draft(asked, came_with.actor)
            return start_report(draft, asked.from_day, asked.until_day, by=came_with.actor).pk

    wanted = fingerprint("what-if", asked.model_dump_json(by_alias=True))
    made_id, again = once(came_with, idempotency_key, wanted, start)
    return Status(200 if again else 202, _told(_report(request, made_id)))


@router.get(
    "/{report_id}",
    response={200: WhatIfOut, **FAULTS},
    by_alias=True,
    summary="How far a what-if is, and what it found",
)
def show(request: HttpRequest, report_id: int) -> dict[str, Any]:
    holder(request).require(PREPARE)
    return _told(_report(request, report_id))


@router.get("/{report_id}/cases.csv", summary="Every case that comes out otherwise, once the what-if is done")
def cases(request: HttpRequest, report_id: int) -> StreamingHttpResponse:
    holder(request).require(PREPARE)
    report = _report(request, report_id)
    if report.state != "done":
        raise NotFound("what_if_not_done", f"What-if {report_id} is not done.", mend="Ask again later.")
    return StreamingHttpResponse(_unpacked(bytes(report.changes)), content_type="text/csv; charset=utf-8")


def _draft(asked: WhatIfIn, by: Actor) -> RulebookDraft:
    if asked.draft is not None:
        return find_draft(asked.draft, by=by)
    packs = asked.packs or {}
    check_size(packs)
    return begin_draft(
        asked.title or f"What if: {', '.join(sorted(packs))}"[:LONGEST_TITLE], by=by, files=packs
    )


def _report(request: HttpRequest, report_id: int) -> WhatIfReport:
    reports = WhatIfReport.objects.of(holder(request).actor.organisation_id)
    found = reports.filter(pk=report_id).first() if report_id < 2**63 else None
    if found is None:
        raise NotFound("what_if_unknown", f"There is no what-if {report_id}.", mend="Begin one.")
    return found


def _told(report: WhatIfReport) -> dict[str, Any]:
    return {
        "id": report.pk,
        "draft": report.draft_id,
        "revision": report.revision,
        "from_day": report.from_day,
        "to": report.until_day,
        "state": report.state,
        "problem": report.problem,
        "asked_at": rfc3339(report.asked_at),
        "done_at": rfc3339(report.done_at) if report.done_at is not None else None,
        "summary": report.summary if report.state == "done" else None,
    }


def _unpacked(packed: bytes) -> Iterator[bytes]:
    with gzip.open(io.BytesIO(packed)) as lines:
        while piece := lines.read(PIECE):
            yield piece
