"""What becomes of each line once its goods are known: unit, quantity, step, price, stock."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import define, evolve, field

from application.filling.meaning import Meant
from application.filling.ports import Kind
from application.filling.quantities import Amount, Unclear, read_amount
from application.filling.report import Candidate, Facts, Remark, Report, ReportLine, State
from application.filling.stamps import Stamp
from application.filling.typed import TypedLine
from application.filling.units import named_packagings
from application.pricing.goods import OfferRow
from application.queries.offers import offer
from domain.catalog.goods import COUNTED_UNITS
from domain.inventory.stock import OutOfStock
from domain.ordering.cart import LineKey
from domain.ordering.circumstances import Circumstances
from domain.ordering.drafting import Wanted
from domain.ordering.quoted_cart import QuotedCartLine, quoted_cart
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Money
from domain.shared.quantity import LARGEST, Packaging

FRACTION, OFF_STEP, NOTHING, TOO_LARGE = "fraction", "off-step", "nothing", Unclear.TOO_LARGE.value
BY = {Kind.OWN: Remark.BY_OWN, Kind.BARCODE: Remark.BY_BARCODE}


@define
class Judging:
    """One list. `rows`: the goods that this client may order, by variant; the first line of some goods in a packaging
    takes what later ones ask for."""

    rows: Mapping[VariantId, OfferRow]
    under: Circumstances
    round_up: bool
    stamps: dict[int, Stamp] = field(factory=dict)

    def line(self, typed: TypedLine, meant: Meant) -> ReportLine:
        known = [self.rows[variant] for variant in meant.variants if variant in self.rows]
        remarks: dict[Remark, Facts] = {Remark.KEY_BROKEN: {}} if meant.is_broken else {}
        if not known:
            return ReportLine(typed, State.NOT_FOUND, remarks)
        if len(known) > 1:
            return ReportLine(typed, State.SEVERAL, remarks, tuple(self._candidate(row) for row in known))
        row = known[0]
        if meant.stamp is not None:
            self.stamps[typed.row] = meant.stamp
            remarks[Remark.BY_KEY] = {}
        elif not typed.variant:
            if meant.kind in BY:
                remarks[BY[meant.kind]] = {}
            if meant.zeros:
                remarks[Remark.BY_ZEROS] = {"sku": row.goods.sku}
        if typed.own and meant.kind is not Kind.OWN:
            remarks[Remark.LEARNT] = {}
        return self._counted(typed, meant, row, remarks)

    def _candidate(self, row: OfferRow) -> Candidate:
        goods, price = row.goods, offer(row, self.under).price
        priced = None if price is None or price.refusal is not None else price
        return Candidate(
            goods.variant, goods.name, goods.sku, goods.unit, priced.price if priced else None,
            priced.currency if priced else None,
        )  # fmt: skip

    def _counted(self, typed: TypedLine, meant: Meant, row: OfferRow, remarks: dict[Remark, Facts]) -> ReportLine:
        goods = row.goods
        base = goods.base
        line = ReportLine(
            typed, State.FOUND, remarks, (), (base, *row.packagings), goods.variant, goods.product, goods.name,
            goods.sku, base, goods.unit,
        )  # fmt: skip
        amount = None if meant.is_whole or not typed.quantity else read_amount(typed.quantity)
        if isinstance(amount, Unclear):
            return evolve(line, state=State.QUANTITY, why=amount.value)
        if amount is None and typed.quantity and not meant.is_whole:
            return evolve(line, state=State.QUANTITY, why=NOTHING)
        packaging = packaging_of(typed, meant, row, amount)
        if packaging is None:
            return evolve(line, state=State.UNIT, why=typed.unit or (amount.unit if amount else ""))
        steps = goods.steps(packaging)
        if amount is None:
            remarks[Remark.LEAST] = {}
        value = steps.upper(Decimal(1)) if amount is None else amount.value
        line = evolve(line, packaging=packaging, unit=packaging.name or goods.unit, quantity=value)
        if value % 1 and (not packaging.is_base or (goods.unit_code in COUNTED_UNITS and not steps.multiple % 1)):
            return evolve(line, state=State.QUANTITY, why=FRACTION)
        return line


def packaging_of(typed: TypedLine, meant: Meant, row: OfferRow, amount: Amount | None) -> Packaging | None:
    """None where a unit is named that these goods do not come in, or that is two of their packagings."""
    if typed.packaging is not None:
        return row.packaging(PackagingId(typed.packaging))
    unit = (amount.unit if amount else "") or typed.unit.strip()
    if unit:
        named = named_packagings(unit, row.goods, row.packagings)
        if meant.stamp is not None and len(named) > 1:
            # Two of one name: the file knows which it was.
            named = [one for one in named if one.id == meant.stamp.packaging] or named
        return named[0] if len(named) == 1 else None
    return row.packaging(PackagingId(meant.stamp.packaging if meant.stamp else 0))


def quoted(lines: Sequence[ReportLine], judging: Judging) -> Report:
    """Duplicates summed, steps kept, and all that is left priced as one cart."""
    told = list(lines)
    order: dict[LineKey, int] = {}
    for place, line in enumerate(lines):
        if line.state is not State.FOUND or line.quantity is None:
            continue
        first = order.setdefault(LineKey(line.variant, PackagingId(line.packaging.id)), place)
        if first != place:
            told[first] = summed(told[first], line)
            told[place] = evolve(line, state=State.MERGED, why=str(told[first].typed.row))
    stepped = [judged_step(told[place], judging) for place in order.values()]
    wanted, places = [], []
    for place, line in zip(order.values(), stepped, strict=True):
        told[place] = line
        if line.state is State.FOUND and line.quantity is not None:
            key = LineKey(line.variant, PackagingId(line.packaging.id))
            wanted.append(Wanted(key, judging.rows[line.variant].goods, line.packaging, line.quantity))
            places.append(place)
    cart = quoted_cart(0, wanted, judging.under)
    sums: dict[str, Money] = {}
    for place, answer in zip(places, cart.lines, strict=True):
        line = told[place] = priced(told[place], answer)
        if line.state is State.FOUND and line.sum is not None and line.currency is not None:
            before = sums.get(line.currency.value)
            money = Money(line.sum, line.currency)
            sums[line.currency.value] = money if before is None else before + money
    compared = (seen_since(line, judging) for line in told)
    return Report(tuple(compared), tuple(sums[currency] for currency in sorted(sums)))


def summed(first: ReportLine, other: ReportLine) -> ReportLine:
    assert first.quantity is not None
    assert other.quantity is not None
    rows = (*_rows(first), other.typed.row)
    return evolve(
        first, quantity=first.quantity + other.quantity, remarks={**first.remarks, Remark.SUMMED: {"rows": rows}}
    )


def _rows(line: ReportLine) -> tuple[int, ...]:
    rows = line.remarks.get(Remark.SUMMED, {}).get("rows", (line.typed.row,))
    return rows if isinstance(rows, tuple) else ()


def judged_step(line: ReportLine, judging: Judging) -> ReportLine:
    assert line.quantity is not None
    if line.quantity >= LARGEST:
        return evolve(line, state=State.QUANTITY, why=TOO_LARGE)
    off = judging.rows[line.variant].goods.steps(line.packaging).check(line.variant, line.quantity)
    if off is None:
        return line
    if not judging.round_up:
        return evolve(line, state=State.QUANTITY, why=OFF_STEP, refusal=off)
    remarks = {**line.remarks, Remark.RAISED: {"asked": line.quantity, "multiple": off.multiple}}
    return evolve(line, quantity=off.upper, remarks=remarks)


def priced(line: ReportLine, answer: QuotedCartLine) -> ReportLine:
    """Too little stock is a remark: the cart takes the line and says the same. No price and no contract are not."""
    price = answer.price
    missing = next((each for each in answer.refusals if isinstance(each, OutOfStock)), None)
    other = next((each for each in answer.refusals if each is not missing), None)
    if price is None or price.refusal is not None or other is not None:
        refusal: DomainError | None = other or (price.refusal if price is not None else None)
        return evolve(line, state=State.NO_PRICE, refusal=refusal, available=answer.available)
    remarks = dict(line.remarks)
    if missing is not None:
        remarks[Remark.OVER_STOCK] = {"available": answer.available}
    promised = [share.promised for share in answer.shares if share.promised is not None]
    if promised:
        remarks[Remark.ON_ORDER] = {"day": max(promised)}
    return evolve(
        line, remarks=remarks, price=price.price, currency=price.currency, vat_included=price.vat_included,
        vat_rate=price.vat_rate, sum=answer.gross, available=answer.available,
    )  # fmt: skip


def seen_since(line: ReportLine, judging: Judging) -> ReportLine:
    """What has become of price and stock since the file was made: prices of one unit are compared, as the file has
    them."""
    stamp = judging.stamps.get(line.typed.row)
    if stamp is None or line.variant not in judging.rows:
        return line
    now = offer(judging.rows[line.variant], judging.under)
    remarks = dict(line.remarks)
    price = now.price.price if now.price is not None and now.price.refusal is None else None
    if price is not None and now.price is not None and stamp.price is not None:
        facts = {"was": stamp.price, "now": price, "currency": now.price.currency.value}
        if now.price.currency is not stamp.currency:
            remarks[Remark.PRICE_UP] = {**facts, "was_currency": stamp.currency.value}
        elif price != stamp.price:
            remarks[Remark.PRICE_UP if price > stamp.price else Remark.PRICE_DOWN] = facts
    if now.available < stamp.available:
        remarks[Remark.STOCK_LESS] = {"was": stamp.available, "now": now.available}
    return evolve(line, remarks=remarks)
