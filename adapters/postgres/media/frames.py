"""Which paths of the ERP are frames of a turn: `is_frame` of the domain as a condition, held equal by a test."""

FRAME_PATH = "'[^/][ _-]+360/[^/]*$'"
