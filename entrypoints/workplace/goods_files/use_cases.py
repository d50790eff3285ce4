"""What the pages of goods from files ask for beside the desk."""

from collections.abc import Callable, Sequence

from application.shared.sheets import Sheet

Workbook = Callable[[Sequence[Sheet]], bytes]
