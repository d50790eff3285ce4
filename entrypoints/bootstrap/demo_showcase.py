"""The demo's showcase, filled by the same use cases as its people use: labels, links, papers, materials, reviews."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from attrs import frozen

from adapters.pdf.leaflet import leaflet
from adapters.postgres.access import PostgresVisits
from adapters.postgres.demo_showcase import PostgresDemoShowcase
from application.access.context import Visit
from application.content.documents import Named, PaperFacts, PaperKind
from application.content.files import SentContent
from application.content.materials import AddMaterial, MaterialFacts
from application.labels.bind import TypedLabel
from application.related.related import LinkKind
from application.reviews.write import TypedReview
from domain.catalog.label import Label
from domain.catalog.review import ReviewState
from domain.shared.ids import ProductId
from entrypoints.bootstrap.card import card_use_cases, showcase_use_cases
from entrypoints.bootstrap.content import material_use_cases, paper_use_cases
from entrypoints.bootstrap.parts import Parts
from entrypoints.settings import Settings

BOLTS, NUTS, DRILLS, BITS = "Болты", "Гайки", "Дрели-шуруповёрты", "Свёрла по металлу"
# (label, for colleagues, section, how many goods of it, days from today to its end)
LABELS = (
    (Label.HIT, "Ходовой крепёж", BOLTS, 6, None),
    (Label.NEW, "Новинки сезона", DRILLS, 8, 60),
    (Label.SPECIAL, "Свёрла: предложение месяца", BITS, 5, 30),
)
# (who, stars, what he says, whether it is published or waits for the manager)
REVIEWS = (
    ("single", "5", "Берём второй год, резьба чистая, в коробке всегда полный счёт.", True),
    ("overdue", "4", "Хорошие болты. Хотелось бы фасовку по 50 штук.", True),
    ("single", "3", "Часть партии пришла без маркировки на головке, менеджер обещал разобраться.", False),
)
STAFF = ("sales", "editor")


def demo_showcase(settings: Settings) -> None:
    """Once, as soon as there are goods and people."""
    parts = Parts.of(settings, 1)
    try:
        shelf = PostgresDemoShowcase(parts.database, parts.ids)
        if not shelf.is_begun:
            visits = PostgresVisits(parts.database, parts.zone)
            seller, editor = (visits.of(shelf.token(login)) for login in STAFF)
            if seller is not None and editor is not None:
                shelf.begin()
                Filling(parts, shelf, visits, parts.clock.today()).fill(seller, editor)
    finally:
        parts.database.close()


@frozen
class Filling:
    parts: Parts
    shelf: PostgresDemoShowcase
    visits: PostgresVisits
    today: date

    def fill(self, seller: Visit, editor: Visit) -> None:
        self._labels(editor)
        self._links(editor)
        self._papers(editor)
        self._materials(editor)
        self._reviews(seller)

    def _labels(self, editor: Visit) -> None:
        desk = showcase_use_cases(self.parts)
        for label, name, section, many, days in LABELS:
            last = "" if days is None else (self.today + timedelta(days)).isoformat()
            if articles := self.shelf.goods(section, many):
                typed = TypedLabel(label.value, name, self.today.isoformat(), last, "\n".join(articles))
                desk.save_label(editor, typed)

    def _links(self, editor: Visit) -> None:
        desk = showcase_use_cases(self.parts)
        bolts = self.shelf.goods(BOLTS, 6)
        # A good may stand in both sections.
        nuts = [one for one in self.shelf.goods(NUTS, 8) if one not in bolts][:4]
        for bolt in bolts if nuts else ():
            desk.save_links(editor, bolt, LinkKind.RECOMMENDED, "\n".join(nuts))
            desk.save_links(editor, bolt, LinkKind.SUBSTITUTE, "\n".join(one for one in bolts if one != bolt))

    def _papers(self, editor: Visit) -> None:
        desk = paper_use_cases(self.parts)
        papers = (
            (PaperKind.CERTIFICATE, "Сертификат соответствия на крепёж", "РОСС RU.АЯ46.Н00001", 400, BOLTS),
            (PaperKind.PASSPORT, "Паспорт дрели-шуруповёрта", "ПС-2026-014", None, DRILLS),
            (PaperKind.INSTRUCTION, "Режимы сверления и охлаждение", "", None, BITS),
        )
        for kind, title, number, days, section in papers:
            last = None if days is None else self.today + timedelta(days)
            told = (f"Номер: {number}" if number else "", f"Для раздела «{section}».", "Образец демонстрационной базы.")
            sent = SentContent(f"{kind.value}.pdf", leaflet(title, [line for line in told if line]))
            id: UUID = desk.add(editor, PaperFacts(kind, title, number, self.today, last), sent)
            desk.bind(editor, id, Named(sections=(section,)))

    def _materials(self, editor: Visit) -> None:
        desk = material_use_cases(self.parts)
        for title, note, days in (
            ("Каталог крепежа", "Для витрины и торгового зала", None),
            ("Листовка «Свёрла: предложение месяца»", "До конца предложения", 30),
        ):
            last = None if days is None else self.today + timedelta(days)
            sent = SentContent("leaflet.pdf", leaflet(title, [note, "Образец демонстрационной базы."]))
            desk.add(editor, AddMaterial(MaterialFacts(title, note, self.today, last), True, (), frozenset(), sent))

    def _reviews(self, seller: Visit) -> None:
        reviews, desk = card_use_cases(self.parts).reviews, showcase_use_cases(self.parts)
        bolts = self.shelf.goods(BOLTS, 4)
        clients = tuple(dict.fromkeys(login for login, *_ in REVIEWS))
        for place, login in enumerate(clients, 1):
            self.shelf.bought(login, f"ДМ-{place:06d}", self.today - timedelta(30 * place), bolts)
        said: list[str] = []
        for login, stars, body, _ in REVIEWS:
            visit, at = self.visits.of(self.shelf.token(login)), said.count(login)
            products: Sequence[int] = self.shelf.products(bolts)
            if visit is not None and at < len(products):
                reviews.write(visit, ProductId(products[at]), TypedReview(stars, body, visit.authority.name))
            said.append(login)
        published = {body for *_, body, is_published in REVIEWS if is_published}
        for waiting in desk.reviews(seller, ReviewState.WAITING)[0]:
            if waiting.body in published:
                desk.judge(seller, waiting.id, publish=True)
