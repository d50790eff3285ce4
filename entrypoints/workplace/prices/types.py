"""Price types, one of them, and what a good cost in it before."""

from collections.abc import Mapping, Sequence

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_desk.steps import SetSteps
from application.price_desk.types import SetPriceType, TypeRow
from domain.access.permission import Permission
from domain.pricing.book import Threshold
from domain.pricing.price_types import SCALES, FallbackLoops, ScaleInvalid
from domain.pricing.thresholds import MOST, StepInvalid
from domain.shared.errors import DomainError
from domain.shared.ids import PriceTypeId, VariantId
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import number_of
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.prices.desk import TYPES, PriceDesk

PAGE = 50
FIRST = (0, -1)


def counted_of(visit: Visit) -> Mapping[str, bool]:
    """Whether the contracts that a page counts are those of all clients: it says so where they are not."""
    return {"sees_all": Permission.SEE_ALL_CLIENTS in visit.authority.staff_permissions}


@frozen
class Front:
    """/manage/prices"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.desk.visit(req)
        see_other(resp, TYPES)


@frozen
class Types:
    """/manage/prices/types"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        rows = self.desk.prices.types(visit)
        self.desk.show(req, resp, "price_types.html", visit, "types", rows=rows, **counted_of(visit))


@frozen
class Type:
    """/manage/prices/types/{kind}"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, kind: int) -> None:
        self.show(req, resp, self.desk.visit(req), PriceTypeId(kind))

    def on_post(self, req: falcon.Request, resp: falcon.Response, kind: int) -> None:
        visit = self.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        fallback = form.get("fallback", "")
        chosen = PriceTypeId(number_of(fallback, "price-type")) if fallback else None
        try:
            self.desk.prices.set_type(visit, SetPriceType(PriceTypeId(kind), chosen, form.get("scale", "")))
        except (FallbackLoops, ScaleInvalid) as refusal:
            self.show(req, resp, visit, PriceTypeId(kind), refusal, fallback)
            resp.status = status(refusal)
            return
        see_other(resp, f"{TYPES}/{kind}?saved=1")

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        kind: PriceTypeId,
        refusal: DomainError | None = None,
        fallback: str | None = None,
        steps: Sequence[tuple[str, str]] | None = None,
    ) -> None:
        """`fallback` and `steps` are what was typed, where that was refused."""
        text = str(req.params.get("q", "")).strip()[:100]
        view = self.desk.prices.type(visit, kind, text, after_of(req), PAGE)
        path, following = f"{TYPES}/{kind}", view.prices.next
        language = self.desk.desk.edition(visit, req).language.code
        self.desk.show(
            req,
            resp,
            "price_type.html",
            visit,
            "types",
            view=view,
            row=view.row,
            text=text,
            path=path,
            csrf=visit.authority.csrf,
            **counted_of(visit),
            may_set=Permission.SET_PRICE_TYPES in visit.authority.staff_permissions,
            scales=[(scale, scale) for scale in SCALES],
            fallbacks=[(other.id, other.name) for other in view.others],
            chosen=fallback if fallback is not None else (view.row.fallback or ""),
            refusal=sentence(refusal, language) if refusal else "",
            refused_step=isinstance(refusal, StepInvalid),
            steps=step_rows(view.steps if steps is None else steps),
            steps_path=f"{path}/steps",
            refused_scale=isinstance(refusal, ScaleInvalid),
            saved=req.params.get("saved") == "1",
            first=address(path, {"q": text}) if after_of(req) != FIRST else "",
            next=address(path, {"q": text}, after=f"{following[0]}.{following[1]}") if following else "",
        )


@frozen
class Steps:
    """/manage/prices/types/{kind}/steps: from what total of a cart on which type applies."""

    type: Type

    def on_post(self, req: falcon.Request, resp: falcon.Response, kind: int) -> None:
        desk = self.type.desk
        visit = desk.visit(req)
        form = desk.desk.form(req, visit)
        typed = [(form.get(f"total-{n}", ""), form.get(f"becomes-{n}", "")) for n in range(1, MOST + 2)]
        rows = tuple(
            (total, PriceTypeId(number_of(becomes, "price-type")) if becomes else None) for total, becomes in typed
        )
        try:
            desk.prices.set_steps(visit, SetSteps(PriceTypeId(kind), rows))
        except StepInvalid as refusal:
            self.type.show(req, resp, visit, PriceTypeId(kind), refusal, None, typed)
            resp.status = status(refusal)
            return
        see_other(resp, f"{TYPES}/{kind}?saved=1")


def step_rows(steps: Sequence[Threshold] | Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the fields hold, and an empty row to add one, two where there is none yet."""
    rows = [(f"{one.total:.2f}".replace(".", ","), str(one.becomes)) if isinstance(one, Threshold) else one
            for one in steps]  # fmt: skip
    rows = [row for row in rows if any(row)]
    return [*rows, *[("", "")] * (1 if rows else 2)][: MOST + 1]


def after_of(req: falcon.Request) -> tuple[int, int]:
    """The key that the page goes on after; whatever else was typed there is the first page."""
    variant, _, packaging = str(req.params.get("after", "")).partition(".")
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (variant, packaging)):
        return int(variant), int(packaging)
    return FIRST


@frozen
class Goods:
    """/manage/prices/types/{kind}/goods/{variant}"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, kind: int, variant: int) -> None:
        visit = self.desk.visit(req)
        found: tuple[TypeRow, object] = self.desk.prices.goods(visit, PriceTypeId(kind), VariantId(variant))
        row, goods = found
        self.desk.show(req, resp, "price_goods.html", visit, "types", row=row, goods=goods, path=f"{TYPES}/{kind}")
