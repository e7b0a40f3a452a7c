from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from pydantic import SecretStr, ValidationError
from typer.testing import CliRunner

from linli.core.actor import SYSTEM
from linli.core.config import Config
from linli.core.ids import NumberSource
from linli.rulebook.actions import set_rule
from linli.vault import actions, cli, keyring, queries
from linli.vault.errors import (
    BasisNotListed,
    ConsentNotTheBasis,
    FieldNotListed,
    KeyMissing,
    NotKept,
    OnHold,
    SealBroken,
)
from linli.vault.models import NUMBERS, Record
from linli.vault.policies.fields import Basis, FieldRegistry, PersonalField

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NAME, PHONE, ADDRESS = PersonalField.NAME, PersonalField.PHONE, PersonalField.ADDRESS
CITIZEN_NUMBER, EMAIL = PersonalField.CITIZEN_NUMBER, PersonalField.EMAIL

pytestmark = pytest.mark.usefixtures("registry")


def kept(basis: Basis = Basis.STATUTORY_DUTY, **changes: object) -> Record:
    fields = {NAME: "张三", PHONE: "138 1234 1234"}
    return actions.keep(fields, basis=basis, purpose="matter", by=SYSTEM, now=NOW, **changes)


def test_keeping_costs_one_statement(django_assert_num_queries) -> None:
    kept()
    with django_assert_num_queries(1):
        kept()


def test_a_prepared_record_knows_its_number_before_it_is_stored() -> None:
    record = actions.prepare({NAME: "张三"}, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
    assert record.pk
    assert not Record.objects.exists()
    Record.objects.bulk_create([record])
    assert queries.masked(record.pk) == {NAME: "张**"}


def test_nothing_readable_reaches_the_table() -> None:
    kept()
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_record::text FROM vault_record")
        (row,) = cursor.fetchone()
    for secret in ("张三", "13812341234"):
        assert secret not in row
        assert secret.encode().hex() not in row


def test_a_record_never_shows_what_it_holds() -> None:
    record = kept()
    assert "张" not in f"{record!r} {record!s}"
    assert "1234" not in f"{record!r} {record!s}".replace(str(record.pk), "")


def test_a_field_that_the_city_does_not_list_cannot_be_stored() -> None:
    with pytest.raises(FieldNotListed):
        actions.keep({PersonalField.OPEN_ID: "o1"}, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
    assert not Record.objects.exists()


def test_a_purpose_that_the_city_does_not_list_cannot_be_served() -> None:
    with pytest.raises(FieldNotListed):
        actions.keep({NAME: "张三"}, basis=Basis.CONSENT, purpose="marketing", by=SYSTEM, now=NOW)


def test_a_basis_that_the_city_does_not_list_is_refused() -> None:
    with pytest.raises(BasisNotListed):
        kept(Basis.CONTRACT)


def test_blank_fields_are_left_out() -> None:
    record = actions.keep(
        {NAME: "张三", PHONE: "  "}, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW
    )
    assert record.fields() == [NAME]


def test_a_record_remembers_which_privacy_notice_was_shown() -> None:
    assert kept(notice_version=3).notice_version == 3


@pytest.mark.parametrize("given", ["13812341234", "+86 138 1234 1234"])
def test_a_record_is_found_by_its_telephone_number_however_written(given: str) -> None:
    record = kept()
    assert queries.records_with_phone(given).get() == record
    assert not queries.records_with_phone("13812341235").exists()


def test_a_record_is_found_by_its_citizen_number() -> None:
    fields = {CITIZEN_NUMBER: "11010519491231002X"}
    record = actions.keep(fields, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
    assert queries.records_with_citizen_number("11010519491231002x").get() == record


def test_the_last_four_digits_open_what_belongs_to_them() -> None:
    record = kept()
    assert queries.matches_phone_tail(record, "1234")
    assert not queries.matches_phone_tail(record, "1235")
    assert not queries.matches_phone_tail(record, "٣")


def test_without_a_telephone_number_no_digits_match() -> None:
    record = actions.keep({NAME: "张三"}, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
    assert not queries.matches_phone_tail(record, "")


def test_confidential_records_show_not_even_masks() -> None:
    assert queries.masked(kept(is_confidential=True)) == {NAME: "****", PHONE: "****"}


def test_a_value_copied_from_another_row_does_not_open() -> None:
    one, other = kept(), kept()
    Record.objects.filter(pk=one.pk).update(name_sealed=other.name_sealed)
    one.refresh_from_db()
    with pytest.raises(SealBroken):
        queries.opened(one, NAME)


def test_a_damaged_row_does_not_open() -> None:
    record = kept()
    damaged = bytearray(record.name_sealed)
    damaged[-1] ^= 1
    Record.objects.filter(pk=record.pk).update(name_sealed=bytes(damaged))
    record.refresh_from_db()
    with pytest.raises(SealBroken):
        queries.opened(record, NAME)
    assert list(queries.damaged()) == [(record.pk, NAME)]


def test_a_damaged_field_is_hidden_in_lists_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    record, other = kept(), kept()
    Record.objects.filter(pk=record.pk).update(name_sealed=other.name_sealed)
    masks = queries.masked_many([record.pk, other.pk])
    assert masks[record.pk] == {NAME: "****", PHONE: "138****1234"}
    assert masks[other.pk][NAME] == "张**"
    assert f"vault record {record.pk}, field name" in caplog.text


def test_rules_of_the_city_pass_over_what_does_not_open() -> None:
    record, other = kept(), kept()
    Record.objects.filter(pk=record.pk).update(phone_sealed=other.phone_sealed)
    found = queries.reveal_many([record.pk, other.pk], PHONE, by=SYSTEM, purpose="notice", now=NOW)
    assert found == {other.pk: "+8613812341234"}


@pytest.mark.parametrize("suite", ["international", "sm"])
def test_both_suites_keep_and_find(configured, suite: str) -> None:
    configured(cipher_suite=suite)
    record = kept()
    assert queries.masked(record.pk) == {NAME: "张**", PHONE: "138****1234"}
    assert queries.records_with_phone("13812341234").get() == record


def test_records_of_the_other_suite_stay_readable_and_are_found(configured) -> None:
    configured(cipher_suite="international")
    record = kept()
    configured(cipher_suite="sm")
    assert queries.masked(record.pk)[NAME] == "张**"
    assert queries.records_with_phone("13812341234").get() == record


def test_a_new_key_seals_what_comes_and_the_old_one_still_opens(configured) -> None:
    old = kept()
    assert keyring.add_version() == 2
    new = kept()
    assert (old.sealed_with & 0xFF, new.sealed_with & 0xFF) == (1, 2)
    assert queries.masked(old.pk) == queries.masked(new.pk)
    assert set(queries.records_with_phone("13812341234")) == {old, new}


def test_sealing_anew_moves_every_record_to_the_new_key(configured) -> None:
    for _ in range(5):
        kept()
    keyring.add_version()
    batches = [actions.seal_anew(limit=2)]
    while batches[-1].after is not None:
        batches.append(actions.seal_anew(after=batches[-1].after, limit=2))
    assert sum(batch.done for batch in batches) == 5
    assert queries.sealed_with() == {(1, 2): 5}
    assert queries.records_with_phone("13812341234").count() == 5
    assert {
        mask[NAME] for mask in queries.masked_many([*Record.objects.values_list("pk", flat=True)]).values()
    } == {"张**"}


def test_sealing_anew_twice_does_nothing(configured) -> None:
    kept()
    assert actions.seal_anew() == actions.SealedAnew(0, (), None)


def test_a_damaged_record_does_not_stop_sealing_anew(configured) -> None:
    damaged, other = kept(), kept()
    Record.objects.filter(pk=damaged.pk).update(name_sealed=other.name_sealed)
    keyring.add_version()
    assert actions.seal_anew() == actions.SealedAnew(1, (damaged.pk,), None)


def test_rotating_from_the_command_line(configured) -> None:
    record = kept()
    result = CliRunner().invoke(cli.app, ["rotate"])
    assert (result.exit_code, "1 records sealed anew" in result.stdout) == (0, True)
    record.refresh_from_db()
    assert record.sealed_with & 0xFF == 2
    assert "international 2: 1 *" in CliRunner().invoke(cli.app, ["keys"]).stdout
    assert CliRunner().invoke(cli.app, ["check"]).exit_code == 0


def test_keys_may_come_from_settings(configured) -> None:
    old = kept()
    configured(vault_keys={7: SecretStr("seven " * 10)})
    new = kept()
    assert new.sealed_with & 0xFF == 7
    assert set(queries.records_with_phone("13812341234")) == {old, new}
    configured(vault_keys={})
    assert queries.masked(new.pk)[NAME] == "****"


def test_keys_in_the_environment_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_VAULT_KEYS", '{"2": "%s"}' % ("k" * 40))
    assert Config().vault_keys[2].get_secret_value() == "k" * 40
    for nonsense in ('{"2": "short"}', '{"1": "%s"}' % ("k" * 40)):
        monkeypatch.setenv("LINLI_VAULT_KEYS", nonsense)
        with pytest.raises(ValidationError):
            Config()


def test_a_lost_key_is_named(configured) -> None:
    configured(vault_keys={})
    keyring.add_version()
    record = kept()
    for path in Path(keyring._folder()).glob("vault-2"):
        path.unlink()
    with pytest.raises(KeyMissing):
        queries.opened(record, NAME)


def test_a_person_may_have_a_field_corrected_and_another_erased() -> None:
    record = kept()
    actions.correct(record.pk, {NAME: "李四", PHONE: ""}, by=SYSTEM, now=NOW)
    assert queries.masked(record.pk) == {NAME: "李**"}
    assert not queries.records_with_phone("13812341234").exists()


def test_a_correction_may_not_add_what_is_not_listed() -> None:
    with pytest.raises(FieldNotListed):
        actions.correct(kept().pk, {PersonalField.OPEN_ID: "o1"}, by=SYSTEM, now=NOW)


def test_erasing_leaves_an_empty_row() -> None:
    record = kept()
    actions.erase(record.pk, now=NOW)
    record.refresh_from_db()
    assert (record.fields(), record.phone_digest, record.erased_at) == ([], None, NOW)
    assert queries.masked(record) == {}


def test_erasing_twice_is_erasing_once() -> None:
    record = kept()
    actions.erase(record.pk, now=NOW)
    actions.erase(record.pk, now=NOW + timedelta(days=1))
    record.refresh_from_db()
    assert record.erased_at == NOW


def test_a_legal_hold_forbids_erasing_until_it_is_released() -> None:
    record = kept()
    actions.hold(record.pk, reason="法院调取", now=NOW)
    with pytest.raises(OnHold):
        actions.erase(record.pk, now=NOW)
    assert actions.erase_due(now=NOW + timedelta(days=4000)) == 0
    actions.release(record.pk)
    actions.erase(record.pk, now=NOW)


def test_withdrawn_consent_erases_at_once() -> None:
    record = kept(Basis.CONSENT)
    actions.withdraw_consent(record.pk, now=NOW)
    assert queries.masked(record.pk) == {}


def test_consent_cannot_be_withdrawn_where_a_duty_is_the_basis() -> None:
    with pytest.raises(ConsentNotTheBasis):
        actions.withdraw_consent(kept().pk, now=NOW)


def test_an_erased_record_cannot_be_corrected() -> None:
    record = kept()
    actions.erase(record.pk, now=NOW)
    with pytest.raises(NotKept):
        actions.correct(record.pk, {NAME: "李四"}, by=SYSTEM, now=NOW)


def test_each_field_goes_when_its_own_time_is_over() -> None:
    fields = {NAME: "张三", ADDRESS: "北山区1号"}
    record = actions.keep(fields, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
    assert actions.erase_due(now=NOW + timedelta(days=364)) == 0
    assert actions.erase_due(now=NOW + timedelta(days=365)) == 1
    assert queries.masked(record.pk) == {NAME: "张**"}
    assert actions.erase_due(now=NOW + timedelta(days=1824)) == 0
    assert actions.erase_due(now=NOW + timedelta(days=1825)) == 1
    assert queries.masked(record.pk) == {}


def test_time_counts_from_the_end_of_the_purpose() -> None:
    record = kept()
    actions.keep_from([record.pk], now=NOW + timedelta(days=100))
    assert actions.erase_due(now=NOW + timedelta(days=1900)) == 0
    assert actions.erase_due(now=NOW + timedelta(days=1925)) == 1


def test_the_table_refuses_an_erased_row_that_still_holds_something() -> None:
    record = kept()
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(erased_at=NOW, erased_because="x")


def test_a_basis_in_law_needs_the_law_named() -> None:
    entry = {"purpose": "matter", "field": "name", "why_zh": "办理", "why_en": "Handle", "keep_days": 1}
    with pytest.raises(ValidationError):
        FieldRegistry.model_validate({"uses": [{**entry, "bases": ["statutory_duty"]}]})


def test_a_field_cannot_be_listed_twice_for_a_purpose() -> None:
    entry = {"purpose": "matter", "field": "name", "why_zh": "办理", "why_en": "Handle", "keep_days": 1}
    with pytest.raises(ValidationError):
        FieldRegistry.model_validate({"uses": [{**entry, "bases": ["consent"]}] * 2})


@pytest.mark.parametrize("forbidden", ["religion", "ethnicity", "face", "fingerprint", "health", "education"])
def test_the_registry_cannot_list_what_must_not_be_known(forbidden: str) -> None:
    entry = {"purpose": "matter", "field": forbidden, "why_zh": "x", "why_en": "x", "keep_days": 1}
    with pytest.raises(ValidationError):
        FieldRegistry.model_validate({"uses": [{**entry, "bases": ["consent"]}]})


def test_a_record_cannot_name_a_person_for_others_to_join() -> None:
    columns = {column.name for column in Record._meta.get_fields()}
    assert not columns & {"person", "person_id", "account", "household"}
    assert isinstance(NUMBERS, NumberSource)


def test_rules_are_read_by_the_day_in_the_city() -> None:
    set_rule(
        FieldRegistry.key,
        {
            "uses": [
                {
                    "purpose": "matter",
                    "field": "name",
                    "why_zh": "办理",
                    "why_en": "Handle",
                    "bases": ["consent"],
                    "keep_days": 30,
                }
            ]
        },
        valid_from=date(2026, 3, 2),
        by=SYSTEM,
        now=NOW,
    )
    record = actions.keep({NAME: "张三"}, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
    assert record.erase_at == NOW + timedelta(days=30)
