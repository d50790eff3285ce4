"""The pages of the buyer, and what all pages share: static files, pictures, signing in."""

from typing import Any

import falcon

from application.fulfilment.address_book import AddressBook
from entrypoints.pages.media import Media
from entrypoints.pages.rendering import Pages
from entrypoints.pages.static import Static
from entrypoints.storefront.adding import Add
from entrypoints.storefront.addresses import address_routes
from entrypoints.storefront.card.routes import card_routes
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.cart import Cart, CartLines
from entrypoints.storefront.catalogue import Catalogue, SectionByName
from entrypoints.storefront.checkout import Checkout, Placed
from entrypoints.storefront.context import Context
from entrypoints.storefront.desk import Desk
from entrypoints.storefront.home import Debts, Home
from entrypoints.storefront.kept.carts import Carts, SeenChanges, TypedBefore
from entrypoints.storefront.kept.lists import Lists, NewList, OneList, OrderByList
from entrypoints.storefront.login import Login, Logout
from entrypoints.storefront.orders import Documents, Order, Orders
from entrypoints.storefront.product import Count, Product
from entrypoints.storefront.promo import Promo
from entrypoints.storefront.refinement import Refinement
from entrypoints.storefront.repeat import RepeatOrder
from entrypoints.storefront.suggest import SuggestPart
from entrypoints.storefront.why import WhyPrice
from entrypoints.use_cases import PeopleUseCases


def routes(
    app: "falcon.App[Any, Any]",
    use_cases: PeopleUseCases,
    pages: Pages,
    cards: CardUseCases | None = None,
    addresses: AddressBook | None = None,
) -> None:
    """Without `cards` a card is the good alone; without `addresses` companies keep no books of them."""
    desk = Desk(use_cases, pages)
    catalogue, product, cart = Catalogue(desk, cards), Product(desk, cards), Cart(desk, cards)
    app.add_route("/static/{mark}/{name}", Static(pages.files))
    app.add_route("/media/{key:path}", Media(use_cases.picture))
    app.add_route("/login", Login(desk))
    app.add_route("/logout", Logout(desk))
    app.add_route("/", Home(desk, cards))
    app.add_route("/catalogue", catalogue)
    app.add_route("/catalogue/{section:int(min=1)}", catalogue)
    app.add_route("/sections/{name}", SectionByName(catalogue))
    app.add_route("/search", catalogue)
    app.add_route("/search/suggest", SuggestPart(desk))
    app.add_route("/goods/{product:int(min=1)}", product)
    app.add_route("/goods/{product:int(min=1)}/count", Count(product))
    app.add_route("/why/{variant:int(min=1)}", WhyPrice(desk))
    app.add_route("/cart", cart)
    app.add_route("/cart/add", Add(desk, catalogue, product))
    app.add_route("/cart/lines", CartLines(cart))
    app.add_route("/cart/changes", SeenChanges(cart))
    app.add_route("/cart/typed", TypedBefore(desk))
    app.add_route("/carts", Carts(desk))
    app.add_route("/lists", Lists(desk))
    app.add_route("/lists/new", NewList(desk))
    app.add_route("/lists/{list:uuid}", OneList(desk, cards))
    app.add_route("/lists/{list:uuid}/order", OrderByList(desk, cards))
    app.add_route("/cart/promo", Promo(cart))
    app.add_route("/cart/refinement", Refinement(cart))
    app.add_route("/context", Context(desk))
    app.add_route("/checkout", Checkout(desk, addresses))
    app.add_route("/placed", Placed(desk))
    app.add_route("/orders", Orders(desk))
    app.add_route("/orders/{order:uuid}", Order(desk))
    app.add_route("/orders/{order:uuid}/repeat", RepeatOrder(desk, cards))
    app.add_route("/documents/{document:uuid}", Documents(desk))
    app.add_route("/debts", Debts(desk))
    if addresses is not None:
        address_routes(app, desk, addresses)
    if cards is not None:
        card_routes(app, desk, cards, product)
