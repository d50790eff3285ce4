"""Every family of the assortment, in the order of the catalogue."""

from simulators.onec.demo.assortment import engineering, fasteners, supplies, tools

FAMILIES = (*fasteners.FAMILIES, *tools.FAMILIES, *engineering.FAMILIES, *supplies.FAMILIES)
