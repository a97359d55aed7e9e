"""What set-up says while it works: a spinner on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console

console = Console(highlight=False, soft_wrap=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Says what is being done, then how long it took."""
    began = time.monotonic()
    with console.status(doing) if console.is_terminal else nullcontext():
        if not console.is_terminal:
            console.print(f"{doing} …")
        yield
    taken = time.monotonic() - began
    console.print(f"[green]✓[/green] {doing} [dim]({taken:.1f} s)[/dim]")
