"""How often a worker looks for garbage."""

import gc


def look_seldom() -> None:
    """An import makes millions of short-lived records that hold no cycles: looking for some costs a twentieth of it,
    and of making an index half of it. What stands now stands for ever."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
