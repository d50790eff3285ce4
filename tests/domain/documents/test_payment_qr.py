"""The payment QR: the reference's vector, and the limits of the standard on any text."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.documents.payment_qr import PaymentQr

VECTOR = (
    'ST00012|Name=ООО "ТД Крепёж"|PersonalAcc=40702810938000000001|BankName=ПАО СБЕРБАНК|BIC=044525225'
    "|CorrespAcc=30101810400000000225|Sum=2758875"
    "|Purpose=Оплата по счету № 123 от 23.11.2026, в т.ч. НДС 22% 4975-02|PayeeINN=7700000009|KPP=770001001"
)


def a_qr(
    name: str = "ООО «ТД Крепёж»",
    bank: str = "ПАО СБЕРБАНК",
    purpose: str = "",
    total: Decimal = Decimal("27588.75"),
) -> PaymentQr:
    purpose = purpose or "Оплата по счету № 123 от 23.11.2026, в т.ч. НДС 22% 4975-02"
    account, corr = "40702810938000000001", "30101810400000000225"
    return PaymentQr(name, account, bank, "044525225", corr, total, purpose, "7700000009", "770001001")


def test_the_payload_is_that_of_the_reference() -> None:
    payload = a_qr().payload
    assert payload == VECTOR
    assert (len(payload), len(payload.encode())) == (243, 288)


def test_a_bank_without_a_correspondent_account_is_told_by_zero_and_a_person_has_no_kpp() -> None:
    qr = PaymentQr("ИП Ким", "4" * 20, "Банк", "044525225", "", Decimal("0.05"), "За товар", "500100732259")
    assert "|CorrespAcc=0|Sum=5|" in qr.payload
    assert "KPP" not in qr.payload


@given(st.text(), st.text(), st.text(), st.decimals(0, 10**12, places=2))
def test_any_text_keeps_to_the_standard(name: str, bank: str, purpose: str, total: Decimal) -> None:
    head, *pairs = a_qr(name, bank, purpose, total).payload.split("|")
    values = dict(pair.split("=", 1) for pair in pairs)

    assert head == "ST00012"
    assert list(values)[:5] == ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]
    assert len(values["Name"]) <= 160
    assert len(values["BankName"]) <= 45
    assert len(values.get("Purpose", "")) <= 210
    assert len("|".join(pairs[:5]).encode(errors="surrogatepass")) <= 300
    assert values["Sum"] == str(int(total * 100))
    assert "\n" not in "".join(values.values())
