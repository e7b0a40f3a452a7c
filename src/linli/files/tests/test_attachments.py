from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import RequestFactory

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.files import actions, disk, queries
from linli.files.errors import AttachmentNotFound, FileTooLarge, PurposeUnknown, TooManyFiles
from linli.files.models import Attachment, StoredFile
from linli.files.policies import AcceptedFiles, FileType
from linli.files.views import answer
from linli.rulebook.actions import set_rule

from .conftest import ACCEPTED, GENUINE, NOW, photo

Send = Callable[..., StoredFile]
CLERK = Actor(ActorKind.ACCOUNT, 5, 3, "handler")
AFTER_GRACE = NOW + timedelta(days=2)


def attach(stored: StoredFile, purpose: str = "photo", subject: int = 1, **changes: object) -> Attachment:
    options = {"name": "现场.jpg", "by": CLERK, "now": NOW, **changes}
    return actions.attach(stored, "matters.matter", subject, purpose, **options)


def anybody(attachment: Attachment) -> bool:
    return True


def nobody(attachment: Attachment) -> bool:
    return False


def test_an_attachment_says_whose_it_is_and_who_added_it(send: Send) -> None:
    attachment = attach(send(photo()))
    assert (attachment.subject_id, attachment.by_account, attachment.by_unit, attachment.name) == (
        1,
        5,
        3,
        "现场.jpg",
    )
    assert list(queries.attachments_of("matters.matter", 1)) == [attachment]
    assert queries.attachments_of_many("matters.matter", [1, 2]) == {1: [attachment], 2: []}


def test_a_purpose_that_the_city_does_not_list_is_refused(send: Send) -> None:
    with pytest.raises(PurposeUnknown):
        attach(send(photo()), "profile")


def test_one_subject_takes_only_so_many(send: Send) -> None:
    value = {**ACCEPTED, "most_for_subject": 2}
    set_rule(AcceptedFiles.key, value, valid_from=date(2021, 1, 1), by=SYSTEM, now=NOW)
    stored = send(photo())
    attach(stored)
    attach(stored)
    with pytest.raises(TooManyFiles):
        attach(stored)
    attach(stored, subject=2)


def test_who_may_see_it_gets_it(send: Send) -> None:
    stored = send(photo())
    found = queries.download(attach(stored).pk, may_see=anybody)
    assert (found.path, found.is_picture, found.size) == (disk.place_of(stored.sha256), True, stored.size)


def test_who_may_not_see_it_does_not_learn_that_it_exists(send: Send) -> None:
    with pytest.raises(AttachmentNotFound):
        queries.download(attach(send(photo())).pk, may_see=nobody)
    with pytest.raises(AttachmentNotFound):
        queries.download(999_999, may_see=anybody)


@pytest.mark.parametrize(("file_type", "shown"), [(FileType.JPEG, "inline"), (FileType.PDF, "attachment")])
def test_only_pictures_are_shown_in_the_page(send: Send, file_type: FileType, shown: str) -> None:
    attachment = attach(send(GENUINE[file_type]), name="证明.bin")
    response = answer(queries.download(attachment.pk, may_see=anybody))
    assert response["Content-Disposition"].startswith(shown)
    assert response["Content-Type"] == file_type.value
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "%E8%AF%81%E6%98%8E" in response["Content-Disposition"]
    response.close()


def test_each_kind_of_file_goes_when_its_time_is_over(send: Send) -> None:
    stored = send(photo())
    attach(stored), attach(stored, "voice")
    actions.sweep(now=NOW + timedelta(days=183))
    assert [each.purpose for each in Attachment.objects.all()] == ["photo"]
    assert actions.sweep(now=NOW + timedelta(days=1095)) == 1
    assert not StoredFile.objects.exists()
    assert not list(disk.stored())


def test_time_counts_from_the_end_of_the_matter(send: Send) -> None:
    attach(send(photo()), "voice")
    actions.keep_from("matters.matter", 1, now=NOW + timedelta(days=100))
    actions.sweep(now=NOW + timedelta(days=282))
    assert Attachment.objects.exists()
    actions.sweep(now=NOW + timedelta(days=283))
    assert not Attachment.objects.exists()


def test_a_legal_hold_keeps_files(send: Send) -> None:
    attachment = attach(send(photo()))
    actions.hold("matters.matter", 1, now=NOW)
    actions.remove(attachment.pk)
    assert actions.sweep(now=NOW + timedelta(days=4000)) == 0
    actions.release("matters.matter", 1)
    assert actions.sweep(now=NOW + timedelta(days=4000)) == 1


def test_a_removed_attachment_takes_its_content_along_only_when_it_was_the_last(send: Send) -> None:
    stored = send(photo())
    first, second = attach(stored), attach(stored, subject=2)
    actions.remove(first.pk)
    assert actions.sweep(now=AFTER_GRACE) == 0
    actions.remove(second.pk)
    assert actions.sweep(now=AFTER_GRACE) == 1


def test_a_content_that_waits_for_its_matter_is_left_alone_for_a_day(send: Send) -> None:
    send(photo())
    assert actions.sweep(now=NOW + timedelta(hours=23)) == 0
    assert actions.sweep(now=AFTER_GRACE) == 1


def test_a_content_that_comes_again_is_waited_for_again(send: Send) -> None:
    send(photo())
    send(photo(), now=NOW + timedelta(hours=30))
    assert actions.sweep(now=AFTER_GRACE) == 0


def test_a_crash_between_rename_and_commit_leaves_only_what_the_sweep_removes(send: Send) -> None:
    with transaction.atomic():
        send(photo())
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert len(list(disk.stored())) == 1
    assert actions.sweep(now=NOW) == 1
    assert not list(disk.stored())


def test_what_a_crash_left_half_written_is_removed_after_a_day(send: Send) -> None:
    send(photo())
    left = disk.folder() / disk.INCOMING / "left"
    left.touch()
    os.utime(left, (NOW.timestamp(), NOW.timestamp()))
    assert actions.sweep(now=NOW + timedelta(hours=1)) == 0
    assert actions.sweep(now=NOW + timedelta(hours=25)) >= 1
    assert not left.exists()


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_what_somebody_is_storing_at_this_moment(send: Send) -> None:
    from threading import Thread

    removed: list[int] = []

    def sweep_elsewhere() -> None:
        removed.append(actions.sweep(now=NOW))
        connection.close()

    with transaction.atomic():
        stored = send(photo())  # on disk, but its row is not yet committed
        elsewhere = Thread(target=sweep_elsewhere)
        elsewhere.start()
        elsewhere.join()
    assert removed == [0]
    assert disk.place_of(stored.sha256).is_file()


def test_altered_and_missing_files_are_named(send: Send) -> None:
    altered, missing = send(photo()), send(GENUINE[FileType.PDF])
    assert list(queries.damaged()) == []
    disk.place_of(altered.sha256).write_bytes(b"other")
    disk.place_of(missing.sha256).unlink()
    assert set(queries.damaged()) == {altered.sha256, missing.sha256}


def test_a_form_with_a_huge_file_is_refused_while_it_is_read(home, settings) -> None:
    settings.LINLI = settings.LINLI.model_copy(update={"max_upload_bytes": 100_000})
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.jpg", b"0" * 300_000)})
    with pytest.raises(FileTooLarge):
        request.FILES  # noqa: B018 — reading it is what is tried


def test_a_form_with_a_file_that_fits_is_read(home) -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.jpg", b"0" * 300_000)})
    assert request.FILES["file"].size == 300_000
