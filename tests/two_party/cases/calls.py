"""Calls, forwarded and transferred ones, and their recordings."""

from tests.two_party.case import Case
from tests.two_party.kinds import calls

_AB = "caller=A callee=B"
_OUT = "caller=A outside=X"
_ABC = "caller=A callee=B diverter=C"

CALLS = [
    Case("a call, its caller erased", calls.CallDetail, _AB, "erase A", "callee=B"),
    Case("a call, its callee erased", calls.CallDetail, _AB, "erase B", "caller=A"),
    Case("a call, both erased, caller first", calls.CallDetail, _AB, "erase A; erase B", ""),
    Case("a call, both erased, callee first", calls.CallDetail, _AB, "erase B; erase A", ""),
    Case("a call to oneself", calls.CallDetail, "caller=A callee=A", "erase A", ""),
    Case("a call to nobody", calls.CallDetail, "caller=A dialled=yes", "erase A", ""),
    Case("a call outside, its caller erased", calls.CallDetail, _OUT, "erase A", "callee=X"),
    Case("a call outside, who was called erased", calls.CallDetail, _OUT, "erase X", "caller=A"),
    Case("a call outside, both erased", calls.CallDetail, _OUT, "erase X; erase A", ""),
    Case(
        "a number outside that three called, erased",
        calls.CallsOutside,
        "by=A,B,C outside=X",
        "erase X",
        "A: caller=A, B: caller=B, C: caller=C",
    ),
    Case(
        "a number outside that three called, one of them erased",
        calls.CallsOutside,
        "by=A,B,C outside=X",
        "erase B",
        "A: caller=A, A: callee=X, B: callee=X, C: caller=C, C: callee=X",
    ),
    Case("a stranger's call, the callee erased", calls.CallDetail, "callee=B", "erase B", ""),
    Case(
        "somebody else erased, the call stays",
        calls.CallDetail,
        "caller=A dialled=yes",
        "erase Z",
        "caller=A dialled",
    ),
    Case(
        "a forwarded call, its caller erased",
        calls.CallDetail,
        _ABC,
        "erase A",
        "callee=B diverter=C",
    ),
    Case(
        "a forwarded call, its callee erased",
        calls.CallDetail,
        _ABC,
        "erase B",
        "caller=A diverter=C",
    ),
    Case(
        "a forwarded call, the forwarder erased",
        calls.CallDetail,
        _ABC,
        "erase C",
        "caller=A callee=B",
    ),
    Case(
        "a forwarded call, only the forwarder lives",
        calls.CallDetail,
        _ABC,
        "erase A; erase B",
        "diverter=C",
    ),
    Case("a forwarded call, all erased", calls.CallDetail, _ABC, "erase B; erase C; erase A", ""),
    Case(
        "forwarded to one's other telephone",
        calls.CallDetail,
        "caller=A callee=B diverter=B",
        "erase B",
        "caller=A",
    ),
    Case(
        "transferred by the caller to another",
        calls.CallDetail,
        "caller=A callee=B diverter=A",
        "erase A",
        "callee=B",
    ),
    Case(
        "transferred by the caller, who stays",
        calls.CallDetail,
        "caller=A callee=B diverter=A",
        "erase B",
        "caller=A diverter=A",
    ),
    Case("a withheld number, its caller erased", calls.WithheldCall, _AB, "erase A", "callee=B"),
    Case("a withheld number, its callee erased", calls.WithheldCall, _AB, "erase B", "caller=A"),
    Case(
        "the caller erased while they speak",
        calls.RunningCall,
        _AB,
        "erase A; hangs up",
        "callee=B",
    ),
    Case(
        "the callee erased while they speak",
        calls.RunningCall,
        _AB,
        "erase B; hangs up",
        "caller=A",
    ),
    Case("both erased while they speak", calls.RunningCall, _AB, "erase A; erase B; hangs up", ""),
    Case(
        "the forwarder erased while they speak",
        calls.RunningCall,
        _ABC,
        "erase C; hangs up",
        "caller=A callee=B",
    ),
    Case(
        "one person with two numbers",
        calls.TwoNumbers,
        _AB,
        "erase A",
        "first callee=B, second callee=B",
    ),
    Case(
        "a number handed on, the old holder erased",
        calls.HandedOn,
        "old=A new=N callee=B",
        "erase A",
        "old callee=B, new caller=N, new callee=B",
    ),
    Case(
        "a number handed on, the new holder erased",
        calls.HandedOn,
        "old=A new=N callee=B",
        "erase N",
        "old caller=A, old callee=B, new callee=B",
    ),
    Case(
        "a number handed on, nobody erased",
        calls.HandedOn,
        "old=A new=N callee=B",
        "",
        "old caller=A, old callee=B, new caller=N, new callee=B",
    ),
]

RECORDINGS = [
    Case("two channels, one speaker erased", calls.TwoChannels, _AB, "erase A", "callee=B"),
    Case("two channels, the other erased", calls.TwoChannels, _AB, "erase B", "caller=A"),
    Case("two channels, both erased", calls.TwoChannels, _AB, "erase A; erase B", ""),
    Case("two channels of one speaker", calls.TwoChannels, "caller=A callee=A", "erase A", ""),
    Case("three channels, the forwarder erased", calls.TwoChannels, _ABC, "erase C", _AB),
    Case("three channels, one left", calls.TwoChannels, _ABC, "erase A; erase C", "callee=B"),
]
