"""Lines of the cart for its page: figures, refusals, and the ways out as buttons."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import field, frozen

from application.ordering.cart_quotes import CartView
from domain.ordering.cart import LineKey
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, VariantId
from entrypoints.http.entry import Around
from entrypoints.http.problems import Remedy, remedies, sentence
from entrypoints.pages.figures import typed


@frozen
class Button:
    """A way out: `name` and `value` of a submit button, else a link, else words alone.

    Those of the checkout alone (take, confirm) and those that elsewhere lead to it or to the cart have both.
    """

    kind: str
    name: str = ""
    value: str = ""
    href: str = ""
    text: str = ""


@frozen
class Told:
    """One refusal of a line."""

    sentence: str
    buttons: tuple[Button, ...]


@frozen
class Asked:
    """What came back with a form: typed texts and faults by line, notices of what was raised to a multiple."""

    texts: Mapping[LineKey, str] = field(factory=dict)
    faults: Mapping[LineKey, DomainError] = field(factory=dict)
    raised: Mapping[LineKey, Decimal] = field(factory=dict)


NOTHING_ASKED = Asked()


@frozen
class LineView:
    source: QuotedCartLine
    key: str
    text: str
    fault: str
    raised_from: Decimal | None
    step: str
    picture: str
    told: tuple[Told, ...]

    @property
    def quantity(self) -> Decimal:
        return self.source.wanted.quantity

    @property
    def unit(self) -> str:
        wanted = self.source.wanted
        return wanted.goods.unit if wanted.packaging.is_base else wanted.packaging.name


def key_text(key: LineKey) -> str:
    return f"{key.variant}-{key.packaging}"


def key_of(text: str) -> LineKey | None:
    """None for what no form of ours has sent."""
    variant, _, packaging = text.partition("-")
    numbers = (variant, packaging or "0")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in numbers):
        return None
    return LineKey(VariantId(int(numbers[0])), PackagingId(int(numbers[1])))


def line_views(view: CartView, language: str, asked: Asked) -> tuple[LineView, ...]:
    around = Around(cart=view.quoted)
    return tuple(_line(line, view, language, asked, around) for line in view.quoted.lines)


def _line(line: QuotedCartLine, view: CartView, language: str, asked: Asked, around: Around) -> LineView:
    wanted, key = line.wanted, line.wanted.key
    fault = asked.faults.get(key)
    steps = wanted.goods.steps(wanted.packaging)
    return LineView(
        line,
        key_text(key),
        asked.texts.get(key, typed(wanted.quantity)),
        sentence(fault, language) if fault else "",
        asked.raised.get(key),
        typed(steps.multiple or Decimal(1)),
        view.pictures.get(key.variant, ""),
        tuple(_told(refusal, key, language, around) for refusal in line.refusals),
    )


def _told(refusal: DomainError, key: LineKey, language: str, around: Around) -> Told:
    only = Around(cart=_of_line(around.cart, key))
    found = (button(remedy, key_text(key)) for remedy in remedies(refusal, language, only))
    return Told(sentence(refusal, language), tuple(found))


def _of_line(cart: QuotedCart | None, key: LineKey) -> QuotedCart | None:
    """The cart with this line alone, so that a variant in two packagings is not mistaken for its sister line."""
    if cart is None:
        return None
    mine = tuple(line for line in cart.lines if line.wanted.key == key)
    return QuotedCart(cart.version, cart.pricing_version, mine)


def button(remedy: Remedy, key: str) -> Button:
    match remedy.action:
        case "set_quantity" if "quantity" in remedy.facts:
            quantity = Decimal(remedy.facts["quantity"])
            return Button("set", "set", f"{key}={typed(quantity)}", text=typed(quantity))
        case "remove_line":
            return Button("remove", "remove", key)
        case "remove_lines":
            keys = [f"{line['variant']}-{line['packaging']}" for line in remedy.facts["lines"]]
            return Button("remove_lines", "remove", ",".join(keys), text=remedy.text)
        case "postpone_lines":
            later = ",".join(f"{line['variant']}-{line['packaging']}" for line in remedy.facts["lines"])
            return Button("postpone", "postpone", later, f"/checkout?later={later}", remedy.text)
        case "set_date":
            return Button("take", "take_date", remedy.facts["date"], text=remedy.text)
        case "set_method" if remedy.facts.get("method"):
            return Button("take", "take_method", remedy.facts["method"], text=remedy.text)
        case "set_window":
            return Button("take", "take_window", remedy.facts["window"], text=remedy.text)
        case "set_pickup":
            return Button("take", "take_pickup", "", text=remedy.text)
        case "switch_context":
            return Button("link", href="/context", text=remedy.text)
        case "pay":
            return Button("link", href="/debts", text=remedy.text)
        case "reload":
            return Button("reload", "refresh", "1", "/cart", remedy.text)
        case "confirm_total":
            return Button("confirm", href="/cart", text=remedy.text)
        case "split_request" | "reduce_total":
            return Button("link", href="/cart", text=remedy.text)
        case "refine_prices" | "accept_prices":
            return Button("link", href="/cart#refinement", text=remedy.text)
        case "add_lines":
            return Button("link", href="/catalogue", text=remedy.text)
        case _:
            return Button("words", text=remedy.text)


def buttons(found: Sequence[Remedy]) -> tuple[Button, ...]:
    """Ways out of a refusal that concerns no single line."""
    return tuple(button(remedy, _key(remedy)) for remedy in found)


def _key(remedy: Remedy) -> str:
    return f"{remedy.facts.get('variant', '')}-{remedy.facts.get('packaging', '0')}"
