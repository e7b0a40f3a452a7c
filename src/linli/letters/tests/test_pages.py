"""The pages: each by whom it is meant for, and what anybody may learn of a letter."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.letters import actions
from linli.letters.models import Letter
from linli.letters.policies import LetterKind, Status, Verb
from linli.letters.queries import evidence_of
from linli.letters.testing import Office
from linli.letters.views.letter import STEPS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]


@pytest.fixture
def page(office: Office, monkeypatch: pytest.MonkeyPatch):
    """Return a function from somebody of the cast to a client, at the office's hour."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: office.now)

    def of(name: str, language: str = "zh-hans") -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE=language)
        if name != "citizen":
            account = office.cast.accounts[name]
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return of


def test_every_step_has_a_form_and_an_action() -> None:
    assert set(STEPS) == set(Verb)


def test_a_letter_is_written_reviewed_issued_and_answered_on_the_pages(office: Office, page) -> None:
    city = office.cast.unit("city").pk
    asked = f"/letters/new/?text=supervision_order:plain&issuer={city}"
    assert page("supervisor").get(asked).status_code == 200
    told = {
        "addressee": "河东街道办事处",
        "subject": "路灯不亮",
        "rung": "2",
        "matter": "三盏路灯不亮。",
        "earlier": "已催办一次。",
        "requirements": "修好路灯\n答复诉求人",
    }
    made = page("supervisor").post(asked, told)
    letter = Letter.objects.get()
    assert made["Location"] == f"/letters/{letter.pk}/"
    assert letter.addressee == office.cast.unit("street")
    actions.review(letter=letter, by=office.by("leader", "city"), now=office.now)
    do = f"/letters/{letter.pk}/do"
    assert page("supervisor").post(f"{do}/issue/").status_code == 302
    assert page("owner").post(f"{do}/deliver/").status_code == 302
    assert page("owner").post(f"{do}/answer/", {"words": "已修好"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.status, letter.answer) == (Status.ANSWERED, "已修好")
    assert letter.chain_length == 5


def test_what_is_missing_is_said_at_the_field_and_nothing_is_stored(office: Office, page) -> None:
    city = office.cast.unit("city").pk
    answer = page("supervisor").post(
        f"/letters/new/?text=warning:plain&issuer={city}", {"addressee": "河东街道"}
    )
    assert answer.status_code == 422
    assert not Letter.objects.exists()


def test_an_unclear_unit_is_asked_for_again(office: Office, page) -> None:
    city = office.cast.unit("city").pk
    told = {"addressee": "区人民政府", "subject": "x", "period": "x", "situation": "x", "suggestions": "x"}
    answer = page("supervisor").post(f"/letters/new/?text=advisory:plain&issuer={city}", told)
    assert answer.status_code == 422
    assert "山前区人民政府、临河区人民政府" in answer.content.decode()


def test_a_due_date_in_the_past_is_refused_in_words(office: Office, page) -> None:
    letter = office.issued()
    given = {"words": "等材料", "due_on": "2026-03-01"}
    answer = page("supervisor").post(f"/letters/{letter.pk}/do/extend/", given)
    assert answer.status_code == 422
    assert "2026年3月1日已经过去" in answer.content.decode()


def test_a_second_click_is_told_that_somebody_was_first(office: Office, page) -> None:
    letter = office.issued()
    answer = page("owner").post(f"/letters/{letter.pk}/do/deliver/", {"seen": letter.chain_length - 1})
    assert answer.status_code == 409


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_page_shows_what_the_letter_says(office: Office, page, kind: LetterKind) -> None:
    letter = office.issued(kind.value)
    shown = page("supervisor").get(f"/letters/{letter.pk}/").content.decode()
    assert letter.number in shown
    for block in letter.content["blocks"]:
        if "caption" in block:
            assert block["rows"][0][0] in shown
        elif block["level"] == 4:
            assert block["text"].partition("：")[2] in shown
        elif block["level"] != 2:
            assert block["text"] in shown


def test_the_pages_ask_the_same_number_of_questions_for_few_and_many(
    office: Office, page, django_assert_max_num_queries
) -> None:
    client = page("owner")
    for count in (1, 12):
        for _place in range(count):
            office.issued()
        with django_assert_max_num_queries(9):
            assert client.get("/letters/").status_code == 200


def test_a_second_page_goes_on_where_the_first_ended(office: Office, page) -> None:
    for _place in range(31):
        office.issued()
    first = page("owner").get("/letters/")
    following = first.context["next"]
    second = page("owner").get(f"/letters/?{following}")
    assert (len(first.context["rows"]), len(second.context["rows"])) == (30, 1)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, ""])
def test_nonsense_in_the_address_is_no_error(office: Office, page, before: str) -> None:
    assert page("owner").get("/letters/", {"before": before, "box": "?", "kind": "?"}).status_code == 200


def test_the_addressed_unit_does_not_read_how_the_letter_came_about(office: Office, page) -> None:
    letter = office.draft()
    by = office.by("leader", "city")
    actions.send_back(letter=letter, note="语气太重", by=by, now=office.now)
    actions.review(letter=letter, by=by, now=office.now)
    actions.issue(letter=letter, by=by, now=office.now)
    assert "语气太重" in page("supervisor").get(f"/letters/{letter.pk}/").content.decode()
    assert "语气太重" not in page("owner").get(f"/letters/{letter.pk}/").content.decode()


# Files


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_pdf_of_an_issued_letter_is_always_the_very_same(office: Office, page) -> None:
    letter = office.issued()
    first, second = (
        body(page(name).get(f"/letters/{letter.pk}/letter.pdf")) for name in ("supervisor", "owner")
    )
    assert first.startswith(b"%PDF")
    assert first == second


def test_evidence_comes_with_the_answer_and_is_read_by_both_sides(office: Office, page) -> None:
    letter = office.issued()
    proof = SimpleUploadedFile("验收单.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    sent = page("owner").post(f"/letters/{letter.pk}/do/answer/", {"words": "已修好", "files": [proof]})
    assert sent.status_code == 302
    (kept,) = evidence_of(letter)
    address = f"/letters/{letter.pk}/files/{kept.pk}/"
    assert body(page("supervisor").get(address)).startswith(b"%PDF")
    assert body(page("colleague").get(address)).startswith(b"%PDF")
    assert page("other_clerk").get(address).status_code == 404


def test_a_file_that_is_refused_leaves_the_letter_unanswered(office: Office, page) -> None:
    letter = office.issued()
    wrong = SimpleUploadedFile("a.exe", b"MZ" + bytes(100))
    sent = page("owner").post(f"/letters/{letter.pk}/do/answer/", {"words": "已修好", "files": [wrong]})
    assert sent.status_code == 422
    letter.refresh_from_db()
    assert (letter.status, letter.answer, evidence_of(letter)) == (Status.ISSUED, "", [])


def test_the_docx_says_the_same(office: Office, page) -> None:
    letter = office.issued()
    word = docx.Document(io.BytesIO(body(page("owner").get(f"/letters/{letter.pk}/letter.docx"))))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert letter.number in text
    assert all(block["text"] in text for block in letter.content["blocks"])


def test_the_pdf_of_a_draft_says_that_it_is_one(office: Office, page) -> None:
    import pdfplumber

    made = body(page("supervisor").get(f"/letters/{office.draft().pk}/letter.pdf"))
    assert "送审稿" in pdfplumber.open(io.BytesIO(made)).pages[0].extract_text()


# Anybody


def test_anybody_with_the_code_learns_that_it_is_genuine_and_not_what_it_says(office: Office, page) -> None:
    letter = office.issued()
    for typed in (letter.code, letter.code.lower(), letter.code.replace("-", " ")):
        answer = page("citizen").post("/verify/", {"code": typed}, follow=True)
        shown = answer.content.decode()
        assert letter.number in shown
        assert "督办单" in shown
        assert "安和市人民政府" in shown
    assert letter.title not in shown
    assert all(block["text"] not in shown for block in letter.content["blocks"])


def test_a_cancelled_letter_no_longer_stands(office: Office, page) -> None:
    letter = office.issued()
    actions.cancel(letter=letter, note="发错", by=office.by("leader", "city"), now=office.now)
    assert "不再有效" in page("citizen").get(f"/verify/{letter.code}/").content.decode()


def test_a_changed_record_raises_the_alarm(office: Office, page) -> None:
    letter = office.issued()
    letter.content["due"] = "2030年1月1日"
    Letter.objects.filter(pk=letter.pk).update(content=letter.content)
    assert "记录已损坏" in page("citizen").get(f"/verify/{letter.code}/").content.decode()


@pytest.mark.parametrize("typed", ["AAAA-BBBB-CCCC-DDDD", "短", "", "0" * 40])
def test_a_code_that_is_not_ours_is_refused(office: Office, page, typed: str) -> None:
    assert page("citizen").post("/verify/", {"code": typed}).status_code in (404, 422)


def test_the_file_itself_is_recognised_and_a_changed_one_is_not(office: Office, page) -> None:
    letter = office.issued()
    made = body(page("owner").get(f"/letters/{letter.pk}/letter.pdf"))
    genuine = page("citizen").post("/verify/", {"file": SimpleUploadedFile("a.pdf", made)})
    assert letter.number in genuine.content.decode()
    forged = page("citizen").post("/verify/", {"file": SimpleUploadedFile("a.pdf", made + b" ")})
    assert forged.status_code == 404
    assert letter.number not in forged.content.decode()
