"""The exchange with 1C: its doors, and the worker's part of it."""

import time
from collections.abc import Sequence

import structlog

from adapters.onec.exchange.archives import ZipArchives
from adapters.onec.exchange.directories import OneCDirectories
from adapters.onec.exchange.offers import OneCOrders
from adapters.onec.packets.envelope import packet as read_packet
from adapters.onec.packets.payloads import READERS, command
from adapters.onec.packing import safe_name
from adapters.onec.reading import read
from adapters.postgres.exchange.catalogue import PostgresCatalogImport
from adapters.postgres.exchange.connections import PostgresConnections, PostgresExchangeSessions
from adapters.postgres.exchange.containment import PostgresContainments
from adapters.postgres.exchange.inbox import PostgresInbox
from adapters.postgres.exchange.journal import PostgresJournal
from adapters.postgres.exchange.media import PostgresMediaIndex
from adapters.postgres.exchange.offers import PostgresOffers
from adapters.postgres.exchange.order_work import PostgresOrderWorks
from adapters.postgres.exchange.packets.inbox import PostgresPacketInbox
from adapters.postgres.exchange.packets.outgoing import PostgresOutgoing
from adapters.postgres.exchange.packets.work import PostgresPacketWorks
from adapters.postgres.exchange.streams import AdvisoryStreams
from adapters.postgres.reserves.clockwork import PostgresClockwork
from adapters.postgres.structure.work import FollowGoods
from adapters.redis.broker import make_broker
from adapters.redis.queue import RedisQueue
from adapters.system.passwords import Argon2Passwords
from adapters.system.system import SystemTokens
from application.exchange.after import AfterMessage, CatchUp
from application.exchange.apply_next import ApplyCatalogue, ApplyNext
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
from application.exchange.ports import ExchangeQueue
from application.exchange.receive import InitStaging, ReceivePart
from application.exchange.sessions import EndEarlier, EndSession, SweepSessions
from application.exchange.sign_in import Authenticate, BeginSession, FindSession, VerifiedPasswords
from application.exchange.take_orders import TakeOrders
from application.exchange.values import InboxMessage, Kind
from application.reserves.keep import ExpireReserves, WarnOfEndings
from application.shared.jobs import Job
from application.shared.messages import wake
from entrypoints.bootstrap.parts import Parts
from entrypoints.exchange.patience import Patience
from entrypoints.exchange.use_cases import ExchangeUseCases

# A held poll of 1C; proxies give up at 30 to 60 s.
HOLD = 15.0


class WakingQueue:
    """A message that is lost is no harm: the clock tells again."""

    def __init__(self, parts: Parts) -> None:
        self._queue = RedisQueue(make_broker(parts.settings.redis_url))

    def wake(self, connection_id: int) -> object:
        return wake(self._queue, connection_id)


def apply_next(parts: Parts) -> ApplyNext:
    """`parts` has a database without a statement time-out."""
    database, clock = parts.database, parts.clock
    works = PostgresOrderWorks(database, parts.ids)
    packets = _apply_packet(parts)
    numbers = PrefixedNumbers(parts.settings.instance_prefix)
    return ApplyNext(
        PostgresInbox(database),
        PostgresConnections(database),
        AdvisoryStreams(database),
        {
            Kind.CATALOG: ApplyCatalogue(read, PostgresCatalogImport(database)),
            Kind.SALE: TakeOrders(read, works, numbers, Offline(), clock),
            Kind.PACKET: packets,
        },
        AfterMessage(packets.retry, Contain(PostgresContainments(database)), FollowGoods(database)),
        _report,
    )


def _apply_packet(parts: Parts) -> ApplyPacket:
    works = PostgresOrderWorks(parts.database, parts.ids)
    packet_works = PostgresPacketWorks(parts.database, parts.ids)
    return ApplyPacket(read_packet, command, packet_works, ApplyOrderMessage(works, parts.clock), ApplyRefusal(works))


def _report(message: InboxMessage, error: Exception) -> None:
    structlog.get_logger().error("exchange.failed", message=message.id, kind=message.kind.value, exc_info=error)


def _ending(parts: Parts, queue: ExchangeQueue) -> tuple[FinishPictures, EndSession]:
    inbox = PostgresInbox(parts.database)
    pictures = FinishPictures(inbox, parts.pictures, PostgresMediaIndex(parts.database))
    return pictures, EndSession(pictures, FinishOrders(inbox, queue))


def exchange_use_cases(parts: Parts, holds: bool) -> ExchangeUseCases:
    """`holds`: whether this process serves 1C alone and may keep its polls waiting."""
    database = parts.database
    connections = PostgresConnections(database)
    sessions = PostgresExchangeSessions(database, parts.ids)
    inbox, offers, packets = PostgresInbox(database), PostgresOffers(database), PostgresPacketInbox(database)
    outgoing = PostgresOutgoing(database)
    queue, names = WakingQueue(parts), FileNames(safe_name)
    patience = Patience(hold=HOLD if holds else 0.0, slots=max(1, parts.settings.web_threads // 2))
    pictures, end = _ending(parts, queue)
    verified = VerifiedPasswords(Argon2Passwords(), time.monotonic, parts.settings.secret.encode())
    authenticate = Authenticate(connections, verified)
    inline = apply_next(Parts.of(parts.settings, 2, timeout=0))
    return ExchangeUseCases(
        authenticate=authenticate,
        begin_session=BeginSession(authenticate, sessions, SystemTokens(), EndEarlier(sessions, end)),
        find_session=FindSession(authenticate, sessions),
        init=InitStaging(inbox, sessions, end),
        receive=ReceivePart(inbox, names),
        import_file=ImportFile(inbox, names, queue, pictures, UnpackArchives(inbox, ZipArchives()), patience),
        end=end,
        query_orders=QueryOrders(offers, OneCOrders(), parts.clock),
        confirm_orders=ConfirmOrders(offers),
        has_orders=HasOrders(offers),
        directories=OneCDirectories(),
        patience=patience,
        take_packet=TakePacket(read_packet, packets, inbox, AdvisoryStreams(database), inline, queue, outgoing),
        packet_state=PacketState(packets, tuple(READERS), packets.name),
        give_packet=GivePacket(outgoing, packets.name),
    )


def exchange_jobs(parts: Parts) -> Sequence[Job]:
    """What comes round by the clock: silent sessions, reservations past their term, what waits for a parent."""
    _, end = _ending(parts, WakingQueue(parts))
    sessions, inbox = PostgresExchangeSessions(parts.database, parts.ids), PostgresInbox(parts.database)
    sweep = SweepSessions(sessions, end, inbox, PostgresOffers(parts.database))
    clockwork = PostgresClockwork(parts.database)
    contain = Contain(PostgresContainments(parts.database))
    streams = AdvisoryStreams(parts.database)
    catch_up = CatchUp(PostgresConnections(parts.database), streams, _apply_packet(parts).retry, contain)
    return [
        Job("exchange-sessions", 30, sweep),
        Job("reservations", 30, ExpireReserves(clockwork)),
        Job("reserve-warnings", 60, WarnOfEndings(clockwork)),
        Job("exchange-catch-up", 300, catch_up),
    ]


def journal(parts: Parts) -> PostgresJournal:
    return PostgresJournal(parts.database)
