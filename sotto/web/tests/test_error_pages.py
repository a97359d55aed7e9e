"""Failures in plain words, with their own status and none of their text."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from sotto.keyring.client import KeyringUnavailable
from sotto.personal_data.keys import SubjectErased
from sotto.web import error_pages
from sotto.web.errors import Refused

pytestmark = pytest.mark.room

SECRET = "user ada has number 2001"


class RoomIsFull(Refused):
    status = 409
    text = "There is no room left."


def answer_to(exception: Exception, **headers: str) -> HttpResponse:
    answer = error_pages.answer_to(RequestFactory().get("/", headers=headers), exception)
    assert answer is not None
    return answer


def test_a_refusal_has_its_own_status_and_sentence() -> None:
    answer = answer_to(RoomIsFull(SECRET))
    assert answer.status_code == 409
    assert "There is no room left." in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize("exception", [KeyringUnavailable(), OperationalError(SECRET)])
def test_an_absent_neighbour_means_try_again_in_a_moment(exception: Exception) -> None:
    answer = answer_to(exception)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Try again in a moment" in answer.text
    assert SECRET not in answer.text


def test_an_erased_person_is_no_mistake_of_ours() -> None:
    assert answer_to(SubjectErased()).status_code == 409


def test_htmx_gets_the_sentence_without_a_page_around_it() -> None:
    answer = answer_to(RoomIsFull(), **{"HX-Request": "true"})
    assert "<html" not in answer.text
    assert answer.headers["HX-Retarget"] == "#notices"


@pytest.fixture
def failed_page() -> Iterator[HttpResponse]:
    """As Django calls it: inside the `except`."""
    try:
        int(SECRET)
    except ValueError:
        yield error_pages.server_error(RequestFactory().get("/"))


def test_a_mistake_of_ours_says_nothing_of_itself(
    failed_page: HttpResponse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failed_page.status_code == 500
    assert SECRET not in failed_page.text
    assert SECRET not in capsys.readouterr().out


def test_every_status_has_a_page_of_its_own() -> None:
    request = RequestFactory().get("/")
    pages = (
        error_pages.bad_request(request, ValueError(SECRET)),
        error_pages.permission_denied(request, ValueError(SECRET)),
        error_pages.not_found(request, ValueError(SECRET)),
    )
    assert [page.status_code for page in pages] == [400, 403, 404]
    assert not any(SECRET in page.text for page in pages)
