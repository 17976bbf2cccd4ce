"""The product without a browser, for nightly jobs: `python -m pmo_core --help`."""

import sys

from pmo_core.jobs.commands import main

if __name__ == "__main__":
    sys.exit(main())
