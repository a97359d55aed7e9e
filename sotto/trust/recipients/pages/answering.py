"""The page behind the link in a letter: a recipient says what it did. No session, nobody named."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sotto.trust.recipients.pages import words
from sotto.trust.recipients.rules import Answer
from sotto.trust.recipients.services import answer_by_link, notice_of_link


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """A look alone changes nothing: mail scanners open links. Raises LinkSpent."""
    notice_of_link(token)
    said = request.POST.get("answer", "")
    if request.method == "POST" and said in words.ANSWERS:
        answer_by_link(token, Answer(said))
        return render(request, "recipients/answer.html", {"is_done": True})
    answers = list(words.ANSWERS.items())
    return render(request, "recipients/answer.html", {"answers": answers, "token": token})
