"""Pictures at the screen: an editor sends them by article, a buyer looks through them and turns a good about."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Portal
from tests.browser.visitor import Visitor
from tests.capabilities import shows

TURNING = "return [...document.querySelectorAll('.goods td.name a')].map((one) => one.getAttribute('href'))"
SCROLLED = "const s = document.querySelector('.shots'); return Math.round(s.scrollLeft / s.clientWidth)"


def photo(shade: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", (900, 700), (shade, 90, 140)).save(made, "JPEG")
    return made.getvalue()


def opened(visitor: Visitor, css: str, without: str = "") -> str:
    """A card of the demo's bolts with such a thing on it; its address."""
    visitor.open("/search?q=%D0%B1%D0%BE%D0%BB%D1%82")
    for address in visitor.driver.execute_script(TURNING):
        visitor.open(address)
        if visitor.all(css) and not (without and visitor.all(without)):
            return str(address)
    raise AssertionError(f"no bolt of the demo has {css}")


@shows("M017")
def test_a_buyer_turns_a_good_by_hand_by_keys_and_by_itself(visitor: Visitor, portal: Portal) -> None:
    visitor.sign_in(portal.account("buyer"))
    opened(visitor, "[data-turn]")
    view = visitor.one(".turn-view")
    visitor.look("turn")
    requested = "return performance.getEntriesByType('resource').filter((one) => one.name.includes('.webp')).length"
    assert visitor.driver.execute_script(requested) < 12, "frames wait until somebody turns"

    def place() -> int:
        return int(view.get_attribute("aria-valuenow") or 0)

    first = visitor.one(".turn-view img").get_attribute("src")
    view.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert place() == 3
    visitor.until(lambda: visitor.one(".turn-view img").get_attribute("src") != first)
    view.send_keys(Keys.HOME)
    assert place() == 1
    view.send_keys(Keys.ARROW_LEFT)
    assert place() == 24, "round and round"

    view.send_keys(Keys.HOME)
    width = view.size["width"]
    drag = ActionChains(visitor.driver).move_to_element_with_offset(view, width // 4, 0).click_and_hold()
    drag.move_by_offset(-width // 4, 0).perform()
    quarter = place()
    drag = ActionChains(visitor.driver).move_by_offset(-width // 4, 0).release()
    drag.perform()
    assert (quarter, place()) == (7, 13), "a quarter of the width is a quarter of a turn, however it is reached"
    visitor.until(lambda: not visitor.one(".turn").find_element(By.CSS_SELECTOR, "progress").is_displayed())
    visitor.shoot("turned")

    visitor.click("[data-play]")
    visitor.until(lambda: place() != 13)
    visitor.click("[data-play]")
    still = place()
    visitor.driver.execute_script("return new Promise((done) => setTimeout(done, 400))")
    assert place() == still


@shows("M017")
def test_whoever_asked_for_calm_is_offered_no_motion(visitor: Visitor, portal: Portal) -> None:
    calm = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    visitor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", calm)
    try:
        visitor.sign_in(portal.account("buyer"))
        opened(visitor, "[data-turn]")
        assert not visitor.all("[data-play]")[0].is_displayed()
        visitor.one(".turn-view").send_keys(Keys.ARROW_RIGHT)
        assert visitor.one(".turn-view").get_attribute("aria-valuenow") == "2"
    finally:
        visitor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@shows("M016")
def test_pictures_sent_by_article_are_looked_through_on_the_card(
    visitor: Visitor, portal: Portal, tmp_path: Path
) -> None:
    visitor.sign_in(portal.account("buyer"))
    card = opened(visitor, ".shot", without="[data-turn]")
    sku = visitor.text(".card-facts dd.strong")
    shade = visitor.driver.get_window_size()["width"] % 100
    files = [tmp_path / f"{sku}_{n}.jpg" for n in (1, 2, 3)] + [tmp_path / "IMG_1.jpg"]
    for n, file in enumerate(files):
        file.write_bytes(photo(shade + 30 * n))

    visitor.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    visitor.sign_in(portal.account("content_editor"))
    visitor.open("/manage/media")
    visitor.look("media")
    visitor.driver.find_element(By.ID, "f-files").send_keys("\n".join(map(str, files)))
    visitor.leave("form.panel button.primary")
    visitor.until(lambda: bool(visitor.all(".media-files")), 60)
    visitor.look("report")
    assert "не сопоставлена" in visitor.text(".media-files")
    assert visitor.text(".media-files").count("привязана") + visitor.text(".media-files").count("уже есть") == 3

    visitor.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    visitor.sign_in(portal.account("buyer"))
    visitor.open(card)
    visitor.until(lambda: len(visitor.all(".thumbs a")) >= 4)
    strip = visitor.one(".shots")

    def place() -> int:
        return int(visitor.driver.execute_script(SCROLLED))

    visitor.look("gallery")
    strip.send_keys(Keys.ARROW_RIGHT)
    visitor.until(lambda: place() == 1)
    visitor.until(lambda: visitor.all(".thumbs a")[1].get_attribute("aria-current") == "true")
    visitor.press(visitor.all(".thumbs a")[2])
    visitor.until(lambda: place() == 2)

    visitor.press(visitor.all(".shot")[2])
    visitor.until(lambda: visitor.one("#zoom").is_displayed())
    assert visitor.text(".zoom-count").startswith("3 /")
    visitor.keys(Keys.ARROW_LEFT)
    assert visitor.text(".zoom-count").startswith("2 /")
    visitor.shoot("zoomed")
    visitor.click("[data-scale]")
    assert visitor.one("[data-scale]").get_attribute("aria-pressed") == "true"
    visitor.keys(Keys.ESCAPE)
    visitor.until(lambda: not visitor.all("#zoom")[0].is_displayed())
