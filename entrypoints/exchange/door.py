"""GET and POST /bitrix/admin/1c_exchange.php: the protocol of CommerceML, by `type` and `mode`."""

import hashlib
import time
from collections.abc import Callable, Iterable

import falcon
import structlog
from attrs import frozen

from application.exchange.names import NameRefused
from application.exchange.receive import TooBig
from application.exchange.sign_in import NoSession, WrongCredentials
from application.exchange.values import ErpSession
from entrypoints.exchange import answers, asking
from entrypoints.exchange.use_cases import ExchangeUseCases

TYPES = ("catalog", "sale", "reference")
UNSUPPORTED = {
    "crm": "Обмен с CRM этим адресом не обслуживается.",
    "get_catalog": "Выгрузка каталога из портала в 1С не поддерживается.",
}
NO_HEADER = (
    "Сервер не получил логин и пароль: нет заголовка Authorization. Если они указаны в 1С, "
    "проверьте, передаёт ли этот заголовок прокси-сервер."
)
WRONG = "Неверный логин или пароль обмена, либо подключение выключено."
NO_SESSION = "Сеанс обмена не найден или истёк. Повторите обмен с начала (mode=checkauth)."
TROUBLE = "Портал временно не может принять данные. Повторите обмен позже."

Mode = Callable[[falcon.Request, falcon.Response, ErpSession, dict[str, str]], None]


@frozen
class OneCDoor:
    exchange: ExchangeUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        asked = asking.parameters(req)
        try:
            self._answer(req, resp, asked)
        except WrongCredentials:
            log(req, asked, "exchange.wrong-credentials")
            answers.unauthorized(resp, WRONG)
        except NoSession:
            log(req, asked, "exchange.no-session")
            answers.failure(resp, NO_SESSION)
        except Exception as error:  # 1C understands nothing but its own words
            log(req, asked, "exchange.trouble", error)
            answers.failure(resp, TROUBLE)

    on_post = on_get

    def _answer(self, req: falcon.Request, resp: falcon.Response, asked: dict[str, str]) -> None:
        type, mode = asked.get("type", "").lower(), asked.get("mode", "").lower()
        if type in UNSUPPORTED:
            answers.failure(resp, UNSUPPORTED[type])
        elif type == "listen":
            self._listen(resp, self._session(req, "sale"))
        elif type not in TYPES:
            answers.failure(resp, f"Неизвестный вид обмена type={type[:40]}.")
        elif mode == "checkauth":
            self._checkauth(req, resp, type)
        elif (work := self._modes(type).get(mode)) is None:
            answers.failure(resp, f"Неизвестный режим обмена mode={mode[:40]} для type={type}.")
        else:
            work(req, resp, self._session(req, type), asked)

    def _modes(self, type: str) -> dict[str, Mode]:
        common: dict[str, Mode] = {
            "init": self._init,
            "file": self._file,
            "import": self._import,
            "complete": self._complete,
            "deactivate": self._deactivate,
        }
        orders: dict[str, Mode] = {"query": self._query, "success": self._success, "info": self._info}
        return common | orders if type == "sale" else common

    def _session(self, req: falcon.Request, type: str) -> ErpSession:
        return self.exchange.find_session(asking.token_of(req), asking.login_of(req), type)

    def _checkauth(self, req: falcon.Request, resp: falcon.Response, type: str) -> None:
        login = asking.login_of(req)
        if login is None:
            log(req, {"type": type}, "exchange.no-authorization-header")
            answers.unauthorized(resp, NO_HEADER)
            return
        token = self.exchange.begin_session(login, type).token
        told = ["success", asking.COOKIE, token, f"sessid={short(token)}"]
        if type == "catalog":
            told.append(f"timestamp={int(time.time())}")
        answers.lines(resp, *told)
        resp.append_header("Set-Cookie", f"{asking.COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax")

    def _init(self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]) -> None:
        """Exactly two lines, unless the client named its version: УТ 11 counts them."""
        version = asked.get("version", "")
        self.exchange.init(session, version)
        connection = session.connection
        told = [f"zip={'yes' if connection.zip else 'no'}", f"file_limit={connection.file_limit}"]
        if version:
            ours = "3.1" if version.startswith("3") else "2.10"
            told += [f"sessid={short(asking.token_of(req) or str(session.id))}", f"version={ours}"]
        answers.lines(resp, *told)

    def _file(self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]) -> None:
        blocks = asking.body(req)
        try:
            self.exchange.receive(session, asked.get("filename", ""), blocks)
        except (NameRefused, TooBig) as refused:
            asking.drain(blocks)
            answers.failure(resp, why(refused))
            return
        answers.success(resp)

    def _import(self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]) -> None:
        answers.imported(resp, self.exchange.import_file(session, asked.get("filename", "")))

    def _complete(self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]) -> None:
        self.exchange.end(session)
        answers.success(resp)

    def _deactivate(
        self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]
    ) -> None:
        if not asked.get("timestamp", "").isdigit():
            answers.failure(resp, "Не указано время начала выгрузки (timestamp).")
            return
        self.exchange.end(session)
        answers.success(resp)

    def _query(self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]) -> None:
        answer = self.exchange.query_orders(session)
        answers.xml(resp, answer.body, answer.charset)

    def _success(self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]) -> None:
        self.exchange.confirm_orders(session)
        self.exchange.end(session)
        answers.success(resp)

    def _info(self, req: falcon.Request, resp: falcon.Response, session: ErpSession, asked: dict[str, str]) -> None:
        answers.xml(resp, self.exchange.directories(), "utf-8")

    def _listen(self, resp: falcon.Response, session: ErpSession) -> None:
        waiting: Iterable[None] = (None,) if self.exchange.has_orders(session) else self.exchange.patience()
        if any(self.exchange.has_orders(session) for _ in waiting):
            answers.success(resp)
        else:
            resp.status = falcon.HTTP_304


def short(token: str) -> str:
    """A sign of the session that may stand in addresses and logs: the cookie cannot be told from it."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def why(refused: NameRefused | TooBig) -> str:
    if isinstance(refused, NameRefused):
        return f"Имя файла «{refused.name[:100]}» недопустимо."
    return f"Порция больше допустимых {refused.limit} байт. Уменьшите размер порции (file_limit)."


def log(req: falcon.Request, asked: dict[str, str], what: str, error: Exception | None = None) -> None:
    facts = {"type": asked.get("type"), "mode": asked.get("mode"), "address": req.remote_addr}
    if error is None:
        structlog.get_logger().warning(what, **facts)
    else:
        structlog.get_logger().error(what, **facts, error=type(error).__name__, exc_info=error)
