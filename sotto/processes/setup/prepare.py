"""The first phase of bin/up: refuse early, then install. Standard library only."""

import sys
from argparse import ArgumentParser

from sotto.processes.setup import environment, packages
from sotto.processes.setup.preflight import Objection, gather, refuse_if_unfit


def main() -> int:
    parser = ArgumentParser(prog="bin/up", add_help=False)
    parser.add_argument("--for-tests", action="store_true")
    options, _ = parser.parse_known_args()
    try:
        prepare(for_tests=options.for_tests)
    except Objection as objection:
        print(objection, file=sys.stderr)
        return 1
    return 0


def prepare(*, for_tests: bool) -> None:
    """for_tests: what bin/test needs too. Raises Objection."""
    refuse_if_unfit(gather())
    wanted = [*packages.NEEDED, *(packages.FOR_TESTS if for_tests else ())]
    lacking = packages.missing(wanted)
    if environment.needs_npm():
        lacking += packages.FOR_PAGES
    if lacking:
        print(f"Installing {len(lacking)} Debian packages: {', '.join(lacking)}", flush=True)
        packages.install(lacking)
    if environment.python_environment(development=for_tests):
        print("Installed the locked Python environment", flush=True)
    if environment.page_packages():
        print("Installed what the pages load", flush=True)


if __name__ == "__main__":
    sys.exit(main())
