"""The Bank of Russia over HTTP: one gentle question, a bounded answer."""

import ipaddress
import time
from datetime import date
from typing import Final
from urllib.parse import urlsplit

import httpx
from attrs import frozen

from adapters.cbr.daily import told
from application.pricing.rate_ports import RatesAway, RatesSwitchedOff, RatesUnreadable, Told

PATIENCE: Final = 10.0
MOST_BYTES: Final = 1024 * 1024
# An empty agent, or that of a script, is now and then answered with 403.
HEADERS: Final = {"User-Agent": "Mozilla/5.0 (compatible; Optovik)", "Accept": "application/xml, text/xml, */*"}


@frozen
class CbrRates:
    """`url`: the folder of the scripts, https://www.cbr.ru/scripts; `off` for an installation without the service."""

    url: str
    patience: float = PATIENCE

    def on(self, day: date) -> Told:
        """The list of the business day. Without the day the Bank would answer tomorrow's in the evening.

        Raises: RatesAway, RatesUnreadable, RatesAbsent, RatesSwitchedOff.
        """
        if self.url == "off":
            raise RatesSwitchedOff
        return told(self._content(f"{self.url.rstrip('/')}/XML_daily.asp", {"date_req": f"{day:%d/%m/%Y}"}), day)

    def _content(self, address: str, query: dict[str, str]) -> bytes:
        try:
            with (
                httpx.Client(timeout=self.patience, headers=HEADERS, trust_env=not _is_local(address)) as client,
                client.stream("GET", address, params=query, follow_redirects=True) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise RatesAway(f"status-{response.status_code}")
                return self._read(response)
        except httpx.TimeoutException:
            raise RatesAway("timeout") from None
        except httpx.HTTPError as error:
            raise RatesAway(type(error).__name__) from None

    def _read(self, response: httpx.Response) -> bytes:
        """The client's own time-out is for each piece: who sends byte by byte would hold us for ever."""
        until, content = time.monotonic() + self.patience, bytearray()
        for piece in response.iter_bytes():
            content += piece
            if len(content) > MOST_BYTES:
                raise RatesUnreadable("too-large")
            if time.monotonic() > until:
                raise RatesAway("timeout")
        return bytes(content)


def _is_local(address: str) -> bool:
    """A proxy of the environment is for the outside world; a simulator listens on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
