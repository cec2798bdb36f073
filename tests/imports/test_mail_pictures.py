"""Pictures that come with a mail are to be shown small: wanted with the intake, once per content."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.imports.actions import import_path
from amends.inbox.small_pictures import make_small_pictures
from amends.platform_records.models import Thumbnail
from tests.connectors.pictures import photographs
from tests.people import actor, organisation, shop, user

pytestmark = pytest.mark.django_db


def mail(folder: Path, number: int) -> Path:
    made = EmailMessage()
    made["From"] = "buyer@example.org"
    made["To"] = "desk@example.com"
    made["Subject"] = "Broken"
    made["Message-ID"] = f"<{number}@example.org>"
    made["Date"] = "Sun, 15 Nov 2026 10:00:00 +0000"
    made.set_content(f"It came broken, see {number}.")
    for name, octets, kind in (
        ("crack.jpg", photographs.from_a_phone(), "jpeg"),
        ("scan.bmp", photographs.of("BMP", (30, 20)), "bmp"),
        ("note.png", b"no picture at all", "png"),
        ("page.svg", b"<svg onload='alert(1)'/>", "svg+xml"),
        ("crack.jpg.exe", photographs.of("PNG"), "png"),
    ):
        made.add_attachment(octets, maintype="image", subtype=kind, filename=name)
    file = folder / f"{number}.eml"
    file.write_bytes(made.as_bytes())
    return file


def test_wanted_once_for_what_is_a_picture(tmp_path: Path) -> None:
    us = shop(organisation(), "US")
    by = actor(user(us.organisation, "lena", "lead"))
    for number in (1, 2):
        import_path(mail(tmp_path, number), us, by=by)
    wanted = Thumbnail.objects.order_by("content_id")
    kinds = [each.content.media_type for each in wanted.select_related("content")]
    assert sorted(kinds) == ["image/bmp", "image/jpeg"]
    (job,) = ProcrastinateJob.objects.filter(task_name="amends.inbox.tasks.make_thumbnails")
    assert sorted(job.args["content_ids"]) == sorted(wanted.values_list("content_id", flat=True))
    make_small_pictures(job.args["content_ids"])
    assert {each.state for each in Thumbnail.objects.all()} == {"made"}
