"""The second phase of bin/up, inside the locked environment: see `main`."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from pydantic import ValidationError

from sotto.processes.setup.bring_up import bring_up
from sotto.processes.setup.preflight import Objection
from sotto.processes.setup.progress import console
from sotto.processes.setup.status import describe, statuses
from sotto.processes.setup.stop import stop
from sotto.processes.supervision.table import services
from sotto.settings.configuration import Configuration, config_file


def main() -> int:
    options = _options()
    try:
        configuration = Configuration()
        if options.stop:
            stop(configuration)
        elif options.status:
            return _status(configuration)
        else:
            bring_up(configuration, only=options.only, self_test=not options.without_self_test)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = ".".join(str(part) for part in problem["loc"])
            console.print(f"{config_file()}: {name}: {problem['msg']}", markup=False)
        return 1
    except Objection as objection:
        console.print(f"[red]✗[/red] {objection}")
        return 1
    except subprocess.CalledProcessError as error:
        said = error.stderr or b""
        text = said if isinstance(said, str) else said.decode(errors="replace")
        console.print(f"[red]✗[/red] {Path(error.cmd[0]).name} failed: {text.strip()[-600:]}")
        return 1
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="bin/up", description="Bring Sotto up, or up to date.")
    parser.add_argument("--stop", action="store_true", help="stop everything")
    parser.add_argument("--status", action="store_true", help="say what runs")
    parser.add_argument("--without-self-test", action="store_true", help="place no test call")
    parser.add_argument("--for-tests", action="store_true", help="install what bin/test needs too")
    names = [service.name for service in services(Configuration())] if "--only" in sys.argv else []
    parser.add_argument("--only", nargs="+", choices=names, help="these services, for development")
    return parser.parse_args()


def _status(configuration: Configuration) -> int:
    """0 when every service answers."""
    found = statuses(configuration)
    console.print(describe(found), markup=False)
    return 0 if all(status.answers for status in found) else 1


if __name__ == "__main__":
    sys.exit(main())
