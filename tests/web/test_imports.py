from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amends.core import clock
from amends.imports.models import ImportFile
from amends.imports.queries import progress_of
from amends.platform_records.contents import read_content
from tests import people
from tests.web import rows
from tests.web.single_rows import NOON

HTMX = {"HX-Request": "true"}


def upload(client: Client, shop: str, *names: str, **headers: str) -> Any:
    files = [SimpleUploadedFile(name, b"amazon-order-id\tsku\n1\tA\n") for name in names]
    return client.post("/imports/upload", {"shop": shop, "files": files}, headers=headers)


def test_an_upload_is_kept_whole_and_waits_for_a_worker(at_desk: Client) -> None:
    answer = upload(at_desk, "LANTERN-US", "../../orders.txt")
    file = ImportFile.objects.get()
    assert answer["Location"] == f"/imports/{file.pk}"
    assert (file.state, file.name, file.shop.code) == ("waiting", "orders.txt", "LANTERN-US")
    assert file.content is not None
    assert b"".join(read_content(file.content)) == b"amazon-order-id\tsku\n1\tA\n"
    assert "Waiting for a worker" in at_desk.get(answer["Location"]).content.decode()


def test_with_htmx_the_browser_is_sent_on(at_desk: Client) -> None:
    answer = upload(at_desk, "TB-灯笼家居", "a.csv", "b.csv", **HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/imports")
    assert ImportFile.objects.count() == 2
    assert "2 files received" in at_desk.get("/imports").content.decode()


def test_a_large_upload_comes_whole(at_desk: Client) -> None:
    large = BytesIO(b"x" * 5_000_000)
    large.name = "large.csv"
    at_desk.post("/imports/upload", {"shop": "LANTERN-US", "files": large})
    assert ImportFile.objects.get().size == 5_000_000


def test_no_file_and_no_shop_are_told(at_desk: Client) -> None:
    answer = at_desk.post("/imports/upload", {"shop": "LANTERN-US"})
    assert answer.status_code == 400
    assert "No file was chosen." in answer.content.decode()
    assert upload(at_desk, "nowhere", "a.csv").status_code == 404
    assert upload(at_desk, "nowhere", "a.csv", **HTMX).content.startswith(b'<div class="notice bad">')
    assert not ImportFile.objects.exists()


def test_who_may_not_import_sees_no_form(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "tom", "technical_agent"))
    assert '<form class="upload"' not in client.get("/imports").content.decode()
    assert upload(client, "LANTERN-US", "a.csv").status_code == 403


def test_only_shops_one_may_import_for(desk: rows.Desk, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "amy", "agent", shop=desk.taobao))
    assert upload(client, "LANTERN-US", "a.csv").status_code == 404
    assert upload(client, "TB-灯笼家居", "a.csv").status_code == 302


def test_progress_is_polled_until_the_end(desk: rows.Desk, at_desk: Client) -> None:
    file = rows.import_file(
        desk.amazon, "a.txt", state="running", rows=300, created=300, progress=50, size=200,
        started_at=NOON, finished_at=None,
    )  # fmt: skip
    with clock.frozen_at(NOON + timedelta(seconds=3)):
        running = at_desk.get(f"/imports/{file.pk}/progress")
        assert 'hx-trigger="every 1s"' in at_desk.get(f"/imports/{file.pk}").content.decode()
    text = running.content.decode()
    assert running.status_code == 200
    assert 'value="25"' in text
    assert "100 rows/s" in text
    ImportFile.objects.update(state="done", finished_at=NOON)
    ended = at_desk.get(f"/imports/{file.pk}/progress")
    assert ended.status_code == 286, "htmx stops polling"
    assert "Done: every row went in" in ended.content.decode()
    assert "every 1s" not in at_desk.get(f"/imports/{file.pk}").content.decode()


def test_progress_in_numbers() -> None:
    with clock.frozen_at(NOON):
        assert progress_of(ImportFile(state="waiting")).percent is None
        assert progress_of(ImportFile(state="running", size=10, progress=20)).percent == 100
        assert progress_of(ImportFile(state="running", rows=5, started_at=NOON)).rate == 0


def test_rejected_rows_with_line_column_and_reason(desk: rows.Desk, at_desk: Client) -> None:
    file = rows.import_file(desk.amazon, "a.txt", rows=2, created=1, rejected=1)
    rows.reject_of(file, 5, "amount_unreadable", '"12,3,4" is no amount', "<script>\t12,3,4")
    text = at_desk.get(f"/imports/{file.pk}").content.decode()
    for shown in (
        "The amount cannot be read.",
        "item-price",
        "&lt;script&gt;",
        "12,3,4",
        "some rows could not",
    ):
        assert shown in text
    assert "<script>\t" not in text


def test_rejects_go_on_after_a_hundred(desk: rows.Desk, at_desk: Client) -> None:
    file = rows.import_file(desk.amazon, "a.txt", rows=101, rejected=101)
    for n in range(101):
        rows.reject_of(file, n, "odd", f"detail {n:03}", "")
    text = at_desk.get(f"/imports/{file.pk}").content.decode()
    assert "detail 099" in text
    assert "detail 100" not in text
    after = text.split("?after=")[1].split('"')[0]
    assert "detail 100" in at_desk.get(f"/imports/{file.pk}?after={after}").content.decode()


def test_the_rejects_file_is_harmless_in_a_spreadsheet(desk: rows.Desk, at_desk: Client) -> None:
    file = rows.import_file(desk.amazon, 'a"\r\n.txt', rows=1, rejected=1)
    rows.reject_of(file, 2, "odd", "=1+1", "=HYPERLINK(1)")
    answer = at_desk.get(f"/imports/{file.pk}/rejects.csv")
    body = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    assert ",'=1+1,'=HYPERLINK(1)" in body
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "\r" not in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_refused_file_says_what_is_missing_and_what_to_do(desk: rows.Desk, at_desk: Client) -> None:
    file = rows.import_file(
        desk.taobao, "x.csv", state="refused", kind="", error_code="unknown_kind",
        error="No header row of a known kind of file was found. Nearest: taobao.items (missing: 标题).",
        mend="Export the report again.",
    )  # fmt: skip
    text = at_desk.get(f"/imports/{file.pk}").content.decode()
    for shown in ("nothing of it went in", "标题", "do not rename them", "Taobao · order lines"):
        assert shown in text


def test_the_list_and_its_part(desk: rows.Desk, at_desk: Client, django_assert_max_num_queries: Any) -> None:
    rows.import_file(desk.amazon, "running.txt", state="running", started_at=NOON)
    for n in range(52):
        rows.import_file(desk.amazon, f"file-{n:02}.txt")
    with django_assert_max_num_queries(15):
        text = at_desk.get("/imports").content.decode()
    assert "file-51" in text
    assert "file-01" not in text
    older = text.split("?before=")[1].split('"')[0]
    part = at_desk.get(
        f"/imports?before={older}", headers={**HTMX, "HX-Target": "file-list"}
    ).content.decode()
    assert "<html" not in part
    assert "running.txt" in part
    assert "every 2s" in part


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "٣"])
def test_odd_places_begin_at_the_start(desk: rows.Desk, at_desk: Client, odd: str) -> None:
    file = rows.import_file(desk.amazon, "a.txt", rows=1, rejected=1)
    assert at_desk.get(f"/imports?before={odd}").status_code == 200
    assert at_desk.get(f"/imports/{file.pk}?after={odd}").status_code == 200
