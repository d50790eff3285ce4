"""Sign a person in and out."""

from datetime import timedelta
from hashlib import sha256

from attrs import frozen

from application.access.ports import Accounts, Limiter, Passwords, Sessions
from application.shared.ports import Clock, Tokens
from domain.access.authority import SignInRefused, TooManyAttempts

SESSION = timedelta(days=14)
# By login few, since a person knows his password; by address many, since an office has one.
OF_LOGIN, OF_ADDRESS, WINDOW = 10, 200, 300
# Verified when the login is unknown, so that both answers take the same time.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@frozen
class SignIn:
    login: str
    password: str
    address: str = ""


@frozen
class SignedIn:
    """The cookie's token; the database keeps its hash only."""

    token: str
    csrf: str
    is_staff: bool


@frozen
class SignInHandler:
    accounts: Accounts
    sessions: Sessions
    passwords: Passwords
    limiter: Limiter
    tokens: Tokens
    clock: Clock

    def __call__(self, command: SignIn) -> SignedIn:
        """Raises SignInRefused, alike for a wrong login, a wrong password and a disabled account; TooManyAttempts."""
        login = command.login.strip().casefold()
        by_login = f"login:{sha256(login.encode()).hexdigest()}"
        for key, most in ((by_login, OF_LOGIN), (f"address:{command.address}", OF_ADDRESS)):
            if not self.limiter.allow(key, most, WINDOW):
                raise TooManyAttempts(WINDOW)
        found = self.accounts.credentials(login)
        matches = self.passwords.verify(found.password_hash if found else NOBODY, command.password)
        if found is None or not matches or found.disabled:
            raise SignInRefused
        self.limiter.forget(by_login)
        token, csrf = self.tokens.new(), self.tokens.new()
        self.sessions.start(found.user, token, csrf, self.clock.now() + SESSION)
        return SignedIn(token, csrf, found.is_staff)
