"""House rules that ruff does not know, as small checks on the syntax tree.

Each takes a module and yields its faults as "line: what is wrong". Each is shown to bite in
test_checks_themselves.py.
"""

import ast
import re
from collections.abc import Callable, Iterator

from tests.guards.tracked import Module

Check = Callable[[Module], Iterator[str]]
REQUIREMENT = re.compile(r"\b(?:PBX|ENT|APP|UCC|MSP)-\d+")
FILE_LINES = 300
FUNCTION_LINES = 40
KINDS = {"rules", "room", "contract", "journey", "guard"}
_LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
_EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")

# What a log line may say beside its event: ids and measures, never a value about a person.
# `error` is the name of an exception's class, or a fixed word.
LOG_WORDS = {
    "account",
    "accounts",
    "action",
    "attempts",
    "bytes",
    "call",
    "channel",
    "count",
    "device",
    "engine",
    "epoch",
    "erased",
    "erasures",
    "is_red",
    "leaks",
    "notice",
    "opened",
    "probe",
    "statement",
    "error",
    "frames",
    "job",
    "kind",
    "late",
    "mailbox",
    "message",
    "milliseconds",
    "people",
    "person",
    "process",
    "seconds",
    "service",
    "status",
    "subject",
    "task",
    "tenant",
    "where",
    "worst_ms",
}


def a_file_says_one_thing(module: Module) -> Iterator[str]:
    """At most 300 lines."""
    lines = len(module.text.splitlines())
    if lines > FILE_LINES:
        yield f"1: {lines} lines; {FILE_LINES} are allowed"


def a_function_fits_on_a_screen(module: Module) -> Iterator[str]:
    """At most 40 lines, from `def` to its end."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.lineno}: {node.name} has {lines} lines; {FUNCTION_LINES} are allowed"


def logs_are_static(module: Module) -> Iterator[str]:
    """`log.info("area.past_tense", id=…)`: a fixed event, known words, no text of an exception."""
    for call in _calls(module.tree):
        if _is_log_call(call, _LEVELS):
            if len(call.args) != 1 or not _is_event(call.args[0]):
                yield f"{call.lineno}: a log event is one fixed text like keyring.epoch_begun"
            yield from _faults_in_words(call)
        elif _is_log_call(call, {"bind", "new"}):
            yield from _faults_in_words(call)


def nobody_logs_past_structlog(module: Module) -> Iterator[str]:
    """No `logging`, no `print`: they take anything, a number or a name included."""
    for node in ast.walk(module.tree):
        if "logging" in _imported(node):
            yield f"{node.lineno}: logging"  # type: ignore[attr-defined]
        elif isinstance(node, ast.Call) and _name(node.func) in {"print", "pprint"}:
            yield f"{node.lineno}: print"


def rules_are_pure(module: Module) -> Iterator[str]:
    """In rules.py and events.py time and randomness are arguments, and nothing is read."""
    is_room = module.path.startswith(("sotto/features/", "sotto/trust/"))
    if not is_room or module.path.rsplit("/", 1)[-1] not in {"rules.py", "events.py"}:
        return
    impure = {"asyncio", "os", "pathlib", "random", "secrets", "socket", "subprocess", "threading"}
    impure |= {"time", "tempfile", "structlog"}
    for node in ast.walk(module.tree):
        if names := _imported(node) & impure:
            yield f"{node.lineno}: imports {', '.join(sorted(names))}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name.rsplit(".", 1)[-1] in {"now", "utcnow", "today", "uuid4", "uuid1", "open"}:
                yield f"{node.lineno}: calls {name}; take the value as an argument"


def tests_declare_their_kind(module: Module) -> Iterator[str]:
    """`pytestmark = pytest.mark.rules`, or another of the five kinds."""
    if not module.path.rsplit("/", 1)[-1].startswith("test_"):
        return
    kinds = [
        name.removeprefix("pytest.mark.")
        for node in module.tree.body
        if isinstance(node, ast.Assign) and _name(node.targets[0]) == "pytestmark"
        for name in map(_name, ast.walk(node.value))
    ]
    if len(KINDS & set(kinds)) != 1:
        yield f"1: say one of pytestmark = pytest.mark.{'|'.join(sorted(KINDS))}"


def tests_can_fail(module: Module) -> Iterator[str]:
    """Every test asserts, expects an error, waits, or holds for any input (`@given`)."""
    for test in _tests(module):
        given = any(
            isinstance(one, ast.Call) and _name(one.func) == "given" for one in test.decorator_list
        )
        if not given and not any(_may_fail(node) for node in ast.walk(test)):
            yield f"{test.lineno}: {test.name} asserts nothing"


def tests_tell_one_story(module: Module) -> Iterator[str]:
    """No branch in a test: what would it prove, and when? Loops may look for something."""
    for test in _tests(module):
        waiting: list[ast.stmt] = list(test.body)
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.If | ast.Match) or getattr(node, "handlers", None):
                yield f"{node.lineno}: {test.name} branches"
            elif isinstance(node, ast.With | ast.AsyncWith | ast.Try):
                waiting += node.body


def tests_wait_for_conditions(module: Module) -> Iterator[str]:
    """`sleep` only inside a `while`, between two looks at a condition."""
    if not module.is_test:
        return
    waiting = {
        inner
        for loop in ast.walk(module.tree)
        if isinstance(loop, ast.While)
        for inner in ast.walk(loop)
    }
    for call in _calls(module.tree):
        if _name(call.func).rsplit(".", 1)[-1] == "sleep" and call not in waiting:
            yield f"{call.lineno}: sleeps"


def tests_use_the_real_thing(module: Module) -> Iterator[str]:
    """No mocks, and no test that is left out."""
    if not module.is_test:
        return
    for node in ast.walk(module.tree):
        if "mock" in _imported(node) or "unittest" in _imported(node):
            yield f"{node.lineno}: mocks"  # type: ignore[attr-defined]
        elif isinstance(node, ast.Attribute) and _name(node) in {
            "pytest.mark.skip",
            "pytest.mark.skipif",
            "pytest.mark.xfail",
            "pytest.skip",
            "pytest.importorskip",
        }:
            yield f"{node.lineno}: leaves a test out"


def names_say_something(module: Module) -> Iterator[str]:
    """No utils, helpers, common, manager, base: such a file has no subject."""
    empty = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
    for part in module.path.removesuffix(".py").split("/"):
        if part in empty:
            yield f"1: {part} says nothing"


def migrations_stand_alone(module: Module) -> Iterator[str]:
    """A migration that imports a room's code breaks when that code moves on."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom | ast.Import) and "sotto" in _imported(node):
            yield f"{node.lineno}: imports a room's code"


def _tests(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and module.is_test
    ]


def _may_fail(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    last = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
    checks = ("assert_", "expect_", "hears", "refuse_", "until", "validate", "verify", "wait_")
    return last in {"expect", "raises", "warns"} or last.startswith(checks)


def _faults_in_words(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg not in LOG_WORDS:
            yield f"{call.lineno}: {keyword.arg} is not among the words of a log line"
        for node in ast.walk(keyword.value):
            if isinstance(node, ast.JoinedStr):
                yield f"{call.lineno}: a text is put together"
            elif isinstance(node, ast.Call) and _is_text_of_error(node):
                yield f"{call.lineno}: the text of an exception may hold anything"


def _is_text_of_error(call: ast.Call) -> bool:
    told = {"exc", "error", "err", "e", "exception", "fault"}
    return _name(call.func) in {"repr", "format", "traceback.format_exc"} or (
        _name(call.func) == "str" and bool(call.args) and _name(call.args[0]) in told
    )


def _is_log_call(call: ast.Call, levels: set[str]) -> bool:
    head, _, level = _name(call.func).rpartition(".")
    return level in levels and head.rsplit(".", 1)[-1] in {"log", "_log", "logger", "_logger"}


def _is_event(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and _EVENT.fullmatch(text) is not None


def _imported(node: ast.AST) -> set[str]:
    """The first names of what an import statement takes in; `mock` from `unittest.mock` too."""
    if isinstance(node, ast.Import):
        return {name for one in node.names for name in one.name.split(".")}
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return set((node.module or "").split("."))
    return set()


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(node: ast.AST) -> str:
    """`a.b.c` for a plain dotted name; empty for anything else."""
    if isinstance(node, ast.Attribute):
        head = _name(node.value)
        return f"{head}.{node.attr}" if head else ""
    return node.id if isinstance(node, ast.Name) else ""
