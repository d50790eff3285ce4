"""What somebody typed while his session was ending: it goes with him through signing in, and waits for his word.

Nothing of a cart is lost with a session, since carts are kept here; only what stood in the fields would be.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

import falcon

from domain.ordering.cart import LineKey
from entrypoints.http.visits import visit_if_any
from entrypoints.pages.forms import form_of
from entrypoints.pages.rendering import is_part, see_other
from entrypoints.storefront.lines import key_of, key_text

PATH = "/cart/typed"
MOST = 100  # lines that an address can name
LONGEST = 14


def carried_over(req: falcon.Request, resp: falcon.Response, how: str) -> bool:
    """True when nobody is signed in and the answer leads to signing in, with what was typed.

    how: `add` for quantities to be added to the cart, `set` for those that stood in its own fields.
    """
    if visit_if_any(req) is not None:
        return False
    pairs = [(key, text) for key, text in _typed(form_of(req)).items()][:MOST]
    if not pairs:
        return False
    wanted = f"{PATH}?{urlencode({how: ';'.join(f'{key_text(key)}={text}' for key, text in pairs)})}"
    address = f"/login?next={quote(wanted, safe='')}"
    if is_part(req):
        resp.set_header("HX-Redirect", address)
        resp.status = falcon.HTTP_200
    else:
        see_other(resp, address)
    return True


def _typed(form: Mapping[str, str]) -> dict[LineKey, str]:
    was = dict(pair.split("=", 1) for pair in form.get("was", "").split(";") if "=" in pair)
    found = {}
    for name, text in form.items():
        key = key_of(name.removeprefix("q-")) if name.startswith("q-") else None
        plain = text.strip()[:LONGEST].replace(";", "").replace("=", "")
        if key is not None and plain and was.get(key_text(key)) != plain:
            found[key] = plain
    pressed = key_of(form.get("add", ""))
    if pressed is not None:
        found.setdefault(pressed, "1")
    return found


def told(text: str) -> list[tuple[str, str]]:
    """(field, quantity) of what an address tells; nothing for what no form of ours has sent."""
    pairs = (part.split("=", 1) for part in text.split(";") if "=" in part)
    return [(key_text(key), quantity[:LONGEST]) for name, quantity in pairs if (key := key_of(name)) is not None][:MOST]
