"""`sotto …`: finds the command, runs it, and says in plain words what went wrong."""

import os
import sys

import typer


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotto.settings.django")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Returns the exit code."""
    import django
    from pydantic import ValidationError

    try:
        django.setup()
        from sotto.processes.cli.app import app
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        typer.echo(f"sotto.toml: {'.'.join(map(str, first['loc']))}: {first['msg']}", err=True)
        return 1
    from sotto.processes.cli.failures import explained

    with explained(as_json="--json" in arguments) as outcome:
        ended = app(args=arguments, prog_name="sotto", standalone_mode=False)
        outcome.code = ended if isinstance(ended, int) else outcome.code  # Of `typer.Exit`.
    return outcome.code


if __name__ == "__main__":
    main()
