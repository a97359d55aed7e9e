"""The shell's own addresses: the first page, and the language."""

from django.urls import path

from sotto.web import navigation, pages

urlpatterns = [
    path("", pages.first_page, name="first-page"),
    path("data-protection/", pages.section_page, name=navigation.PROTECTION.name),
    path("language/", pages.choose_language, name="choose-language"),
]
