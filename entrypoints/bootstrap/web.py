"""The web application: the doors that the settings open."""

import gc
from collections.abc import Mapping
from functools import cache
from typing import Any

import falcon
import redis
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from adapters.files.xlsx import XlsxSheets
from adapters.postgres.database import is_busy
from application.queries.index_state import IndexStateQuery
from entrypoints.admin_api.rules import routes as rule_api_routes
from entrypoints.api.routes import routes as api_routes
from entrypoints.bootstrap.assignments import assignment_use_cases
from entrypoints.bootstrap.assortment import client_view
from entrypoints.bootstrap.card import card_use_cases, showcase_use_cases
from entrypoints.bootstrap.carts import minimums
from entrypoints.bootstrap.company import company_use_cases
from entrypoints.bootstrap.content import material_use_cases, paper_use_cases, request_use_cases
from entrypoints.bootstrap.delivery import address_book, delivery_desk
from entrypoints.bootstrap.exchange import exchange_use_cases, journal
from entrypoints.bootstrap.explaining import explaining
from entrypoints.bootstrap.feeds import feed_use_cases
from entrypoints.bootstrap.filling import filling_use_cases
from entrypoints.bootstrap.indexing import Index
from entrypoints.bootstrap.leads import ask_lead, lead_desk
from entrypoints.bootstrap.media import media_use_cases
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.people import client_prices, people_use_cases
from entrypoints.bootstrap.price_lists import price_list_use_cases
from entrypoints.bootstrap.prices import price_use_cases
from entrypoints.bootstrap.promos import promo_use_cases
from entrypoints.bootstrap.rates import rate_ages, rate_use_cases
from entrypoints.bootstrap.refining import refinement_use_cases
from entrypoints.bootstrap.regions import client_region_use_cases
from entrypoints.bootstrap.reserves import reserve_use_cases, shipment_use_cases
from entrypoints.bootstrap.rules import rule_use_cases
from entrypoints.bootstrap.search import search_desk
from entrypoints.bootstrap.structure import goods_file_desk, property_desk, structure_use_cases
from entrypoints.company.routes import company_routes, company_staff_routes
from entrypoints.content.routes import material_routes, paper_routes, request_routes
from entrypoints.exchange.routes import routes as exchange_routes
from entrypoints.feeds.routes import feed_routes
from entrypoints.filling.routes import filling_routes
from entrypoints.health import Alive, Metrics, RateAgeGauge, Ready
from entrypoints.http.app import new_app
from entrypoints.pages.errors import ErrorPages
from entrypoints.pages.rendering import Pages, make_pages
from entrypoints.price_lists.routes import price_list_routes
from entrypoints.settings import Settings
from entrypoints.storefront.desk import Desk
from entrypoints.storefront.routes import routes as storefront_routes
from entrypoints.workplace.assignments.routes import assignment_routes
from entrypoints.workplace.changing.routes import changing_routes
from entrypoints.workplace.client_prices import ClientPrices
from entrypoints.workplace.client_region import client_region_routes
from entrypoints.workplace.client_view import ClientAssortment
from entrypoints.workplace.delivery.routes import delivery_routes
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.goods_files.routes import goods_file_routes
from entrypoints.workplace.leads.routes import lead_routes
from entrypoints.workplace.media.routes import media_routes
from entrypoints.workplace.minimums.page import Minimums
from entrypoints.workplace.prices.routes import price_routes
from entrypoints.workplace.promo.routes import promo_routes
from entrypoints.workplace.properties.routes import property_routes
from entrypoints.workplace.refinement.routes import refinement_routes
from entrypoints.workplace.reserves.routes import reserve_routes, shipment_routes
from entrypoints.workplace.routes import routes as workplace_routes
from entrypoints.workplace.rules.routes import routes as rule_routes
from entrypoints.workplace.search.routes import search_routes
from entrypoints.workplace.showcase.routes import showcase_routes
from entrypoints.workplace.structure.routes import structure_routes
from entrypoints.workplace.why.routes import why_routes


def pages_of(settings: Settings) -> Pages:
    """Made once in a process: whoever is forked from one that has made them finds them ready."""
    return _pages(settings.business_zone, settings.home / "templates")


_pages = cache(make_pages)


def web_application(settings: Settings) -> "falcon.App[Any, Any]":
    parts = Parts.of(settings, settings.web_threads)
    index = Index.of(parts)
    people = people_use_cases(parts, index)
    pages = pages_of(settings)
    app = new_app(people.visit, settings.public_url, is_busy, ErrorPages(pages))
    if settings.doors in ("all", "people"):
        api_routes(app, people)
        storefront_routes(app, people, pages, card_use_cases(parts, index), address_book(parts))
        rates = rate_use_cases(parts)
        structure = structure_use_cases(parts)
        staff = StaffDesk(people, pages, rates.alarms, structure.queries.news)
        workplace_routes(
            app, people, pages, journal(parts), rates, structure.queries.news, index=IndexStateQuery(index.journal)
        )
        editing = structure_routes(app, staff, structure)
        property_routes(app, editing, property_desk(parts))
        goods_file_routes(app, editing, goods_file_desk(parts), XlsxSheets().write)
        price_routes(app, staff, price_use_cases(parts))
        assignment_routes(app, staff, assignment_use_cases(parts))
        rules = rule_use_cases(parts)
        rule_routes(app, staff, rules)
        rule_api_routes(app, people, rules)
        app.add_route("/manage/clients/{client:uuid}/prices", ClientPrices(staff, client_prices(parts)))
        app.add_route("/manage/clients/{client:uuid}/assortment", ClientAssortment(staff, client_view(parts)))
        app.add_route("/manage/clients/{client:uuid}/minimum", Minimums(staff, *minimums(parts)))
        why_routes(app, staff, *explaining(parts))
        promo_routes(app, staff, promo_use_cases(parts))
        showcase_routes(app, staff, showcase_use_cases(parts))
        refinement_routes(app, staff, refinement_use_cases(parts))
        client_region_routes(app, staff, client_region_use_cases(parts))
        search_routes(app, staff, search_desk(parts))
        reserve_routes(app, Desk(people, pages), staff, reserve_use_cases(parts), parts.zone)
        delivery_routes(app, staff, delivery_desk(parts))
        lead_routes(app, Desk(people, pages), staff, ask_lead(parts), lead_desk(parts))
        shipment_routes(app, Desk(people, pages), staff, shipment_use_cases(parts))
        price_list_routes(app, Desk(people, pages), staff, price_list_use_cases(parts))
        media_routes(app, staff, media_use_cases(parts))
        paper_routes(app, staff, paper_use_cases(parts))
        filling_routes(app, Desk(people, pages), filling_use_cases(parts, people))
        feed_routes(app, Desk(people, pages), feed_use_cases(parts))
        material_routes(app, Desk(people, pages), staff, material_use_cases(parts))
        request_routes(app, Desk(people, pages), staff, request_use_cases(parts))
        changing_routes(app, Desk(people, pages), staff)
        company = company_use_cases(parts, people)
        company_routes(app, Desk(people, pages), company)
        company_staff_routes(app, staff, company)
    if settings.doors in ("all", "exchange"):
        exchange_routes(app, exchange_use_cases(parts, holds=settings.doors == "exchange"))
    app.add_route("/healthz", Alive())
    ready = {"database": lambda: _database_answers(parts)}
    told = {"queue": lambda: _queue(settings), "catalogue_index": lambda: _index_is_current(index)}
    app.add_route("/readyz", Ready(ready, told, {"catalogue_index_of": index.facts}))
    app.add_route("/metrics", Metrics(_collectors(parts)))
    # What stands now stands for ever: the collector need not look at it again at every full pass.
    gc.collect()
    gc.freeze()
    # A cart of 1,000 lines is 40,000 young objects that all live until it is answered (ADR 0065).
    gc.set_threshold(200_000, 20, 20)
    return app


def _collectors(parts: Parts) -> CollectorRegistry:
    """Of this application alone: the process may hold another one beside it."""
    registry = CollectorRegistry(auto_describe=False)
    ages = rate_ages(parts)

    def told() -> Mapping[str, int] | None:
        try:
            return {currency.value: days for currency, days in ages().items()}
        except Exception as error:
            if is_busy(error):
                return None
            raise

    registry.register(RateAgeGauge(told))
    return registry


def _database_answers(parts: Parts) -> bool:
    try:
        with parts.database.connect() as connection:
            connection.execute(text("SELECT catalogue_version FROM catalogue_state"))
    except Exception as error:
        if is_busy(error):
            return False
        raise
    return True


def _index_is_current(index: Index) -> bool:
    """The site goes on with an older one."""
    try:
        return index.journal.state().is_current
    except Exception as error:
        if is_busy(error):
            return False
        raise


def _queue(settings: Settings) -> bool:
    try:
        return bool(redis.Redis.from_url(settings.redis_url, socket_timeout=0.5, socket_connect_timeout=0.5).ping())
    except redis.RedisError:
        return False
