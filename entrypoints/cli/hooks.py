"""Parts of the portal that a command calls only when it is given, so that the command line starts at once."""

from importlib import import_module
from typing import Any

from entrypoints.trouble import Trouble


def hook(module: str, name: str) -> Any:
    """Raises: Trouble when this installation lacks it; a fault inside it stays a fault."""
    try:
        found = import_module(module)
    except ModuleNotFoundError as error:
        # One that is missing deeper is a broken installation, and its traceback says which.
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise absent(module, name) from None
    if not hasattr(found, name):
        raise absent(module, name)
    return getattr(found, name)


def absent(module: str, name: str) -> Trouble:
    return Trouble(f"This copy of the portal has no {module}.{name}.", "Take a complete copy of its sources.")
