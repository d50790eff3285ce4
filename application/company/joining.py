"""A person accepts an invitation by the link of the letter: it works once, and only while its sender may give it."""

from attrs import frozen

from application.access.ports import Limiter, Passwords
from application.company.people_ports import Joining, Offered, PasswordsDiffer, PasswordWeak
from domain.access.authority import TooManyAttempts
from domain.shared.errors import NotFound

LEAST_PASSWORD, LONGEST_PASSWORD = 10, 200
GUESSES, WINDOW = 30, 600


@frozen
class Join:
    token: str
    password: str = ""
    again: str = ""
    address: str = ""


@frozen
class JoinCompany:
    joining: Joining
    passwords: Passwords
    limiter: Limiter

    def look(self, token: str, address: str) -> Offered:
        """Raises NotFound; TooManyAttempts for an address that guesses."""
        if not self.limiter.allow(f"join:{address}", GUESSES, WINDOW):
            raise TooManyAttempts(WINDOW)
        offered = self.joining.offered(token)
        # What its sender cannot give today was promised by somebody who has lost the right: the link went with it (A3).
        if offered is None or not offered.granted <= offered.may_invite:
            raise NotFound("invitation", "")
        return offered

    def __call__(self, command: Join) -> str:
        """The login to sign in with. Raises: NotFound, PasswordWeak, PasswordsDiffer, TooManyAttempts."""
        offered = self.look(command.token, command.address)
        if offered.is_known:
            return self.joining.accept(command.token, "")
        if not LEAST_PASSWORD <= len(command.password) <= LONGEST_PASSWORD:
            raise PasswordWeak(LEAST_PASSWORD)
        if command.password != command.again:
            raise PasswordsDiffer
        return self.joining.accept(command.token, self.passwords.hash(command.password))
