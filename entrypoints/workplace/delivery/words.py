"""Delivery in words."""

from collections.abc import Sequence

from attrs import frozen

from domain.fulfilment.calendar import Schedule
from domain.fulfilment.delivery import Kind
from domain.ordering.splitting import Criterion
from entrypoints.pages.rendering import Edition

WEEK = 7


@frozen
class DeliveryWords:
    edition: Edition

    @property
    def days(self) -> Sequence[tuple[int, str]]:
        names = self.edition.language.say("Mon Tue Wed Thu Fri Sat Sun").split()
        return list(enumerate(names, 1))

    def weekdays(self, schedule: Schedule) -> str:
        if len(schedule.weekdays) == WEEK:
            return self.edition.language.say("every working day")
        return ", ".join(name for number, name in self.days if number in schedule.weekdays)

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        say = self.edition.language.say
        return [
            (Kind.PICKUP.value, say("the buyer comes")),
            (Kind.DELIVERY.value, say("own transport")),
            (Kind.CARRIER.value, say("transport company")),
        ]

    def kind(self, kind: Kind) -> str:
        return dict(self.kinds)[kind.value]

    @property
    def criteria(self) -> Sequence[tuple[str, str]]:
        say = self.edition.language.say
        return [
            (Criterion.WAREHOUSE.value, say("warehouse")),
            (Criterion.AVAILABILITY.value, say("in stock or to be delivered")),
            (Criterion.DATE.value, say("day of delivery")),
            (Criterion.PROPERTY.value, say("property of the goods")),
        ]

    def action(self, action: str) -> str:
        say = self.edition.language.say
        return {
            "delivery.method": say("way of delivery"),
            "delivery.route": say("route"),
            "delivery.day": say("day of the calendar"),
            "delivery.day-forgotten": say("day is as its weekday again"),
            "delivery.settings": say("calendar and splitting"),
            "delivery.address-on-route": say("address on a route"),
        }.get(action, action)
