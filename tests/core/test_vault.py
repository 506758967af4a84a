import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.vault import NONCE_BYTES, SealBroken, Vault

PLACE = "answer:17:birth_date"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(value=JSON, place=st.text(min_size=1, max_size=60))
def test_whatever_is_sealed_opens_as_it_was(value: object, place: str) -> None:
    vault = Vault({"a": b"a" * 32}, b"i" * 32)
    assert vault.open(vault.seal(value, place), place) == value


def test_a_sealed_value_shows_nothing_of_itself_and_never_looks_the_same(vault: Vault) -> None:
    first, second = vault.seal("7 Mill Lane", PLACE), vault.seal("7 Mill Lane", PLACE)
    assert first != second
    assert b"Mill" not in first


def test_a_value_moved_to_another_place_does_not_open(vault: Vault) -> None:
    with pytest.raises(SealBroken, match="changed or moved"):
        vault.open(vault.seal("Rosa Lee", PLACE), "answer:18:birth_date")


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_changed_bit_is_always_noticed(at: int, bit: int) -> None:
    vault = Vault({"a": b"a" * 32, "b": b"b" * 32}, b"i" * 32)
    sealed = bytearray(vault.seal("1951-05-04", PLACE))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        vault.open(bytes(sealed), PLACE)


@given(kept=st.integers(min_value=0))
def test_a_value_cut_short_is_always_noticed(kept: int) -> None:
    vault = Vault({"a": b"a" * 32}, b"i" * 32)
    sealed = vault.seal("1951-05-04", PLACE)
    with pytest.raises(SealBroken):
        vault.open(sealed[: kept % len(sealed)], PLACE)


def test_what_is_broken_is_said_without_what_it_is_about(vault: Vault) -> None:
    stranger = Vault({"stranger": b"s" * 32}, b"i" * 32)
    with pytest.raises(SealBroken) as caught:
        vault.open(stranger.seal("Rosa Lee", "account:c0ffee"), "account:c0ffee")
    assert str(caught.value) == "no key 'stranger' to open account"


def test_a_new_first_key_seals_and_the_old_one_still_opens(vault: Vault, newer_vault: Vault) -> None:
    before = vault.seal("Rosa Lee", PLACE)
    assert newer_vault.open(before, PLACE) == "Rosa Lee"
    assert not newer_vault.uses_active_key(before)
    after = newer_vault.seal("Rosa Lee", PLACE)
    assert newer_vault.uses_active_key(after)
    with pytest.raises(SealBroken, match="no key 'new'"):
        vault.open(after, PLACE)


def test_two_keys_under_one_id_do_not_open_each_other() -> None:
    ours, theirs = Vault({"a": b"a" * 32}, b"i" * 32), Vault({"a": b"b" * 32}, b"i" * 32)
    with pytest.raises(SealBroken):
        theirs.open(ours.seal("Rosa Lee", PLACE), PLACE)


def test_the_nonce_of_each_value_is_its_own(vault: Vault) -> None:
    nonces = {vault.seal(None, PLACE)[4 : 4 + NONCE_BYTES] for _ in range(200)}
    assert len(nonces) == 200


@given(one=st.text(), other=st.text())
def test_the_blind_index_finds_equal_texts_and_no_others(one: str, other: str) -> None:
    vault = Vault({"a": b"a" * 32}, b"i" * 32)
    assert (vault.index(one, "phone") == vault.index(other, "phone")) == (one == other)
    assert len(vault.index(one, "phone")) == 32


def test_the_blind_index_differs_by_purpose_and_by_city(vault: Vault) -> None:
    other_city = Vault({"old": b"o" * 32}, b"j" * 32)
    number = "+447700900101"
    assert len({vault.index(number, "phone"), vault.index(number, "caller"), other_city.index(number, "phone")}) == 3
