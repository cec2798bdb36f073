"""What-if reports: looked up, and read by whoever is to release."""

import csv
import gzip
import io
from collections.abc import Iterator

from django.db import transaction

from amends.accounts.permission import require
from amends.core.actor import Actor
from amends.core.errors import NotFound
from amends.releases.models import RulebookDraft, WhatIfReport


def find_report(report_id: int, *, by: Actor) -> WhatIfReport:
    """A report of the organisation, without its changed cases. Raises NotAllowed, NotFound."""
    require(by, "prepare_rulebook")
    reports = WhatIfReport.objects.of(by.organisation_id).defer("changes").select_related("draft", "asked_by")
    report = reports.filter(pk=report_id).first()
    if report is None:
        raise NotFound("report_unknown", f"There is no what-if {report_id}.", mend="See the drafts.")
    return report


@transaction.atomic
def report_read(report: WhatIfReport, *, by: Actor) -> None:
    """Note that this person has seen a report that is done."""
    if by.user_id is None or report.state != "done" or by.user_id in report.seen_by_ids:
        return
    held = WhatIfReport.objects.select_for_update().only("seen_by_ids").get(pk=report.pk)
    held.seen_by_ids = sorted({*held.seen_by_ids, by.user_id})
    held.save(update_fields=["seen_by_ids"])


def newest_report(draft: RulebookDraft) -> WhatIfReport | None:
    """The what-if of the draft that was asked for last."""
    reports = WhatIfReport.objects.filter(draft=draft).defer("changes").select_related("asked_by")
    return reports.order_by("-pk").first()


def changed_cases(report: WhatIfReport) -> Iterator[list[str]]:
    """Every case that comes out otherwise as rows of cells, what they are called first."""
    with gzip.open(io.BytesIO(bytes(report.changes)), "rt", encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines)
