"""Start mesures in a clone: `python cli.py search "…"`."""

import sys

from pipeline.cli import main

if __name__ == "__main__":
    sys.exit(main())
