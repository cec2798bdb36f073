import re
from io import BytesIO

import pytest
from django.test import Client

from amends.cases.models import Case
from amends.core import clock
from amends.inbox.models import Draft, OutgoingMessage, ReplyFile
from amends.inbox.small_pictures import make_small_pictures
from tests import people
from tests.web import case_rows, rows
from tests.web.pixels import png
from tests.web.single_rows import NOON

IN_PLACE = {"HX-Request": "true"}
PHOTO = png(4, 4, (10, 90, 10))


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    with clock.frozen_at(NOON):
        return case_rows.broken_planters(desk)


def upload(name: str, octets: bytes = PHOTO) -> BytesIO:
    file = BytesIO(octets)
    file.name = name
    return file


def attach(client: Client, case: Case, *files: BytesIO, **more: object) -> str:
    answer = client.post(f"/desk/{case.pk}/attach", {"files": list(files), **more}, headers=IN_PLACE)
    assert answer.status_code == 200
    return answer.content.decode()


def ids_in(text: str) -> list[str]:
    return re.findall(r'name="file" value="(\d+)"', text)


def test_several_files_are_kept_and_a_bad_one_is_named(at_desk: Client, case: Case) -> None:
    text = attach(at_desk, case, upload("<b>新.png"), upload("run.exe"), upload("b.png", PHOTO + b"1"))
    assert len(ids_in(text)) == 2
    assert "_b_新.png" in text
    assert "A program cannot go with a reply" in text
    assert "(run.exe)" in text
    page = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert ids_in(page) == ids_in(text)


def test_downloaded_as_a_file_by_who_may(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    (pk,) = ids_in(attach(at_desk, case, upload("新.png")))
    answer = at_desk.get(f"/desk/files/{pk}")
    assert b"".join(answer.streaming_content) == PHOTO  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment;")
    amy = Client()
    amy.force_login(people.user(desk.organisation, "amy", "agent"))
    assert amy.get(f"/desk/files/{pk}").status_code == 404
    assert amy.post(f"/desk/files/{pk}/detach").status_code == 404
    assert "新.png" not in amy.get(f"/desk/{case.pk}").content.decode()
    assert ReplyFile.objects.count() == 1


def test_taken_away_it_is_gone(at_desk: Client, case: Case) -> None:
    first, second = ids_in(attach(at_desk, case, upload("a.png"), upload("b.png", PHOTO + b"1")))
    answer = at_desk.post(f"/desk/files/{first}/detach", {"text": "typed"}, headers=IN_PLACE)
    assert ids_in(answer.content.decode()) == [second]
    assert at_desk.post(f"/desk/files/{first}/detach", headers=IN_PLACE).status_code == 404


def test_with_the_reply_it_stands_in_the_hand_task_and_then_in_the_conversation(
    at_desk: Client, case: Case
) -> None:
    (pk,) = ids_in(attach(at_desk, case, upload("label.pdf", b"%PDF-1.7 x")))
    reply = {"text": "Here it is.", "seen": case.newest_message_id, "file": pk}
    for _ in range(2):
        assert at_desk.post(f"/desk/{case.pk}/reply", reply).status_code == 302
    outgoing = OutgoingMessage.objects.get()
    page = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert f'href="/desk/files/{pk}"' in page
    assert "attach them there too" in page
    at_desk.post(f"/desk/replies/{outgoing.pk}/done")
    page = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert re.search(r'href="/messages/attachments/\d+"[^>]*>.*?label\.pdf', page, re.DOTALL)


def test_without_script_files_go_with_the_form_and_nothing_typed_is_lost(at_desk: Client, case: Case) -> None:
    form = {"text": "Look:", "seen": case.newest_message_id}
    answer = at_desk.post(f"/desk/{case.pk}/attach", {**form, "files": [upload("a.png")]})
    assert answer.status_code == 302
    assert (Draft.objects.get().text, Draft.objects.get().files.count()) == ("Look:", 1)
    shown = ids_in(at_desk.get(f"/desk/{case.pk}").content.decode())
    refused = {**form, "file": shown, "files": [upload("b.exe")]}
    assert at_desk.post(f"/desk/{case.pk}/reply", refused).status_code == 400
    assert not OutgoingMessage.objects.exists()
    sent = {**form, "file": shown, "files": [upload("b.png", PHOTO + b"1")]}
    at_desk.post(f"/desk/{case.pk}/reply", sent)
    assert OutgoingMessage.objects.get().files.count() == 2


@pytest.mark.parametrize("file", ["999999", "x", "9" * 40])
def test_files_that_are_not_there_stop_the_reply(at_desk: Client, case: Case, file: str) -> None:
    reply = {"text": "Hello", "seen": case.newest_message_id, "file": file}
    answer = at_desk.post(f"/desk/{case.pk}/reply", reply, headers=IN_PLACE)
    gone = file == "999999"
    assert answer.status_code == (409 if gone else 200)
    assert OutgoingMessage.objects.exists() is not gone
    assert Draft.objects.filter(text="Hello").exists() is gone


def test_somebody_elses_reply_under_way_is_told(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    amy = people.user(desk.organisation, "amy", "agent")
    case_rows.written_for(case, state="waiting", channel="email", by=amy)
    answer = at_desk.post(
        f"/desk/{case.pk}/reply", {"text": "Mine", "seen": case.newest_message_id}, headers=IN_PLACE
    )
    assert answer.status_code == 409
    assert "A colleague is answering this buyer at this moment" in answer.content.decode()
    assert Draft.objects.get().text == "Mine"


def test_a_picture_is_shown_small_once_there_is_one(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    text = attach(at_desk, case, upload("a.png", png(64, 48, (9, 9, 99))))
    (pk,) = ids_in(text)
    at = f"/desk/files/{pk}/thumbnail"
    assert at not in text
    assert at_desk.get(at).status_code == 404
    make_small_pictures([ReplyFile.objects.get(pk=pk).content_id])
    assert f'src="{at}"' in at_desk.get(f"/desk/{case.pk}").content.decode()
    assert f'src="{at}"' in attach(at_desk, case, upload("b.png")), "beside the next one too"
    answer = at_desk.get(at)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert at_desk.get(at, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    amy = Client()
    amy.force_login(people.user(desk.organisation, "amy", "agent"))
    assert amy.get(at).status_code == 404, "a draft is for its writer alone"
    reply = {"text": "Here it is.", "seen": case.newest_message_id, "file": pk}
    assert at_desk.post(f"/desk/{case.pk}/reply", reply).status_code == 302
    assert amy.get(at).status_code == 200
    assert f'src="{at}"' in amy.get(f"/desk/{case.pk}").content.decode(), "with the reply on its way"
