"""The command line: serve a twin, send a folder, write files.

`python -m simulators.onec serve|send|write --help` tells the options.
"""

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from simulators.onec.client import Client
from simulators.onec.cml.dialects import DEFAULT, DIALECTS
from simulators.onec.cml.files import PORTIONS, write
from simulators.onec.control import control
from simulators.onec.demo.wholesaler import DEFAULT_GOODS, DEFAULT_SEED, build
from simulators.onec.folder import FolderRefused, Sent, send_folder
from simulators.onec.twin import BOTH, COMMERCEML, MOSCOW, PACKETS, OtherBooks, Pace, Twin
from simulators.onec.wire import PROFILES, ExchangeFailed

LONGEST_WAIT = 15.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 1 when the portal refused something."""
    options = _parser().parse_args(arguments)
    commands = {"serve": _serve, "send": _send, "write": _write}
    try:
        return commands[options.command](options)
    except (OtherBooks, ValueError) as error:
        print(f"Ошибка: {error}", file=sys.stderr)
        return 1


def _serve(options: argparse.Namespace) -> int:
    by_hand = Pace(0, None, None)
    twin = Twin(
        portal=options.portal,
        login=options.login,
        password=options.password,
        state=Path(options.state),
        goods=options.goods,
        seed=options.seed,
        dialect=options.dialect,
        profile=PROFILES[options.profile],
        pace=by_hand if options.manual else Pace(options.confirm, options.assemble, options.ship),
        stock_by=options.stock_by,
        debt_with_orders=options.debt_with_orders,
        tell=_tell,
    )
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = control(twin, options.host, options.port)
    Thread(target=server.serve_forever, daemon=True).start()
    _tell(f"[1C] Страница базы: http://{options.host}:{server.server_address[1]}/")
    worker = Thread(target=_work, args=(twin, stop, options.interval), daemon=True)
    worker.start()
    while not stop.wait(1):
        pass
    server.shutdown()
    server.server_close()
    worker.join(timeout=5)
    twin.store.close()
    _tell("[1C] Остановлена")
    return 0


def _work(twin: Twin, stop: Event, interval: float) -> None:
    """The first load, tried until it is through, then cycles; interval 0 leaves them to POST /cycle."""
    wait = 1.0
    while not twin.sent and not _holds(twin.first_load) and not stop.wait(wait):
        wait = min(wait * 2, LONGEST_WAIT)
    while interval and not stop.wait(interval):
        _holds(twin.run_cycle)


def _holds(step: Callable[[], object]) -> bool:
    """Whether the step went through; its failure is told and never ends the program."""
    try:
        step()
    except Exception as error:
        _tell(f"[1C] Обмен не прошёл: {error if isinstance(error, (ExchangeFailed, FolderRefused)) else repr(error)}")
        return False
    return True


def _send(options: argparse.Namespace) -> int:
    report: list[Sent] = []
    failure = ""
    with Client(options.portal, options.login, options.password, PROFILES[options.profile]) as client:
        try:
            send_folder(client, Path(options.folder), report.append)
        except FolderRefused:
            failure = "не все файлы приняты"
        except ExchangeFailed as error:
            failure = str(error)
    width = max((len(sent.parcel.name) for sent in report), default=4)
    _tell(f"{'файл'.ljust(width)}  тип      картинок  POST  секунд  ответы / итог")
    for sent in report:
        _tell(
            f"{sent.parcel.name.ljust(width)}  {sent.parcel.kind:<7}  {sent.pictures:>8}  {sent.posts:>4}  "
            f"{sent.seconds:>6.1f}  {_words(sent)} / {sent.outcome}"
        )
    if failure:
        print(f"Ошибка: {failure}", file=sys.stderr)
    return 1 if failure else 0


def _words(sent: Sent) -> str:
    """Answers with their counts: `file:success x12 import:progress x2 import:success`."""
    counted = Counter(f"{mode}:{answer.word}" for mode, answer in sent.answers)
    return " ".join(word if count == 1 else f"{word} x{count}" for word, count in counted.items())


def _write(options: argparse.Namespace) -> int:
    now = datetime.now(MOSCOW).replace(tzinfo=None)
    books = build(now.date(), options.goods, options.seed)
    dialect = DIALECTS[options.dialect]
    for path in write(Path(options.folder), books, dialect, now, portions=options.portions, encoding=options.encoding):
        _tell(f"{path} {path.stat().st_size}")
    return 0


def _tell(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulators.onec", description="Двойник базы 1С для портала")
    commands = parser.add_subparsers(dest="command", required=True)
    portal = argparse.ArgumentParser(add_help=False)
    portal.add_argument("--portal", required=True, help="адрес портала, http://127.0.0.1:8080")
    portal.add_argument("--login", required=True)
    portal.add_argument("--password", required=True)
    portal.add_argument("--profile", choices=PROFILES, default="ut11")
    books = argparse.ArgumentParser(add_help=False)
    books.add_argument("--goods", type=int, default=DEFAULT_GOODS)
    books.add_argument("--seed", type=int, default=DEFAULT_SEED)
    books.add_argument("--dialect", choices=DIALECTS, default=DEFAULT)
    _serve_options(commands.add_parser("serve", parents=[portal, books], help="жить как база 1С"))
    send = commands.add_parser("send", parents=[portal], help="отправить папку CommerceML")
    send.add_argument("folder")
    files = commands.add_parser("write", parents=[books], help="записать файлы CommerceML")
    files.add_argument("folder")
    files.add_argument("--portions", type=int, default=PORTIONS)
    files.add_argument("--encoding", choices=("utf-8", "windows-1251"), default="utf-8")
    return parser


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--state", required=True, help="папка с книгами двойника")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8090)
    serve.add_argument("--interval", type=float, default=5, help="секунд между обменами, 0 - только по POST /cycle")
    serve.add_argument("--confirm", type=float, default=0, help="секунд до подтверждения заказа")
    serve.add_argument("--assemble", type=float, default=20, help="секунд до сборки")
    serve.add_argument("--ship", type=float, default=60, help="секунд сборки до отгрузки")
    serve.add_argument("--manual", action="store_true", help="сборка и отгрузка только по команде")
    serve.add_argument("--stock-by", choices=(COMMERCEML, PACKETS, BOTH), default=COMMERCEML)
    serve.add_argument("--debt-with-orders", action="store_true", help="долг считает и неотгруженные заказы")
