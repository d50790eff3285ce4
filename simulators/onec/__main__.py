"""Start with `python -m simulators.onec`."""

import sys

from simulators.onec.program import main

if __name__ == "__main__":
    sys.exit(main())
