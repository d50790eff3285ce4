"""What every page owes everyone: nothing that axe calls serious, little to load, a way for the keyboard."""

from typing import Any

from attrs import frozen
from axe_core_python.base import AXE_SCRIPT
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.visitor import Visitor

GRAVE = ("serious", "critical")
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then((found) => done(found.violations));
"""
# As they came over the wire, compressed where the server compresses.
LOADED = """
const told = performance.getEntriesByType("resource").filter((one) => /[.](js|css)$/.test(one.name));
return [...performance.getEntriesByType("navigation"), ...told].map((one) => [one.name, one.transferSize]);
"""
HEAVIEST = 150 * 1024
OUTLINED = """
const one = document.activeElement, at = one.getBoundingClientRect();
const marked = (style) => style.boxShadow !== "none" || (style.outlineStyle !== "none" && style.outlineWidth !== "0px");
const around = [one, one.parentElement].map((each) => getComputedStyle(each));
return at.bottom > 0 && at.top < innerHeight && around.some(marked);
"""


@frozen
class Finding:
    rule: str
    impact: str
    element: str
    why: str


def findings(visitor: Visitor) -> list[Finding]:
    """Serious and critical ones of the page as it stands."""
    visitor.driver.execute_script(AXE_SCRIPT)
    told: list[dict[str, Any]] = visitor.driver.execute_async_script(RUN)
    return [
        Finding(each["id"], each["impact"], node["html"][:200], " ".join(node.get("failureSummary", "").split())[:300])
        for each in told
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def weight(visitor: Visitor) -> int:
    """Bytes of HTML, styles and scripts for somebody who comes for the first time."""
    loaded: list[tuple[str, int]] = visitor.driver.execute_script(LOADED)
    return sum(size for _, size in loaded)


def open_afresh(visitor: Visitor, path: str) -> None:
    """Tab begins at the top, wherever the driver has clicked before."""
    visitor.open(path)
    begin = "const b = document.body; b.tabIndex = -1; b.focus(); b.removeAttribute('tabindex');"
    visitor.driver.execute_script(begin)


def reached(visitor: Visitor, css: str, most: int = 400) -> int:
    """How often Tab is pressed until what the selector names has the focus."""
    for presses in range(1, most):
        ActionChains(visitor.driver).send_keys(Keys.TAB).perform()
        if visitor.driver.execute_script("return document.activeElement.matches(arguments[0])", css):
            return presses
    raise AssertionError(f"Tab does not reach {css} at {visitor.driver.current_url}")


def focus_is_seen(visitor: Visitor) -> bool:
    """Within the screen, and outlined itself or by what it is set in, as steppers are."""
    return bool(visitor.driver.execute_script(OUTLINED))
