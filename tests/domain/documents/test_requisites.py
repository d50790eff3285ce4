"""Russian identifiers: the valid and the invalid of the reference, and what a slip of one digit does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.requisites import (
    cleaned,
    is_account,
    is_bik,
    is_corr_account,
    is_inn,
    is_kpp,
    is_ogrn,
    short_name,
)

INN = [
    "7707083893",
    "7736050003",
    "7700000009",
    "7700000070",
    "1234567894",
    "500100732259",
    "770000000082",
    "123456789047",
]
NOT_INN = [
    "7707083894",
    "770708389",
    "500100732258",
    "0000000000",
    "000000000000",
    "77070838Я3",
    "７７０７０８３８９３",
]
OGRN = [
    "1027700132195",
    "1022200525819",
    "1027700000008",
    "1267700000040",
    "304500116000157",
    "326774600000011",
    "326774600000000",
    "382227129674512",
]
NOT_OGRN = [
    "1027700132196",
    "1022500001328",
    "304500116000158",
    "0027700132195",
    "102770013219",
    "104500116000157",
]
ACCOUNTS = [
    ("044525225", "40702810938000000001", True),
    ("044525225", "40702810038000000001", False),
    ("044525225", "40702810238000001234", True),
    ("044525593", "40702810800000000001", True),
    ("044525593", "40702810938000000001", False),
    ("044525974", "40802810700000000002", True),
    ("044030653", "40702978200000000003", True),
    ("044514512", "40702810900000000025", True),
    ("017003983", "40102810445370000059", True),
    ("017003983", "03100643000000018500", False),
]
CORRESPONDENT = [
    ("044525225", "30101810400000000225"),
    ("044525593", "30101810200000000593"),
    ("044525187", "30101810700000000187"),
]


@pytest.mark.parametrize("text", INN)
def test_an_inn_has_its_control_digits(text: str) -> None:
    assert is_inn(text)


@pytest.mark.parametrize("text", NOT_INN)
def test_what_only_looks_like_an_inn_is_refused(text: str) -> None:
    assert not is_inn(text)


@given(st.sampled_from(INN[:3]), st.integers(0, 9), st.integers(1, 9))
def test_a_slip_in_one_digit_of_an_organizations_inn_is_seen(text: str, place: int, by: int) -> None:
    slipped = text[:place] + str((int(text[place]) + by) % 10) + text[place + 1 :]
    # A remainder of 10 stands for 0, so that a slip between these two alone goes unseen.
    if is_inn(slipped):
        assert place < 9
        assert text[9] == "0"


@pytest.mark.parametrize("text", ["770001001", "7700AB001"])
def test_a_kpp_may_hold_latin_letters(text: str) -> None:
    assert is_kpp(text)


@pytest.mark.parametrize("text", ["77000100", "7700аб001", "000000000", "7700ab001"])
def test_what_is_no_kpp_is_refused(text: str) -> None:
    assert not is_kpp(text)


@pytest.mark.parametrize("text", OGRN)
def test_an_ogrn_ends_with_the_last_digit_of_the_remainder(text: str) -> None:
    assert is_ogrn(text)


@pytest.mark.parametrize("text", NOT_OGRN)
def test_what_is_no_ogrn_is_refused(text: str) -> None:
    assert not is_ogrn(text)


@pytest.mark.parametrize(("bik", "account", "valid"), ACCOUNTS)
def test_an_account_is_checked_with_its_bank(bik: str, account: str, valid: bool) -> None:
    assert is_account(account, bik) is valid


@pytest.mark.parametrize(("bik", "account"), CORRESPONDENT)
def test_a_correspondent_account_belongs_to_its_bank(bik: str, account: str) -> None:
    assert is_corr_account(account, bik)
    assert not is_corr_account(account, "044525001")


def test_a_bik_is_nine_digits() -> None:
    assert is_bik("017003983")
    assert not is_bik("44525225")


def test_what_people_put_between_digits_is_taken_out() -> None:
    assert cleaned(" 77 07\u00a0083-893\u202f") == "7707083893"


def test_legal_forms_are_written_short() -> None:
    assert short_name('Общество с ограниченной ответственностью "ТД Крепёж"') == 'ООО "ТД Крепёж"'
    assert short_name("Индивидуальный предприниматель Ким Олег Юрьевич") == "ИП Ким Олег Юрьевич"
    assert short_name('Публичное акционерное общество "Сбербанк"') == 'ПАО "Сбербанк"'
    assert short_name("ООО «Ромашка»") == "ООО «Ромашка»"
