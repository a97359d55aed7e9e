"""Tags of the shell: icons, times, the navigation."""

from datetime import datetime, timedelta

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sotto.personal_data.fields import Opened
from sotto.web import navigation

register = template.Library()


@register.simple_tag
def icon(name: str, *, follows: bool = False) -> SafeString:
    """A picture that only decorates: screen readers skip it. follows: it stands after the text."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        "icon icon-end" if follows else "icon",
        static("web/icons.svg"),
        name,
    )


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """A time, in UTC; local-time.js rewrites it in the reader's own zone."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}" data-local>{} UTC</time>',
        at.isoformat(),
        date_format(at, "DATETIME_FORMAT"),
    )


@register.filter
def is_open(link: navigation.Link, path: str) -> bool:
    """Whether the page that is shown belongs to this word of the navigation."""
    return link.is_open(path)


@register.filter
def standing_in_words(standing: navigation.Standing) -> str:
    """What a picture of it says."""
    return str(navigation.STANDINGS[standing])


@register.filter
def gone(opened: Opened | None) -> str:
    """Why nothing can be read of somebody, in a word; empty when it can."""
    if opened is None or not (opened.erased or opened.restricted):
        return ""
    return _("restricted") if opened.restricted else _("erased")


@register.filter
def clock(length: timedelta | None) -> str:
    """How long something lasted: 1:05, or 1:02:05."""
    if length is None:
        return ""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.simple_tag(takes_context=True)
def navigation_links(context: template.Context) -> list[navigation.Link]:
    request: HttpRequest = context["request"]
    return navigation.links_for(request)


@register.simple_tag(takes_context=True)
def tabs_of_mine(context: template.Context) -> list[navigation.Link]:
    """The rooms of one's own data, for `web/_tabs.html`."""
    request: HttpRequest = context["request"]
    return navigation.links_in(navigation.MINE, request)
