"""The payload of the payment QR by ГОСТ Р 56042-2014 (documents 1.7).

The standard speaks of payments by individuals; accounting programs print it on invoices between companies
too, and
many banks read it. It is a convenience, never a condition of payment.
"""

from decimal import Decimal

from attrs import frozen

# ST, version 0001, encoding 2 (UTF-8); the character after it is the separator.
HEADER = "ST00012"
SEPARATOR = "|"
# Programs refuse a longer mandatory block, counted without the header and the separator after it.
MANDATORY_BYTES = 300
LONGEST = {"Name": 160, "BankName": 45, "Purpose": 210}


@frozen
class PaymentQr:
    """`total` in roubles; `corr_account` is empty where the bank has none; an ИП has no `kpp`."""

    name: str
    account: str
    bank_name: str
    bik: str
    corr_account: str
    total: Decimal
    purpose: str
    inn: str
    kpp: str = ""

    @property
    def payload(self) -> str:
        optional = (
            ("Sum", str(int(self.total * 100))),
            ("Purpose", clean(self.purpose, LONGEST["Purpose"])),
            ("PayeeINN", self.inn),
            ("KPP", self.kpp),
        )
        pairs = [*self._mandatory(), *((key, value) for key, value in optional if value)]
        return SEPARATOR.join([HEADER, *(f"{key}={value}" for key, value in pairs)])

    def _mandatory(self) -> list[tuple[str, str]]:
        """In the order of the standard; a name of two-byte letters gives way until the block fits."""
        name = clean(self.name, LONGEST["Name"])
        while True:
            pairs = [
                ("Name", name),
                ("PersonalAcc", self.account),
                ("BankName", clean(self.bank_name, LONGEST["BankName"])),
                ("BIC", self.bik),
                ("CorrespAcc", self.corr_account or "0"),
            ]
            block = SEPARATOR.join(f"{key}={value}" for key, value in pairs)
            if len(block.encode()) <= MANDATORY_BYTES or not name:
                return pairs
            name = name[:-1].rstrip()


def clean(text: str, longest: int) -> str:
    """One line without the separator, with straight quotes, which more bank programs can show."""
    for mark in "«»„“”":
        text = text.replace(mark, '"')
    return " ".join(text.replace(SEPARATOR, "/").split())[:longest].rstrip()
