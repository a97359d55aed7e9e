"""Call details of the real room, and recordings with a channel for each speaker."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from typing_extensions import override

from sotto.features.calls.models import Call
from sotto.features.calls.queries import shown
from sotto.features.calls.services import record_reports
from sotto.personal_data.sealed_file import StoredFile
from tests.two_party.kinds import Cast, one
from tests.two_party.models import Recording
from tests.two_party.stage import Stage, content_of, write_file

_ROLES = ("caller", "callee", "diverter")
_NOW = datetime.now(UTC).isoformat()


class CallDetail:
    """`dialled` in the cast: a number was dialled that leads to nobody.

    `outside=X`: somebody outside was called, who is known by a number from then on.
    """

    def __init__(self, stage: Stage, cast: Cast, *, withheld: bool = False) -> None:
        self.stage, self.call, self.withheld = stage, uuid4(), withheld
        self.said = {role: self._party(one(cast, role)) for role in _ROLES}
        if withheld:
            self.said["caller"] |= {"withheld": True, "number": number_of(stage, cast["caller"][0])}
        self.dialled = "555" if "dialled" in cast else ""
        outside = one(cast, "outside")
        if outside:
            self.said["callee"] = {"subject": None, "number": number_of(stage, outside), "name": ""}
        self.report()
        if outside:
            stage.person(outside).subject = Call.objects.get(pk=self.call).callee or uuid4()

    def report(self) -> None:
        """As the SIP edge does at the call's end."""
        callee = self.said["callee"] | ({"number": self.dialled} if self.dialled else {})
        protection: dict[str, object] = {"caller": None, "callee": None}
        report = {"kind": "ended", "id": uuid4(), "call": self.call, "protection": protection}
        report |= {"tenant": self.stage.tenant.pk, "outcome": "answered", "sip_code": 200}
        report |= dict.fromkeys(("started_at", "answered_at", "ended_at"), _NOW)
        diverter = self.said["diverter"]
        report |= {"caller": self.said["caller"], "callee": callee}
        record_reports([report | {"diverter": diverter if diverter["subject"] else None}])

    def left(self) -> set[str]:
        call = Call.objects.filter(pk=self.call).first()
        if call is None:
            return set()
        assert call.facts["started_at"] == _NOW
        words = {word for role in _ROLES for word in self._word(call, role)}
        if not call.about_caller.erased and call.about_caller["dialled"]:
            words.add("dialled")
        return words

    def _word(self, call: Call, role: str) -> list[str]:
        about, said = getattr(call, f"about_{role}"), self.said[role]
        if about.erased:
            assert getattr(call, role) is None
            return []
        assert (about["number"], about["name"]) == (said["number"], said["name"])
        return [f"{role}={self.stage.letter_of(getattr(call, role))}"]

    def _party(self, letter: str | None) -> dict[str, Any]:  # Any: JSON
        if letter is None:
            return {"subject": None, "number": "", "name": ""}
        person = self.stage.person(letter)
        return {
            "subject": person.subject,
            "number": person.marker(),
            "name": person.marker(),
        }


class CallsOutside:
    """Several of us call the same number outside."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        casts = {letter: {"caller": [letter], "outside": cast["outside"]} for letter in cast["by"]}
        self.calls = {letter: CallDetail(stage, one) for letter, one in casts.items()}

    def left(self) -> set[str]:
        return {f"{letter}: {word}" for letter, call in self.calls.items() for word in call.left()}


class WithheldCall(CallDetail):
    """The caller is one of us, and withholds the number."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        super().__init__(stage, cast, withheld=True)

    @override
    def left(self) -> set[str]:
        call = Call.objects.filter(pk=self.call).first()
        if call is not None and call.caller is not None:
            assert shown(call).caller == "withheld"
        return super().left()


class RunningCall(CallDetail):
    """Its record is written only when it is over: `hangs up`."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        super().__init__(stage, cast)
        Call.objects.filter(pk=self.call).delete()

    def hangs_up(self) -> None:
        self.report()


def number_of(stage: Stage, letter: str) -> str:
    """Of somebody outside: the same for the same letter, and no other stage's."""
    return f"+4930{stage.tenant.pk.int % 10**5:05}{ord(letter)}"


class TwoNumbers:
    """One person calls from two numbers."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.calls = [CallDetail(stage, cast), CallDetail(stage, cast)]

    def left(self) -> set[str]:
        first, second = (call.left() for call in self.calls)
        return {f"first {word}" for word in first} | {f"second {word}" for word in second}


class HandedOn:
    """`old` calls with a number; then the number is `new`'s, who calls with it as well."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage, self.old, self.new = stage, one(cast, "old"), one(cast, "new")
        number = "".join(["+49", str(uuid4().int)[:10]])
        self.calls = []
        for letter in (self.old, self.new):
            call = CallDetail(stage, {"caller": [letter or ""], "callee": cast["callee"]})
            Call.objects.filter(pk=call.call).delete()
            call.said["caller"]["number"], call.call = number, uuid4()
            call.report()
            self.calls.append(call)

    def left(self) -> set[str]:
        old, new = self.calls
        words = {f"old {word}" for word in old.left()} | {f"new {word}" for word in new.left()}
        archive = self.stage.archive_of(self.new or "")
        assert not [one for one in self.stage.person(self.old or "").markers if one in archive]
        return words


class TwoChannels:
    """A recording: each speaks in an own channel."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage = stage
        self.audio = {role: uuid4().bytes * 5000 for role in _ROLES if cast.get(role)}
        row = Recording(tenant=stage.tenant)
        for role in self.audio:
            person = stage.person(one(cast, role) or "")
            setattr(row, role, person.subject)
            setattr(row, f"about_{role}", {"number": person.marker()})
            write_file(row, f"{role}_audio", self.audio[role])
        row.save()
        self.pk = row.pk

    def left(self) -> set[str]:
        row = Recording.objects.filter(pk=self.pk).first()
        if row is None:
            return set()
        words = set()
        for role in self.audio:
            heard = content_of(StoredFile.of(row, f"{role}_audio"))
            if not getattr(row, f"about_{role}").erased:
                assert heard == self.audio[role]
                words.add(f"{role}={self.stage.letter_of(getattr(row, role))}")
            else:
                assert heard == b""
        return words
