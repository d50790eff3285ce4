"""What a person does at a screen, by the words and the roles that he sees."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

from attrs import define
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

Found = TypeVar("Found")

PATIENCE = 10.0
# What is looked for in a page that is not there yet, or no more.
ABSENT = (StaleElementReferenceException, NoSuchElementException, IndexError, StopIteration)
# What the driver says while one page gives way to another; selenium has no types of its own for it.
PASSING = (
    *("no such execution context", "aborted by navigation", "document unloaded while waiting for result"),
    *("Cannot find context with specified id", "Inspected target navigated or closed"),
    *("does not belong to the document", "detached"),
)
OVERFLOWING = """
const wide = document.documentElement.clientWidth;
return [...document.querySelectorAll("body *")].filter((one) => one.getClientRects().length
  && one.getBoundingClientRect().right > wide + 1 && !one.closest(".scroll, .tabs, .menu, .unseen"))
  .slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
"""

# Packing a picture tightly takes longer than drawing the page.
DRAFT = {"captureBeyondViewport": True, "optimizeForSpeed": True}
DRAWN = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));"


@define
class Visitor:
    driver: Chrome
    base: str
    shots: Path
    # Drawing and packing the whole of a page costs more than opening it.
    shows: bool = True
    shot: int = 0

    def open(self, path: str) -> None:
        self.driver.get(self.base + path)

    def sign_in(self, account: dict[str, str]) -> None:
        self.open("/login")
        self.type_into("login", account["login"])
        with self.leaving():
            self.type_into("password", account["password"] + Keys.ENTER)
        assert "/login" not in self.driver.current_url

    def type_into(self, name: str, text: str) -> None:
        field = self.driver.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def one(self, css: str) -> WebElement:
        """Waits for it to be there and seen."""
        return self.until(lambda: self.seen(css))

    def seen(self, css: str) -> WebElement:
        """The first that is seen just now."""
        return next(found for found in self.all(css) if found.is_displayed())

    def click(self, css: str) -> None:
        self.press(self.one(css))

    def press(self, element: WebElement) -> None:
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        # A click goes to a place: where the element is once the browser has drawn what it was told.
        self.driver.execute_async_script(DRAWN)
        element.click()

    @contextmanager
    def leaving(self, seconds: float = PATIENCE) -> Iterator[None]:
        """For what posts a plain form or follows a link: ends when another document is there and complete.

        Until then the old page answers what is asked of the new one, and whatever is opened next may abort the post.
        """
        old = self.driver.find_element(By.TAG_NAME, "html")
        yield
        self.until(lambda: is_gone(old), seconds)
        self.until(lambda: bool(self.driver.execute_script("return document.readyState === 'complete'")), seconds)

    def leave(self, css: str, seconds: float = PATIENCE) -> None:
        self.leave_by(self.one(css), seconds)

    def leave_by(self, element: WebElement, seconds: float = PATIENCE) -> None:
        with self.leaving(seconds):
            self.press(element)

    def keys(self, *keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(*keys)

    def text(self, css: str = "body") -> str:
        # In a list, for an empty text has come, too.
        return self.until(lambda: [self.seen(css).text])[0]

    def until(self, come: Callable[[], Found], seconds: float = PATIENCE) -> Found:
        """What has come; what cannot be found while the page changes has not come yet."""
        deadline = monotonic() + seconds
        last: Exception | None = None
        while True:
            try:
                if found := come():
                    return found
            except ABSENT as absent:
                last = absent
            except WebDriverException as error:
                if not any(words in (error.msg or "") for words in PASSING):
                    raise
                last = error
            if monotonic() > deadline:
                if self.size()["width"] > 0:
                    self.keep("waited-in-vain")
                why = f"; the last error: {brief(last)}" if last else ""
                raise AssertionError(f"it has not come in {seconds} s at {self.driver.current_url}{why}") from last
            sleep(0.05)

    def shoot(self, name: str) -> None:
        """A picture for whoever wants to see the page, taken where somebody asked for pictures."""
        # Right after a page has been left the browser may still have no layout to measure.
        self.until(lambda: self.size()["width"] > 0)
        if self.shows:
            self.keep(name)

    def keep(self, name: str) -> None:
        self.shot += 1
        size = self.size()
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 4000), "scale": 1}
        image = self.driver.execute_cdp_cmd("Page.captureScreenshot", {**DRAFT, "clip": clip})
        (self.shots / f"{self.shot:02d}-{name}.png").write_bytes(base64.b64decode(image["data"]))

    def size(self) -> dict[str, float]:
        found: dict[str, float] = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        return found

    def look(self, name: str) -> None:
        """What every page must hold: nothing wider than the screen, no word in the console, a title, one heading."""
        self.shoot(name)
        assert self.driver.execute_script(OVERFLOWING) == []
        assert console(self.driver) == []
        assert self.driver.title
        assert len(self.all("h1")) == 1
        assert self.driver.find_element(By.TAG_NAME, "html").get_attribute("lang") in ("ru", "en")

    @property
    def cart_lines(self) -> int:
        return int(self.text("#header-cart .count").replace("\u00a0", ""))


def is_gone(element: WebElement) -> bool:
    try:
        element.is_enabled()
    except StaleElementReferenceException:
        return True
    return False


def brief(error: Exception) -> str:
    """Without the stack of the driver."""
    return f"{type(error).__name__} {str(error).partition(chr(10))[0]}".strip()


def console(driver: Chrome) -> list[str]:
    """What was written to the console since it was asked last."""
    entries = driver.get_log("browser")  # type: ignore[no-untyped-call]  # selenium does not type it
    return [str(entry["message"]) for entry in entries]
