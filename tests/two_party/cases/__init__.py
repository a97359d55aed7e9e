"""The table of cases: read it as sentences."""

from tests.two_party.cases.calls import CALLS, RECORDINGS
from tests.two_party.cases.chats import CHATS
from tests.two_party.cases.sharing import ACCESS, CONFERENCES
from tests.two_party.cases.voicemail import VOICEMAIL

CASES = [*CALLS, *RECORDINGS, *VOICEMAIL, *CHATS, *CONFERENCES, *ACCESS]
