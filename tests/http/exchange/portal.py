"""The doors of 1C over a real database, put together as `bootstrap` does, with the work done in the same process."""

import base64
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import falcon
import falcon.testing
from attrs import define, field

from adapters.onec.exchange.archives import ZipArchives
from adapters.onec.exchange.directories import OneCDirectories
from adapters.onec.exchange.offers import OneCOrders
from adapters.onec.packets.envelope import packet as read_packet
from adapters.onec.packets.payloads import READERS, command
from adapters.onec.packing import safe_name
from adapters.onec.reading import read
from adapters.postgres.database import Database
from adapters.postgres.exchange.connections import PostgresConnections, PostgresExchangeSessions
from adapters.postgres.exchange.containment import PostgresContainments
from adapters.postgres.exchange.inbox import PostgresInbox
from adapters.postgres.exchange.media import PostgresMediaIndex
from adapters.postgres.exchange.offers import PostgresOffers
from adapters.postgres.exchange.order_work import PostgresOrderWorks
from adapters.postgres.exchange.packets.inbox import PostgresPacketInbox
from adapters.postgres.exchange.packets.outgoing import PostgresOutgoing
from adapters.postgres.exchange.packets.work import PostgresPacketWorks
from adapters.postgres.exchange.streams import AdvisoryStreams
from adapters.storage.folder import FolderMedia
from adapters.system.system import SystemClock, SystemIds, SystemTokens
from application.exchange.after import AfterMessage
from application.exchange.apply_next import ApplyCatalogue, ApplyNext
from application.exchange.connect import ConnectErp, NewConnection
from application.exchange.contain import Contain
from application.exchange.finish_files import FinishOrders, FinishPictures, UnpackArchives
from application.exchange.import_file import ImportFile
from application.exchange.names import FileNames
from application.exchange.offer_orders import ConfirmOrders, HasOrders, QueryOrders
from application.exchange.offline import Offline
from application.exchange.order_ports import PrefixedNumbers
from application.exchange.packets.apply_packet import ApplyPacket
from application.exchange.packets.order_message import ApplyOrderMessage, ApplyRefusal
from application.exchange.packets.outgoing import GivePacket
from application.exchange.packets.take_packet import PacketState, TakePacket
from application.exchange.ports import Progress
from application.exchange.receive import InitStaging, ReceivePart
from application.exchange.records import Record
from application.exchange.sessions import EndEarlier, EndSession, SweepSessions
from application.exchange.sign_in import Authenticate, BeginSession, FindSession, VerifiedPasswords
from application.exchange.take_orders import TakeOrders
from application.exchange.values import ConnectionId, ErpConnection, InboxMessage, Kind, Outcome
from entrypoints.exchange.patience import Patience
from entrypoints.exchange.routes import routes
from entrypoints.exchange.use_cases import ExchangeUseCases

ZONE = ZoneInfo("Europe/Moscow")
DOOR = "/bitrix/admin/1c_exchange.php"
LOGIN, PASSWORD = "erp", "секрет"


@define
class PlainPasswords:
    """Stands for Argon2id, which is slow on purpose; counts how often it is asked."""

    asked: int = 0

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def verify(self, hashed: str, password: str) -> bool:
        self.asked += 1
        return hashed == self.hash(password)


@define
class CountingCatalogue:
    """Stands for the bulk import: reads every record, keeps their kinds."""

    seen: list[str] = field(factory=list)
    failing: Exception | None = None

    def begin(self, connection: ErpConnection) -> "CountingCatalogue":
        return self

    def known(self, kind: str, key: str) -> bytes | None:
        return None

    def apply(self, message: InboxMessage, records: Iterable[Record], progress: Progress) -> Outcome:
        found = [type(record).__name__ for record in records]
        if self.failing is not None:
            raise self.failing
        progress("applying", len(found))
        self.seen += found
        return Outcome({"products": {"added": found.count("ProductRecord")}})


@define
class InlineQueue:
    """Does the work at once, in the place of a worker; `asleep` stands for a queue that is away."""

    apply: ApplyNext | None = None
    asleep: bool = False
    woken: int = 0

    def wake(self, connection_id: int) -> None:
        self.woken += 1
        if self.apply is not None and not self.asleep:
            self.apply(connection_id)


@define
class Portal:
    """The parts that tests reach for."""

    database: Database
    client: falcon.testing.TestClient
    app: Any
    connection: ConnectionId
    passwords: PlainPasswords
    catalogue: CountingCatalogue
    queue: InlineQueue
    inbox: PostgresInbox
    apply: ApplyNext
    contain: Contain
    sweep: SweepSessions
    streams: AdvisoryStreams
    media: FolderMedia
    errors: list[Exception]

    def rows(self, statement: str, *facts: Any) -> list[tuple[Any, ...]]:
        with self.database.driver() as connection:
            return connection.execute(statement.encode(), facts).fetchall()

    def run(self, statement: str, *facts: Any) -> None:
        with self.database.driver() as connection:
            connection.execute(statement.encode(), facts)

    def one(self, statement: str, *facts: Any) -> Any:
        return self.rows(statement, *facts)[0][0]

    def login(self, type: str = "catalog") -> "OneC":
        caller = OneC(self.client, type)
        caller.checkauth()
        return caller

    def packet(self, packet: dict[str, Any], **headers: str) -> falcon.testing.Result:
        return self.client.simulate_post("/erp/v1/packets", json=packet, headers={**basic(), **headers})


@define
class OneC:
    """A client of the doors as 1C is one: Basic once, then the cookie."""

    client: falcon.testing.TestClient
    type: str
    cookie: str = ""

    def checkauth(self) -> None:
        answer = self.ask("checkauth", headers=basic())
        assert answer.text.startswith("success\n"), answer.text
        self.cookie = "=".join(answer.text.split("\n")[1:3])

    def ask(self, mode: str, method: str = "GET", body: bytes | None = None, **more: Any) -> falcon.testing.Result:
        headers = more.pop("headers", None) or {"Cookie": self.cookie}
        asked = {"type": self.type, "mode": mode, **more}
        query = "&".join(f"{name}={quote(str(value), safe='/')}" for name, value in asked.items())
        return self.client.simulate_request(method, DOOR, query_string=query, headers=headers, body=body)

    def send(self, name: str, body: bytes) -> falcon.testing.Result:
        return self.ask("file", "POST", body, filename=name)

    def load(self, name: str, body: bytes) -> str:
        """Sends a file and imports it to the end; the last answer."""
        assert self.send(name, body).text == "success"
        for _ in range(20):
            text = self.ask("import", filename=name).text
            if not text.startswith("progress"):
                return text
        return text


def basic(login: str = LOGIN, password: str = PASSWORD, encoding: str = "utf-8") -> dict[str, str]:
    told = base64.b64encode(f"{login}:{password}".encode(encoding)).decode()
    return {"Authorization": f"Basic {told}"}


def portal(url: str, folder: Path, **options: Any) -> Portal:
    database, ids = Database(url, size=12), SystemIds()
    clock, passwords = SystemClock(ZONE), PlainPasswords()
    errors: list[Exception] = []
    connections, sessions = PostgresConnections(database), PostgresExchangeSessions(database, ids)
    connection = ConnectErp(connections, passwords)(NewConnection("УТ 11", LOGIN, **options), PASSWORD)
    inbox, streams, queue = PostgresInbox(database), AdvisoryStreams(database), InlineQueue()
    catalogue, media = CountingCatalogue(), FolderMedia(folder)
    works, packet_works = PostgresOrderWorks(database, ids), PostgresPacketWorks(database, ids)
    offers, packets = PostgresOffers(database), PostgresPacketInbox(database)
    outgoing = PostgresOutgoing(database)
    names, patience = FileNames(safe_name), Patience(brief=0.2)

    pictures = FinishPictures(inbox, media, PostgresMediaIndex(database))
    end = EndSession(pictures, FinishOrders(inbox, queue))
    contain = Contain(PostgresContainments(database))
    apply_packet = ApplyPacket(read_packet, command, packet_works, ApplyOrderMessage(works, clock), ApplyRefusal(works))
    apply = ApplyNext(
        inbox,
        connections,
        streams,
        {
            Kind.CATALOG: ApplyCatalogue(read, catalogue),
            Kind.SALE: TakeOrders(read, works, PrefixedNumbers("B"), Offline(), clock),
            Kind.PACKET: apply_packet,
        },
        AfterMessage(apply_packet.retry, contain),
        lambda message, error: errors.append(error),
    )
    queue.apply = apply
    authenticate = Authenticate(connections, VerifiedPasswords(passwords, time.monotonic, b"key"))
    exchange = ExchangeUseCases(
        authenticate=authenticate,
        begin_session=BeginSession(authenticate, sessions, SystemTokens(), EndEarlier(sessions, end)),
        find_session=FindSession(authenticate, sessions),
        init=InitStaging(inbox, sessions, end),
        receive=ReceivePart(inbox, names),
        import_file=ImportFile(inbox, names, queue, pictures, UnpackArchives(inbox, ZipArchives()), patience),
        end=end,
        query_orders=QueryOrders(offers, OneCOrders(), clock),
        confirm_orders=ConfirmOrders(offers),
        has_orders=HasOrders(offers),
        directories=OneCDirectories(),
        patience=patience,
        take_packet=TakePacket(read_packet, packets, inbox, streams, apply, queue, outgoing),
        packet_state=PacketState(packets, tuple(READERS), packets.name),
        give_packet=GivePacket(outgoing, packets.name),
    )
    app: Any = falcon.App()
    routes(app, exchange)
    sweep = SweepSessions(sessions, end, inbox, offers)
    return Portal(
        database, falcon.testing.TestClient(app), app, connection, passwords, catalogue, queue, inbox, apply, contain,
        sweep, streams, media, errors,
    )  # fmt: skip
