"""The shell's own addresses: the first page, and the language."""

from django.urls import path

from sotto.web import pages

urlpatterns = [
    path("", pages.first_page, name="first-page"),
    path("language/", pages.choose_language, name="choose-language"),
]
