"""The first page of data protection: each room says in words what is wrong with it, and since when.

Here, since this room stands above all that have a tile.
"""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from sotto.features.directory.services import add_person
from sotto.personal_data.models import Erasure
from sotto.trust.audit.models import Verification
from sotto.trust.backup.models import Backup
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.services import note_drill
from sotto.trust.canaries.models import Search
from sotto.trust.canaries.services.hatching import their_home
from sotto.trust.dataprotection.services import ask_erasure
from sotto.trust.document.models import SystemCheck
from sotto.trust.document.rules.statements import STATEMENTS
from sotto.trust.holds.services import place
from sotto.trust.recipients.rules import Channel, Ground, Topic
from sotto.trust.recipients.services import add_recipient, record_transfer, tell
from sotto.trust.requests.rules import Channel as Way
from sotto.trust.requests.rules import Kind
from sotto.trust.requests.services import Intake, open_request
from sotto.trust.retention.models import KnownDay, Run
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from sotto.web.navigation import Tile
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ada(office: Tenant) -> UUID:
    owner: UUID = add_person(name="Ada Example", extension="2001").owner
    return owner


def room(view: str) -> Tile:
    """The tile of one room, as the page has it; its words stand on the page."""
    page = administrator().get("/data-protection/")
    assert page.status_code == 200
    found: Tile = next(tile for link, tile in page.context["tiles"] if link.address == view)
    for fact in found.facts:
        assert str(fact.text) in page.text
    return found


def told(view: str) -> dict[str, str]:
    """What is said, with how it stands."""
    return {str(one.text): one.standing.value for one in room(view).facts}


def test_a_request_that_is_late_needs_action(ada: UUID) -> None:
    assert told("/requests/") == {"Nobody waits for an answer": "good"}
    long_ago = timezone.now().date() - 60 * DAY
    open_request(Kind.ACCESS, ada, channel=Way.LETTER, intake=Intake(), received_on=long_ago)
    assert told("/requests/") == {"1 request is overdue": "bad"}


@pytest.mark.parametrize(("ago", "standing"), [(2, "good"), (26, "watch")])
def test_the_next_answer_is_told_and_looked_at_when_it_is_near(
    ada: UUID, ago: int, standing: str
) -> None:
    came = timezone.now().date() - ago * DAY
    open_request(Kind.ACCESS, ada, channel=Way.LETTER, intake=Intake(), received_on=came)
    [(text, found)] = told("/requests/").items()
    assert text.startswith("The next answer is due on ")
    assert found == standing


def test_an_erasure_waits_runs_or_is_stuck_and_why(office: Tenant, ada: UUID) -> None:
    view = "/data-protection/erasures/"
    assert told(view) == {"None is stuck": "good"}
    entry = ask_erasure(office.pk, ada)
    assert told(view) == {"Look at the dry run, then approve": "watch"}
    Erasure.objects.filter(pk=entry.pk).update(approved_at=timezone.now())
    assert told(view) == {"1 is under way": "good"}
    left = [{"step": "files", "what": "voicemail.Message", "why": "OSError"}]
    Erasure.objects.filter(pk=entry.pk).update(remains=left)
    assert told(view) == {"1 is stuck: A file could not be removed": "bad"}


def test_a_hold_waits_for_a_second_person_and_for_its_day(ada: UUID) -> None:
    view = "/data-protection/holds/"
    assert told(view) == {"None waits for anybody": "good"}
    hold = place(ada, reason="A claim", review_on=timezone.now().date() + DAY)
    assert told(view) == {"1 waits for a second person": "watch"}
    type(hold).objects.update(review_on=timezone.now().date())
    assert told(view)["1 is to be looked at again"] == "watch"


def test_retention_says_whether_it_ran_and_whether_it_trusts_the_clock(office: Tenant) -> None:
    view = "/data-protection/retention/"
    assert told(view) == {"Nothing was due yet": "good"}
    now = timezone.now()
    run = Run.objects.create(tenant=office, day=now.date(), begun_at=now, begun_by="system")
    assert told(view) == {"A deletion is under way, or was cut off": "watch"}
    Run.objects.filter(pk=run.pk).update(finished_at=now)
    assert told(view) == {"Last deletion of what was due": "good"}
    Run.objects.filter(pk=run.pk).update(finished_at=now - 3 * DAY)
    assert told(view) == {"No deletion for two days; the last one": "bad"}
    KnownDay.objects.create(tenant=office, day=now.date(), doubted=date(2030, 1, 1))
    assert told(view) == {"The clock has jumped: nothing is deleted": "bad"}


def test_a_recipient_that_only_a_person_can_tell_is_to_be_told(ada: UUID) -> None:
    view = "/data-protection/recipients/"
    assert told(view) == {"Nobody has to be told by you": "good"}
    made = add_recipient(
        name="Payroll", purpose="wages", channel=Channel.MANUAL, ground=Ground.CONTRACT
    )
    record_transfer(made.recipient.pk, ada)
    tell(ada, Topic.ERASURE)
    assert told(view) == {"1 has to be told by you": "watch"}


@pytest.mark.parametrize(
    ("ago", "outcome", "text", "standing"),
    [
        (HOUR, {"is_sound": True}, "Whole, when last verified", "good"),
        (40 * DAY, {"is_sound": True}, "Not verified for a month", "watch"),
        (HOUR, {"is_sound": False}, "Not whole: entries were changed or lost", "bad"),
    ],
)
def test_the_trail_says_when_it_was_verified_and_how_that_ended(
    office: Tenant, ago: timedelta, outcome: dict[str, bool], text: str, standing: str
) -> None:
    assert told("/audit/") == {"Nobody has verified it yet": "watch"}
    at = timezone.now() - ago
    Verification.objects.create(tenant=office, actor="system", finished_at=at, outcome=outcome)
    [fact] = room("/audit/").facts
    assert (str(fact.text), fact.standing.value, fact.at) == (text, standing, at)


def backed_up(ago: timedelta, **changes: object) -> Backup:
    at = timezone.now() - ago
    return Backup.objects.create(**{"began_at": at, "ended_at": at} | changes)


@pytest.fixture
def without_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = settings.SOTTO.model_copy(update={"backup_dir": None})
    monkeypatch.setattr(settings, "SOTTO", changed)


@pytest.mark.parametrize(
    ("ago", "figure", "text", "standing"),
    [
        (3 * HOUR, "3", "Last good backup", "good"),
        (3 * DAY, "3", "Old, and none is made by the clock", "watch"),
        (9 * DAY, "9", "Old, and none is made by the clock", "bad"),
    ],
)
def test_the_age_of_the_last_good_backup_is_told(
    office: Tenant, without_clock: None, ago: timedelta, figure: str, text: str, standing: str
) -> None:
    view = "/data-protection/backups/"
    assert told(view)["Nothing could be restored"] == "bad"
    backed_up(ago)
    assert room(view).figure == figure
    assert told(view)[text] == standing


def test_a_backup_or_a_drill_that_failed_needs_action(office: Tenant, without_clock: None) -> None:
    view, now = "/data-protection/backups/", timezone.now()
    assert told(view)["No drill has tried to restore one"] == "watch"
    backup = backed_up(3 * HOUR)
    backed_up(HOUR, failure="NoRoom")
    assert told(view)["The last attempt failed"] == "bad"
    note_drill(backup=backup.pk, backup_made_at=now, began_at=now, findings=Findings())
    assert told(view)["The last drill passed"] == "good"
    opened = Findings(erased_opened=1)
    note_drill(backup=backup.pk, backup_made_at=now, began_at=now + HOUR, findings=opened)
    assert told(view)["The last drill failed"] == "bad"


@pytest.fixture
def canaries(office: Tenant) -> SimpleNamespace:
    """Their searches: `found` notes one."""
    home = their_home()

    def found(ago: timedelta = HOUR, **changes: object) -> None:
        figures = dict.fromkeys(("files", "bytes", "erased", "living", "copies", "opened"), 0)
        at = timezone.now() - ago
        with within(home.pk):
            Search.objects.create(**{"tenant": home, "at": at, "seconds": 1, **figures, **changes})

    return SimpleNamespace(found=found)


def test_the_canaries_last_verdict_is_told(canaries: SimpleNamespace) -> None:
    view = "/data-protection/canaries/"
    assert told(view) == {"No search was made yet": "watch"}
    canaries.found(5 * HOUR)
    assert told(view)["No search since; one is due each hour"] == "bad"
    canaries.found()
    assert told(view) == {"Nothing of erased people is left": "good"}
    canaries.found(HOUR / 2, leaks=[{"place": "logs/web.log", "token": "0" * 16}])
    assert told(view) == {"Something of erased people is left": "bad"}
    page = administrator().get(view)
    assert "logs/web.log" in page.text
    assert "something found" in page.text


def test_what_no_canary_could_read_is_told_too(canaries: SimpleNamespace) -> None:
    canaries.found(unread=["/srv/other"])
    assert told("/data-protection/canaries/")["1 place could not be read"] == "bad"
    assert "/srv/other" in administrator().get("/data-protection/canaries/").text


def test_the_document_s_lines_are_counted_with_the_time_of_their_check(office: Tenant) -> None:
    view = "/data-protection/document/"
    assert told(view)["Nothing was checked yet"] == "watch"
    at, probed = timezone.now(), next(one for one in STATEMENTS if one.is_probed)
    SystemCheck.objects.create(statement=probed.id, verdict="holds", measured="", at=at)
    found = {str(one.text): (one.standing.value, one.at) for one in room(view).facts}
    assert found["1 line holds, checked"] == ("good", at)
    red = [text for text in found if text.endswith("lines are red")]
    assert found[red[0]][0] == "bad"


def test_it_is_told_when_a_signed_copy_was_taken(office: Tenant) -> None:
    view = "/data-protection/document/"
    assert told(view)["No signed copy was taken yet"] == "watch"
    administrator().get(f"{view}copy.pdf")
    assert "Last signed copy" not in told(view)
    administrator().get(f"{view}copy.json")
    assert told(view)["Last signed copy"] == "good"


def test_rooms_are_summed_up_here_and_on_the_first_page(ada: UUID) -> None:
    long_ago = timezone.now().date() - 60 * DAY
    open_request(Kind.ACCESS, ada, channel=Way.LETTER, intake=Intake(), received_on=long_ago)
    browser = administrator()
    page = browser.get("/data-protection/")
    bad = sum(tile.standing == "bad" for _, tile in page.context["tiles"])
    sentence = f"{bad} rooms need action"
    assert sentence in page.text
    assert sentence in browser.get("/").text


@pytest.mark.parametrize("view", ["/requests/", "/audit/", "/data-protection/canaries/"])
def test_its_rooms_pages_are_marked_as_belonging_to_it(office: Tenant, view: str) -> None:
    links = administrator().get(view).text.split("<li>")
    [marked] = [one for one in links if 'aria-current="page"' in one]
    assert 'href="/data-protection/"' in marked


def test_it_speaks_german_and_is_for_officers_alone(ada: UUID) -> None:
    page = administrator().get("/data-protection/", headers={"accept-language": "de"}).text
    assert "Niemand wartet auf eine Antwort" in page
    assert "In Ordnung" in page
    nobody = browser_of(account(name=str(uuid4())))
    assert nobody.get("/data-protection/").status_code == 404
    assert nobody.get("/data-protection/canaries/").status_code == 403
    assert "need action" not in nobody.get("/").text
