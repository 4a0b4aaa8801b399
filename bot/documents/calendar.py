"""Time limits as a calendar file: days and a discreet title, and nothing that tells what they are about."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from bot.core.deadlines import Deadline, reminders
from bot.core.text import Text
from bot.core.view import Document

ICS = "text/calendar"
NAME = "document.ics"
#: When the telephone rings on that day.
MORNING = timedelta(hours=9)


def make_calendar(
    found: Iterable[Deadline], today: date, title: Text, new_uid: Callable[[], object] = uuid4
) -> Document | None:
    """Return the reminders of these time limits as a file; None where no day is left to be reminded on.

    The title is the same for all (« Rappel dossier »); no description, place or organiser. The stamp that the format
    demands (RFC 5545) is the event's own day, so that the file doesn't tell when it was asked for.
    """
    days = reminders(found, today)
    return calendar_of(days, title, new_uid) if days else None


def calendar_of(days: Iterable[date], title: Text, new_uid: Callable[[], object] = uuid4) -> Document:
    """Return a file that reminds on these days, and says nothing else."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - only who asks for a calendar pays for it

    calendar = Calendar()
    calendar.add("prodid", "-//agenda//FR")
    calendar.add("version", "2.0")
    for day in days:
        event = Event()
        event.add("uid", str(new_uid()))
        event.add("dtstamp", datetime.combine(day, time(), UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", str(title))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        # An alarm that displays needs a description; one that sounds shows the title alone.
        alarm = Alarm()
        alarm.add("action", "AUDIO")
        alarm.add("trigger", MORNING)
        event.add_component(alarm)
        calendar.add_component(event)
    return Document(NAME, ICS, calendar.to_ical())
