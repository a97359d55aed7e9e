"""Pictures of the pages, from a system that runs: for the documents, or all of them to look at.

`python -m tests.journeys.pictures` makes docs/images anew; `… pictures look` takes every page of
data protection in both languages, wide and narrow, light and dark, into artifacts/. The system is
the one of SOTTO_CONFIG, fresh from `bin/up`: what the pages show is made here, by commands.
"""

import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.journeys.browser import ARTIFACTS, DESKTOP, TELEPHONE, Reader, chromium
from tests.journeys.system import HOME, CommandFailed, System

IMAGES = HOME / "docs" / "images"
PEOPLE = {
    "2001": "Ada Example",
    "2002": "Grace Sample",
    "2003": "Maximiliane von der Ostervogelsang-Brückenthaler",
}
# Where each stands; behind a bar, what is clicked there: the first that fits.
DOCUMENTED = {
    "first-page": "/",
    "data-protection": "/data-protection/",
    "requests": "/requests/",
    "request": "/requests/ | main tbody a",
}
LOOKED_AT = {
    **DOCUMENTED,
    "intake": "/requests/new/",
    "intake-chosen": "/requests/new/?who=2001",
    "intake-nobody": "/requests/new/?who=99999",
    "intake-no-country": "/requests/new/?who=030123456",
    "intake-name": "/requests/new/?who=Somebody",
    "erasures": "/data-protection/erasures/",
    "erasure-new": "/data-protection/erasures/new/",
    "erasure-dry-run": "/data-protection/erasures/new/?who=2001",
    "erasure-before-a-hold": "/data-protection/erasures/new/?who=2002",
    "holds": "/data-protection/holds/",
    "hold-new": "/data-protection/holds/new/?who=2001",
    "retention": "/data-protection/retention/",
    "period": "/data-protection/retention/period/?class=2&days=20",
    "retention-log": "/data-protection/retention/log/",
    "masking": "/data-protection/retention/masking/",
    "recipients": "/data-protection/recipients/",
    "audit": "/audit/",
    "backups": "/data-protection/backups/",
    "document": "/data-protection/document/",
    "canaries": "/data-protection/canaries/",
    "accounts": "/accounts/",
    "my-data": "/my-data/",
    "my-consents": "/my-data/consents/",
    "my-requests": "/my-data/requests/",
    "my-request": "/my-data/requests/ | main tbody a",
    "people": "/people/",
    "person": "/people/ | main tbody a",
    "calls": "/calls/",
    "reminders": "/requests/reminders/",
    "shared": "/data-protection/shared/",
    "erasure": "/data-protection/erasures/ | main tbody a",
    "not-there": "/nothing-here/",
    "link-that-was-used": "/open/nothing/",
}
OWN = {name for name, path in LOOKED_AT.items() if path.startswith("/my-data/")}
VIEWS: dict[str, tuple[str, str, ViewportSize, str]] = {
    "en": ("en", "en-GB", DESKTOP, "light"),
    "de": ("de", "de-DE", DESKTOP, "light"),
    "en-narrow": ("en", "en-GB", TELEPHONE, "light"),
    "de-narrow": ("de", "de-DE", TELEPHONE, "light"),
    "de-dark": ("de", "de-DE", DESKTOP, "dark"),
}


def prepare(system: System) -> None:
    """People and what the officer has to do with them; a second time nothing."""
    command = system.command
    try:
        command("person", "print", "2001")
    except CommandFailed:
        for extension, name in PEOPLE.items():
            command("person", "add", "--name", name, "--extension", extension)
        for kind, who in (("access", "2001"), ("rectification", "2002"), ("erasure", "2003")):
            command("request", "open", kind, who, "--channel", "letter")
        command("request", "open", "access", "2002", "--received", "2026-10-05")
        why = ("--purpose", "bills", "--ground", "contract", "--category", "activity")
        command("recipient", "add", "Billing House Ltd", *why)
        command("audit", "verify")
        command("hold", "place", "2002", "--reason", "A claim", "--review", "2027-05-31")


@contextmanager
def window(browser: Browser, system: System, view: str, state: Path) -> Iterator[Reader]:
    """Signed in by what a window before left in `state`."""
    _, locale, size, scheme = VIEWS[view]
    opened = browser.new_context(
        ignore_https_errors=True,
        locale=locale,
        viewport=size,
        color_scheme="dark" if scheme == "dark" else "light",
        storage_state=state if state.exists() else None,
    )
    opened.set_default_timeout(20_000)
    yield Reader(system, opened.new_page())
    opened.storage_state(path=state)
    opened.close()


def sign_in(browser: Browser, system: System, state: Path, *words: str, name: str) -> None:
    with window(browser, system, "en", state) as somebody:
        somebody.opens_account(system.command(*words)["link"], name)


def shoot(browser: Browser, system: System, pages: dict[str, str], views: list[str]) -> None:
    """One file a page and view, the whole page; says which are wider than their window."""
    folder = ARTIFACTS / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for view, state in itertools.product(views, ("own", "officer")):
        with window(browser, system, view, folder / f"{state}.json") as somebody:
            for name, path in pages.items():
                if (name in OWN) is not (state == "own"):
                    continue
                _show(somebody, path)
                file = (
                    IMAGES / f"{name}.png" if pages is DOCUMENTED else folder / f"{name}-{view}.png"
                )
                somebody.page.screenshot(path=file, full_page=True)
                if somebody.is_too_wide():
                    sys.stdout.write(f"too wide: {name} {view}\n")


def _show(somebody: Reader, path: str) -> None:
    start, *clicks = path.split(" | ")
    somebody.goes_to(start)
    for one in clicks:
        somebody.page.locator(one).first.click()
        somebody.page.wait_for_load_state()


def main() -> None:
    system = System(Path(os.environ["SOTTO_CONFIG"]))
    prepare(system)
    folder = ARTIFACTS / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    look, chosen = sys.argv[1:2] == ["look"], sys.argv[2:]
    with chromium() as browser:
        for name, words in (("officer", ("admin-link",)), ("own", ("account", "invite", "2001"))):
            state = folder / f"{name}.json"
            state.unlink(missing_ok=True)
            sign_in(browser, system, state, *words, name=f"{name}-{os.getpid()}")
        if not look:
            shoot(browser, system, DOCUMENTED, ["en"])
            return
        pages = {k: v for k, v in LOOKED_AT.items() if not chosen or k in chosen}
        shoot(browser, system, pages, list(VIEWS))


if __name__ == "__main__":
    main()
