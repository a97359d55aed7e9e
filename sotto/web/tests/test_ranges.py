"""A browser that jumps within a sound gets the part that it asks for (RFC 9110, section 14)."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from sotto.web.ranges import answer_with

pytestmark = pytest.mark.room

SOUND = bytes(range(100))


def asked(**headers: str) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    return answer_with(request, SOUND, content_type="audio/wav")


@pytest.mark.parametrize(
    ("asked_for", "given"),
    [
        ("bytes=0-9", SOUND[:10]),
        ("bytes=90-", SOUND[90:]),
        ("bytes=-5", SOUND[95:]),
        ("bytes=50-1000", SOUND[50:]),
        ("bytes=-1000", SOUND),
    ],
)
def test_a_part_is_given_and_named(asked_for: str, given: bytes) -> None:
    answer = asked(Range=asked_for)
    assert answer.status_code == 206
    assert answer.content == given
    assert answer.headers["Content-Range"].endswith("/100")


@pytest.mark.parametrize("nonsense", ["", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6"])
def test_nonsense_gets_the_whole(nonsense: str) -> None:
    answer = asked(Range=nonsense)
    assert (answer.status_code, answer.content) == (200, SOUND)


@pytest.mark.parametrize("outside", ["bytes=100-", "bytes=500-600", "bytes=9-3", "bytes=-0"])
def test_what_lies_outside_is_refused(outside: str) -> None:
    answer = asked(Range=outside)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */100"
