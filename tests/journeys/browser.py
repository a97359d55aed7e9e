"""A real browser: headless Chromium, that reports whatever its pages complain about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, ViewportSize, sync_playwright

from tests.journeys.system import HOME, System

ARTIFACTS = HOME / "artifacts"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 360, "height": 740}
PASSWORD = "four odd words here"
_FLAGS = [
    "--no-sandbox",  # Tests run as root in a container.
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]


@dataclass
class Reader:
    """Somebody in front of a browser. `complaints`: what its console showed as an error."""

    system: System
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def address(self, path: str) -> str:
        ports, host = self.system.settings["ports"], self.system.settings["host_name"]
        return f"https://{host}:{ports['web']}{path}"

    def goes_to(self, path: str) -> int:
        """The status of the answer."""
        answer = self.page.goto(self.address(path))
        assert answer is not None
        return answer.status

    def opens_account(self, link: str, name: str) -> None:
        self.page.goto(link)
        self.page.get_by_label("Name to sign in with").fill(name)
        self.page.get_by_label("Password").first.fill(PASSWORD)
        self.page.get_by_role("button", name="Open the account").click()
        self.page.get_by_role("heading", name="Good to have you here").wait_for()

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def enters(self) -> None:
        """Press Enter, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.presses("Enter")

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def focus_is_on(self) -> str:
        """The accessible name of what has the focus: its label, its text, or its address."""
        return str(
            self.page.evaluate(
                "() => { const e = document.activeElement;"
                " return (e.labels?.[0]?.innerText ?? e.innerText ?? '').trim(); }"
            )
        )

    def tabs_to(self, name: str) -> None:
        """Tab until something of this name has the focus; fails after thirty."""
        for _ in range(30):
            self.presses("Tab")
            if self.focus_is_on().startswith(name):
                return
        raise AssertionError(f"{name} can't be reached by keyboard")

    def is_too_wide(self) -> bool:
        return bool(
            self.page.evaluate(
                "() => [document.documentElement, ...document.querySelectorAll('nav')]"
                ".some((e) => e.scrollWidth > e.clientWidth)"
            )
        )

    def faults_for_screen_readers(self) -> list[str]:
        """What a screen reader would stumble over. Empty is good."""
        found: list[str] = self.page.evaluate(_FAULTS)
        return found

    def takes_picture(self, name: str) -> Path:
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        self.page.screenshot(path=path, caret="initial")  # Hiding it would add a style.
        return path

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


Opens = Callable[..., Reader]  # A fresh window.
_FAULTS = """() => {
  const faults = [];
  const named = (e) => (e.getAttribute("aria-label") || e.textContent || e.labels?.[0]?.textContent
    || e.querySelector("img[alt]")?.alt || "").trim();
  if (!document.documentElement.lang) faults.push("no language");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  if (!document.querySelector(".skip-link[href='#content']")) faults.push("no skip link");
  for (const e of document.querySelectorAll("a, button, input:not([type=hidden]), select, audio"))
    if (!named(e)) faults.push("without a name: " + e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll("table"))
    if (!e.caption) faults.push("a table without a caption");
  for (const e of document.querySelectorAll("[style], script:not([src]), style"))
    faults.push("inline: " + e.outerHTML.slice(0, 80));
  return faults;
}"""


@contextmanager
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        yield browser
        browser.close()
