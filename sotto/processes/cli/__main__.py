"""`sotto …`: finds the command, runs it, and says in plain words what went wrong."""

import gc
import os
import sys

import typer

from sotto.processes.cli.output import complain


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotto.settings.django")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Returns the exit code."""
    if arguments[:1] == ["verify"]:
        return _verify(arguments[1:])
    import django
    from pydantic import ValidationError

    gc.disable()  # None of what is loaded is garbage: a tenth of the time until a command runs.
    try:
        django.setup()
        from sotto.processes.cli.app import app
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        complain(f"sotto.toml: {'.'.join(map(str, first['loc']))}: {first['msg']}")
        return 1
    gc.freeze()
    gc.enable()
    from sotto.processes.cli.failures import explained

    with explained(as_json="--json" in arguments) as outcome:
        ended = app(args=arguments, prog_name="sotto", standalone_mode=False)
        outcome.code = ended if isinstance(ended, int) else outcome.code  # Of `typer.Exit`.
    return outcome.code


def _verify(arguments: list[str]) -> int:
    """Without settings: whoever holds a certificate needs no Sotto."""
    from typer.exceptions import TyperException

    from sotto.processes.cli.verify import verify

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(verify)
    try:
        ended = app(args=arguments, prog_name="sotto verify", standalone_mode=False)
    except TyperException as fault:
        complain(f"{fault.format_message()} Try: sotto verify --help")
        return 2
    return ended if isinstance(ended, int) else 0


if __name__ == "__main__":
    main()
