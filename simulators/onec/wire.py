"""What goes over the wire: profiles of 1C programs, answers of the portal, failures.

Source: the standard client modules "Обмен с сайтом"; see docs/exchange for the portal's side.
"""

import re
from urllib.parse import urlsplit

import httpx
from attrs import frozen

PATH = "/bitrix/admin/1c_exchange.php"
AGENT = "1C+Enterprise/8.3"


@frozen
class Profile:
    """How one generation of 1C behaves.

    `timeout` and `pause` (between polls of an import) are seconds; `strict_init` demands exactly two
    lines of init; `token` sends line 4 of checkauth with every later call; `attempts` repeats a
    portion from checkauth; `version` is sent as a parameter; `one_session` uploads a run in one go.
    """

    name: str
    timeout: float = 180
    pause: float = 0
    strict_init: bool = True
    token: bool = False
    attempts: int = 1
    version: str | None = None
    one_session: bool = False


PROFILES = {
    "ut11": Profile("ut11"),
    "unf": Profile("unf", timeout=1800, pause=5, strict_init=False, token=True, attempts=2),
    "bitrix": Profile("bitrix", strict_init=False, token=True, version="3.1", one_session=True),
}


class ExchangeFailed(Exception):
    """The portal refused, or did not answer; `text` is what the 1C user would read."""

    def __init__(self, step: str, text: str, status: int | None = None) -> None:
        super().__init__(f"{step}: {text}")
        self.step, self.text, self.status = step, text, status


@frozen
class Answer:
    """One answer: HTTP status, the first word in lower case, the whole text."""

    status: int
    word: str
    text: str

    @property
    def lines(self) -> list[str]:
        """Lines split at LF only and not trimmed: a CR stays where 1C would leave it."""
        return self.text.split("\n")

    @property
    def rest(self) -> str:
        return "\n".join(self.lines[1:]).strip()


def answer_of(response: httpx.Response) -> Answer:
    """Decode by the header's charset, UTF-8 by default; windows-1251 when that shows replacements."""
    text = decoded(response.content, response.headers.get("content-type", ""))
    return Answer(response.status_code, text.split("\n")[0].strip().lower(), text)


def decoded(content: bytes, content_type: str) -> str:
    found = re.search(r"charset=\"?([\w-]+)", content_type)
    try:
        text = content.decode(found[1] if found else "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return content.decode("windows-1251", "replace") if "\ufffd" in text else text


def endpoint(portal: str) -> str:
    """The exchange address as 1C makes it: no spaces, slashes turned, the script by default."""
    address = portal.replace(" ", "").replace("\\", "/").rstrip("/")
    if "://" not in address:
        address = f"http://{address}"
    return address if urlsplit(address).path.strip("/") else address + PATH


def wire_name(name: str) -> str:
    """1C cuts a file's name at its second dot: photo.front.jpg goes as photo.front."""
    folder, _, last = name.rpartition("/")
    cut = ".".join(last.split(".")[:2])
    return f"{folder}/{cut}" if folder else cut
