from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from linli.vault.errors import SealBroken
from linli.vault.policies.seal import SUITES, SealKey

MASTER = b"a master key for tests that is long enough"
KEYS = {name: SealKey.derived(suite, 1, MASTER) for name, suite in SUITES.items()}
both_suites = pytest.mark.parametrize("suite", SUITES)


@both_suites
@given(value=st.text(min_size=1, max_size=200), record=st.integers(0, 2**63 - 1))
def test_what_is_sealed_opens_again(suite: str, value: str, record: int) -> None:
    key = KEYS[suite]
    assert key.open(key.seal(value, record=record, field="name"), record=record, field="name") == value


@both_suites
@given(data=st.data())
def test_a_flipped_bit_anywhere_does_not_open(suite: str, data: st.DataObject) -> None:
    key = KEYS[suite]
    sealed = bytearray(key.seal("13812341234", record=7, field="phone"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        key.open(bytes(sealed), record=7, field="phone")


@both_suites
@given(length=st.integers(0, 40))
def test_a_shortened_value_does_not_open(suite: str, length: int) -> None:
    key = KEYS[suite]
    with pytest.raises(SealBroken):
        key.open(key.seal("13812341234", record=7, field="phone")[:length], record=7, field="phone")


@both_suites
def test_a_value_moved_to_another_field_does_not_open(suite: str) -> None:
    sealed = KEYS[suite].seal("张三", record=7, field="name")
    with pytest.raises(SealBroken):
        KEYS[suite].open(sealed, record=7, field="address")


@both_suites
def test_a_value_moved_to_another_record_does_not_open(suite: str) -> None:
    sealed = KEYS[suite].seal("张三", record=7, field="name")
    with pytest.raises(SealBroken):
        KEYS[suite].open(sealed, record=8, field="name")


@both_suites
def test_the_same_value_never_looks_the_same_twice(suite: str) -> None:
    assert len({KEYS[suite].seal("张三", record=7, field="name") for _ in range(50)}) == 50


@both_suites
def test_a_sealed_value_tells_its_suite_and_key_version(suite: str) -> None:
    key = SealKey.derived(SUITES[suite], 9, MASTER)
    assert tuple(key.seal("张三", record=7, field="name")[:2]) == (SUITES[suite].number, 9)


def test_every_suite_and_version_has_keys_of_its_own() -> None:
    keys = [SealKey.derived(suite, version, MASTER) for suite in SUITES.values() for version in (1, 2)]
    assert len({key.digest("+8613812341234", field="phone") for key in keys}) == 4
    assert len({key.sealing[:16] for key in keys}) == 4


def test_a_key_never_shows_itself() -> None:
    assert KEYS["sm"].sealing.hex() not in repr(KEYS["sm"])
    assert repr(KEYS["sm"].sealing) not in repr(KEYS["sm"])


def test_sm3_gives_the_digest_that_the_standard_prints() -> None:
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm4_gives_the_block_that_the_standard_prints() -> None:
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_in_counter_mode_gives_the_vector_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = b"".join(bytes([byte]) * 8 for byte in bytes.fromhex("aabbccddeeffeeaa"))
    sealed = SUITES["sm"].seal(key, nonce, plain, bound)
    assert sealed[-16:].hex() == "83de3541e4c2b58177e065a9bf7b62ec"
    assert sealed[:16].hex() == "17f399f08c67d5ee19d0dc9969c4bb7d"
