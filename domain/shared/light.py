"""Values that are made by the thousand: a cart has a thousand lines, a price list a hundred thousand."""

from typing import TYPE_CHECKING

__all__ = ("light",)

if TYPE_CHECKING:
    from attrs import frozen as light
else:
    from attrs import define

    def light(cls: type) -> type:
        """`frozen`, as the type checker sees it: nothing sets a field, equal values are equal and hash alike.

        What guards the fields while the program runs takes twice as long to make as the value itself, so it is left out
        where a thousand of them are made for one request (measured, ADR 0065).
        """
        return define(cls, unsafe_hash=True)
