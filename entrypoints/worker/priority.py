"""Who goes first where web and worker share processors: whoever waits for a page."""

import os

# A third of what a web process is given while both want all of it; all of it while nobody asks for pages.
NICE = 5


def give_way() -> None:
    """For this process and all that it starts. Whoever runs it may have asked for more patience: that stays."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
