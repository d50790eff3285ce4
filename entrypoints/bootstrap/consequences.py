"""What the worker and the scheduler do."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from dramatiq.brokers.redis import RedisBroker

from adapters.mail.letters import JinjaLetters
from adapters.mail.smtp import SmtpMailer
from adapters.pdf.invoices import TypstInvoices
from adapters.postgres.claims import AdvisoryClaims
from adapters.postgres.documents import begin_invoicing
from adapters.postgres.housekeeping import ExchangeWakeUps, Housekeeping
from adapters.postgres.labels import SpreadLabels
from adapters.postgres.notify import begin_notifying
from adapters.postgres.offers import OfferOrder
from adapters.postgres.outbox import Announcements, PostgresDueDeliveries, PostgresFailures
from adapters.postgres.rule_previews import PreviewWakeUps
from adapters.postgres.structure.work import FollowGoods
from adapters.redis.broker import make_broker
from adapters.redis.queue import RedisQueue
from application.documents.issue_invoice import InvoiceTerms, IssueInvoice
from application.notify.send_mail import SendMail
from application.shared.consuming import Consuming
from application.shared.jobs import Job
from application.shared.messages import wake, wake_preview
from application.shared.outbox import INVOICE, MAIL, MANAGER_MAIL, MEDIA_UPLOAD, ONEC, ORDER_FILE, PRICE_LIST
from entrypoints.bootstrap.card import look_at_watches
from entrypoints.bootstrap.company import expire_requests
from entrypoints.bootstrap.exchange import apply_next, exchange_jobs
from entrypoints.bootstrap.filling import read_draft, tidy_drafts
from entrypoints.bootstrap.indexing import index_is_behind
from entrypoints.bootstrap.media import picture_wake_ups, shrink_pictures, sort_upload, tidy_uploads
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.price_lists import make_price_list, tidy_price_lists
from entrypoints.bootstrap.rates import take_due_rates
from entrypoints.bootstrap.reserves import release_held
from entrypoints.bootstrap.rules import run_preview
from entrypoints.bootstrap.search import search_jobs
from entrypoints.settings import Settings
from entrypoints.worker.actors import UseCases
from entrypoints.worker.relay import Relay


def broker(settings: Settings) -> RedisBroker:
    return make_broker(settings.redis_url)


def worker_use_cases(settings: Settings) -> UseCases:
    parts = Parts.of(settings, settings.worker_threads)
    failures = PostgresFailures(parts.database)
    issue = IssueInvoice(
        lambda: begin_invoicing(parts.database, parts.zone),
        TypstInvoices(),
        parts.documents,
        parts.clock,
        parts.ids,
        InvoiceTerms(settings.instance_prefix, parts.zone),
    )
    return UseCases(
        apply_next(Parts.of(settings, 2, timeout=0)),
        Consuming(INVOICE, issue, failures),
        Consuming(MAIL, _mail(parts, MAIL), failures),
        Consuming(MANAGER_MAIL, _mail(parts, MANAGER_MAIL), failures),
        run_preview(parts),
        Consuming(PRICE_LIST, make_price_list(Parts.of(settings, 4, timeout=0)), failures),
        shrink_pictures=shrink_pictures(parts),
        sort_upload=Consuming(MEDIA_UPLOAD, sort_upload(Parts.of(settings, 4, timeout=0)), failures),
        read_order_file=Consuming(ORDER_FILE, read_draft(parts), failures),
    )


def _mail(parts: Parts, consumer: str) -> SendMail:
    settings = parts.settings
    return SendMail(
        lambda: begin_notifying(parts.database),
        JinjaLetters(settings.public_url, parts.zone),
        parts.documents,
        SmtpMailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None,
        urlsplit(settings.public_url).hostname or "localhost",
        consumer,
    )


def relay(settings: Settings) -> Relay:
    parts = Parts.of(settings, 2)
    offer = Consuming(ONEC, OfferOrder(parts.database), PostgresFailures(parts.database))
    return Relay(
        PostgresDueDeliveries(parts.database),
        Announcements(settings.database_url),
        RedisQueue(broker(settings)),
        {ONEC: offer},
    )


def job_claims(settings: Settings) -> AdvisoryClaims:
    return AdvisoryClaims(Parts.of(settings, 2).database)


def scheduled_jobs(settings: Settings) -> Sequence[Job]:
    parts = Parts.of(settings, 2)
    queue, keeping = RedisQueue(broker(settings)), Housekeeping(parts.database)
    return [
        Job("exchange-wake-ups", 5, ExchangeWakeUps(parts.database, lambda connection: wake(queue, connection))),
        Job("catalogue-index", 1, index_is_behind(parts, queue)),
        Job("rule-previews", 10, PreviewWakeUps(parts.database, lambda preview: wake_preview(queue, preview))),
        *exchange_jobs(parts),
        Job("goods-in-sections", 15, FollowGoods(Parts.of(settings, 2, timeout=0).database)),
        Job("held-orders", 10, release_held(parts)),
        Job("rates", 60, take_due_rates(parts)),
        Job("idempotency-keys", 600, keeping.idempotency_keys),
        Job("sessions", 600, keeping.sessions),
        Job("old-previews", 3600, keeping.previews),
        Job("old-carts", 3600, keeping.carts),
        Job("old-order-lists", 3600, keeping.order_lists),
        Job("old-events", 3600, keeping.events),
        Job("old-questions-for-prices", 3600, keeping.questions_for_prices),
        Job("price-lists", 600, tidy_price_lists(parts)),
        *search_jobs(settings),
        Job("pictures", 3, picture_wake_ups(parts, queue)),
        Job("sent-pictures", 600, tidy_uploads(parts)),
        Job("late-requests", 60, expire_requests(parts)),
        Job("watches", 30, look_at_watches(parts)),
        Job("labels", 20, SpreadLabels(parts.database)),
        Job("order-drafts", 3600, tidy_drafts(parts)),
    ]
