"""Let 1C in: by login and password at checkauth, then by the cookie or by the password again."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import ClassVar

from attrs import define, field, frozen

from application.access.ports import Passwords
from application.exchange.ports import Connections, Sessions
from application.exchange.values import ErpConnection, ErpSession, ExchangeRefused
from application.shared.ports import Tokens

# Verified when the login is unknown, so that both answers take the same time.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
REMEMBERED = 600.0
MOST = 200


@frozen
class Login:
    """What a Basic header said; the bytes may have been UTF-8 or windows-1251, so that there are two readings."""

    readings: tuple[tuple[str, str], ...]


@frozen
class WrongCredentials(ExchangeRefused):
    """Also for a connection that is switched off."""

    code: ClassVar[str] = "exchange.wrong-credentials"


@frozen
class NoSession(ExchangeRefused):
    """No live session for the cookie, or for the login without one."""

    code: ClassVar[str] = "exchange.no-session"


@define
class VerifiedPasswords:
    """Spares Argon2id where the same password was verified within ten minutes: 1C logs in for every portion.

    What is kept are hashes under `key`, random for each process. A password that was changed has another stored hash,
    so that the old one is forgotten at once. Wrong passwords are never remembered.
    `now` is in seconds and never goes back.
    """

    passwords: Passwords
    now: Callable[[], float]
    key: bytes = field(repr=False)
    _until: dict[bytes, float] = field(factory=dict, init=False, repr=False)

    def verify(self, hashed: str, password: str) -> bool:
        name = hmac.new(self.key, f"{hashed}\0{password}".encode(), sha256).digest()
        now = self.now()
        if self._until.get(name, 0.0) > now:
            return True
        if not self.passwords.verify(hashed, password):
            return False
        if len(self._until) >= MOST:
            self._until.clear()
        self._until[name] = now + REMEMBERED
        return True


@frozen
class Authenticate:
    """The connection behind a login. Raises: WrongCredentials."""

    connections: Connections
    passwords: VerifiedPasswords

    def __call__(self, login: Login) -> ErpConnection:
        for name, password in login.readings:
            found = self.connections.by_login(name)
            if self.passwords.verify(found.password_hash if found else NOBODY, password) and found:
                if found.disabled:
                    break
                return found
        raise WrongCredentials


@frozen
class Began:
    """The cookie's value; the database keeps its hash only."""

    token: str
    session: ErpSession


@frozen
class BeginSession:
    """mode=checkauth."""

    authenticate: Authenticate
    sessions: Sessions
    tokens: Tokens
    ended: Callable[[ErpConnection], object]

    def __call__(self, login: Login, type: str) -> Began:
        """Raises: WrongCredentials."""
        connection = self.authenticate(login)
        self.ended(connection)
        token = self.tokens.new()
        return Began(token, self.sessions.start(connection, type, token))


@frozen
class FindSession:
    """Any other mode: a cookie that we gave is enough; so is the password, for a client that keeps no cookies."""

    authenticate: Authenticate
    sessions: Sessions

    def __call__(self, token: str | None, login: Login | None, type: str) -> ErpSession:
        """Raises: WrongCredentials, NoSession."""
        if token is not None:
            found = self.sessions.of(token)
        else:
            found = self.sessions.latest(self.authenticate(login), type) if login is not None else None
        if found is None:
            raise NoSession
        return found
