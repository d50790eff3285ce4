"""Argon2id with parameters of RFC 9106's second recommendation, scaled to a login of some 30 ms."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from attrs import field, frozen


@frozen
class Argon2Passwords:
    hasher: PasswordHasher = field(
        factory=lambda: PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1), eq=False
    )

    def hash(self, password: str) -> str:
        return self.hasher.hash(password)

    def verify(self, hashed: str, password: str) -> bool:
        try:
            return self.hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False
