"""Every component with its examples, for `/components`: what is drawn is the very call that is shown beside it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from backend.core import clock
from backend.domain.uploads.queries import Enclosure
from backend.domain.uploads.rules import ENDINGS, LARGEST, PART
from backend.web.door import formats, parts, say
from backend.web.file_question import as_shown
from backend.web.map import map_form
from backend.web.questions import form_of
from flows.types.enclosed import SAMPLES

PARTS = ["day", "month", "year"]
FRAME = ("help_place", "bottom_navigation", "mode_switch")
"""Parts of the frame: this page has them, as every page, so they are not drawn a second time."""


@dataclass(frozen=True, slots=True)
class Component:
    """A macro, the file of `templates/macros` it is in, and calls of it, one for each state."""

    file: str
    name: str
    calls: tuple[str, ...]


def _c(file: str, name: str, *calls: str) -> Component:
    return Component(file, name, calls)


GROUPS: Mapping[str, tuple[Component, ...]] = {
    "Frame": (
        *(_c("frame", name) for name in FRAME),
        _c(
            "frame",
            "acting_for",
            "{% if not helping %}{{ acting_for({'name': 'Rosa', 'ending': '0101', "
            "'helper': {'kind': 'help', 'scope': ['appointments']}}) }}{% endif %}",
        ),
    ),
    "Pressing": (
        _c(
            "actions",
            "button",
            "{{ button(_('Continue')) }}",
            "{{ button(_('Practise first, nothing is sent'), 'secondary', icon_name='learn') }}",
            "{{ button(_('Back'), 'quiet', href='/') }}",
            "{{ button(_('Throw away what I began'), 'danger') }}",
            "{{ button(_('Continue'), attrs={'disabled': ''}) }}",
        ),
        _c("actions", "back_link", "{{ back_link('/') }}"),
        _c(
            "actions",
            "card",
            "{{ card(_('Learn at your own pace'), '/lessons', _('Practise first. Nothing is sent.'), 'learn') }}",
            "{{ card(_('Messages'), '/inbox', icon_name='messages', meta=today, status=new) }}",
        ),
        _c("actions", "cards", "{{ cards(five) }}", "{{ cards(five, folded=True) }}"),
        _c("actions", "fold", "{% call fold(_('Show more'), True) %}<p>{{ _('Nothing yet') }}</p>{% endcall %}"),
        _c("actions", "links", "{{ links([{'href': '/', 'text': _('Home')}, {'href': '/help', 'text': _('Help')}]) }}"),
        _c("actions", "language_choices", "{{ language_choices(languages, language.tag) }}"),
        _c(
            "actions",
            "text_size_choices",
            "{{ text_size_choices(preferences.shown_size, least=125 if preferences.elder else 100) }}",
        ),
        _c("actions", "theme_choices", "{{ theme_choices(preferences.theme) }}"),
    ),
    "Telling": (
        _c(
            "messages",
            "notice",
            *(f"{{{{ notice(_('Nothing yet'), '{kind}') }}}}" for kind in ("info", "success", "warning", "problem")),
            "{{ notice(_('Nothing is sent.'), 'practice') }}",
            "{{ notice(_('Nothing yet'), 'offline', title=_('No connection')) }}",
        ),
        _c("messages", "error_summary", "{{ error_summary([{'field_id': 'name', 'text': _('Your name')}]) }}"),
        _c("messages", "saved", "{{ saved() }}"),
        _c("messages", "progress", "{{ progress(3, 7) }}", "{{ progress(2, 5, kind='step') }}"),
        _c(
            "messages",
            "status",
            *(f"{{{{ status(_('Waiting'), '{kind}') }}}}" for kind in ("info", "success", "warning")),
            "{{ status(_('Said no'), 'problem') }}",
            "{{ status(_('Closed now'), 'plain') }}",
        ),
        _c(
            "messages",
            "empty",
            "{{ empty(_('No messages yet'), _('When the city writes to you, you find it here.'), '/', _('Home')) }}",
        ),
        _c("icons", "icon", "{% for name in icons %}{{ icon(name) }} {% endfor %}{{ icon('learn', 'icon-large') }}"),
    ),
    "Asking": (
        _c(
            "forms",
            "field",
            "{% call field('own', _('Date')) %}<input class='input' type='date' id='own'>{% endcall %}",
        ),
        _c("forms", "group", "{% call group('days', _('Date')) %}<p>{{ today }}</p>{% endcall %}"),
        _c(
            "forms",
            "input_text",
            "{{ input_text('name', _('Town'), hint=_('Use your own words'), why=_('Nothing is sent.')) }}",
            "{{ input_text('wrong', _('Town'), 'x', error=_('Please look at this again')) }}",
            "{{ input_text('phone', _('Number'), type='tel', width='medium', optional=True) }}",
        ),
        _c("forms", "money", "{{ money('pay', _('Number'), '850.50', symbol=currency_symbol) }}"),
        _c("forms", "textarea", "{{ textarea('words', _('About'), maxlength=300, rows=3) }}"),
        _c(
            "forms",
            "date_boxes",
            "{{ date_boxes('born', _('Date'), {'day': 4}, order=order) }}",
            "{{ date_boxes('bad', _('Day'), order=order, wrong=['year'], error=_('Please look at this again')) }}",
        ),
        _c(
            "forms",
            "radios",
            "{{ radios('part', _('When'), options, value='a') }}",
            "{{ radios('none', _('When may we call you?'), options, error=_('Please choose when we may call.')) }}",
        ),
        _c("forms", "checkboxes", "{{ checkboxes('several', _('When is it good for you?'), options, values=['b']) }}"),
        _c("forms", "tick_box", "{{ tick_box('agree', _('Nothing is sent.'), checked=True) }}"),
        _c("forms", "address", "{{ address('home', _('Where')) }}"),
        _c(
            "forms",
            "person",
            "{{ person('somebody', _('Your name'), {'given': 'Rosa'}, date_order=order, born='optional') }}",
            "{{ person('nobody', _('A helper'), errors={'given': _('Please look at this again')}) }}",
        ),
        _c("forms", "search_box", "{{ search_box('/services', _('What are you looking for?'), id='find') }}"),
        _c("question", "question_field", "{{ question_field(form, currency_symbol, id='asked', is_page=False) }}"),
        _c("map", "drawing", "{{ drawing(map) }}"),
        _c(
            "map",
            "place",
            "{{ place('where', _('Offices'), {'landmark': 'city-hall', 'point': '50.3606,-2.4071'}, map=map) }}",
            "{{ place('told', _('Counter near me'), error=_('Please look at this again')) }}",
        ),
        _c("times", "time_picks", "{{ time_picks('slot', _('Which time is good for you?'), picks) }}"),
        _c(
            "groups",
            "entries_list",
            "{{ entries_list('list', _('Messages'), several, entries) }}",
            "{{ entries_list('no-list', _('Messages'), several, no_entries) }}",
        ),
        _c(
            "files",
            "upload_field",
            "{{ upload_field('photo', _('A clear photo'), upload) }}",
            "{{ upload_field('again', _('On paper'), upload_again) }}",
            "{{ upload_field('practice', _('Practise first'), upload_practice, name='practised') }}",
        ),
        _c("files", "enclosed", "{{ enclosed(upload_again.kept) }}"),
        _c("files", "sample", "{{ sample('photo', True) }} {{ sample('file', False) }}"),
    ),
    "Reading": (
        _c("data", "summary_list", "{{ summary_list([{'label': _('Town'), 'value': city.name, 'href': '/'}]) }}"),
        _c("data", "timeline", "{{ timeline(line) }}"),
        _c("onward", "onward", "{{ onward({'application': 'example'}) }}"),
        _c("onward", "leave", "{{ leave(none) }}"),
        _c("known", "known_value", "{{ known_value([city.name, today], _('Nothing yet')) }}"),
        _c(
            "data",
            "data_table",
            "{{ data_table('table', _('Messages'), [_('Number'), _('When')], [['1', today]]) }}",
            "{{ data_table('cards', _('Services'), [_('Number'), _('When')], [['1', today]], stacked=True) }}",
        ),
        _c("state", "state_of", "{{ state_of({'state': 'draft'}) }} {{ state_of({'state': 'approved'}) }}"),
        _c("state", "desk_state", "{{ desk_state({'state': 'in_work'}) }} {{ desk_state({'state': 'appealed'}) }}"),
        _c("state", "reference", "{{ reference('ABCD2345') }}"),
        _c("state", "duration", "{{ duration(5) }}"),
        _c("state", "kept_for", "{{ kept_for(24) }}", "{{ kept_for(6) }}"),
        _c("words", "words", "{{ words(written) }}"),
        _c("words", "said", '<ul class="thread">{{ said(written) }}</ul>'),
        _c("words", "thread", "{{ thread(both) }}"),
        _c("appointments", "ticket", "{{ ticket(visit) }}", "{{ ticket(at_home) }}"),
        _c("appointments", "times", "{{ times(days, '/components') }}"),
        _c("appointments", "state_of", "{{ state_of(visit) }}"),
    ),
    "Learning": (
        _c(
            "learning",
            "way",
            "{{ way([{'title': _('Home'), 'can_do': 2, 'practised': 1, 'ahead': 1}, "
            "{'title': _('Help'), 'can_do': 0, 'practised': 0, 'ahead': 3}]) }}",
        ),
        _c("lessons", "phone", "{% call phone(_('Practice phone'), '9:00') %}<p>{{ _('Home') }}</p>{% endcall %}"),
        _c(
            "lessons",
            "phone_bubble",
            "{{ phone_bubble('text', city.name, _('Nothing is sent.')) }}",
            "{{ phone_bubble('push', city.name, _('Nothing is sent.'), title=_('Messages'), tag='button') }}",
        ),
        _c("lessons", "phone_tile", "{{ phone_tile(_('Messages'), 'messages') }}"),
        _c("lessons", "hints", "{{ hints([_('Home'), _('Help'), _('Back')], [1, 2]) }}"),
        _c("lessons", "stuck", "{{ stuck(city.help) }}"),
        _c(
            "lessons",
            "feedback",
            "{{ feedback('a', _('Saved')) }}",
            "{{ feedback('b', _('Try another word'), 'try') }}",
        ),
        _c("lessons", "step", "{{ step('s', _('Practise first'), _('Nothing is sent.'), 1, 3, heading=4) }}"),
    ),
    "Kept on the phone": (
        _c("keep", "keep", "{{ keep(lessons, _('Messages')) }}"),
        _c("keep", "keep_fold", "{% call keep_fold(_('Messages')) %}<p>{{ _('Nothing is sent.') }}</p>{% endcall %}"),
        _c("keep", "keep_words", "{{ keep_words() }}"),
    ),
    "On paper": (
        _c("paper", "print_button", "{{ print_button() }}"),
        _c("paper", "paper_question", "{{ paper_question(paper) }}"),
        _c("paper", "lines", "{{ lines(2) }}"),
        _c("paper", "fill_in", "{{ fill_in(_('Came on')) }}"),
        _c("paper", "date_digits", "{{ date_digits() }}"),
    ),
    "The desk": (
        _c("desk", "map_outline", "{{ map_outline(stops) }}"),
        _c("desk_appointments", "office_select", "{{ office_select(offices, none, id='place') }}"),
        _c("desk_appointments", "select", "{{ select('one', _('When'), options, 'a') }}"),
        _c("desk_appointments", "office_and_day", "{{ office_and_day('/components', offices, offices[0], day, []) }}"),
        _c(
            "desk_appointments",
            "next_steps",
            "{{ next_steps(row, '/components') }}",
            "{{ next_steps(row_at_home, '/components') }}",
        ),
        _c(
            "desk_appointments",
            "chart",
            "{{ chart('chart-a', _('Booked'), [{'label': today, 'value': 3, 'of': 8, 'words': '3 / 8'}]) }}",
        ),
    ),
}


def values() -> dict[str, Any]:
    """What the calls are given: made up, or from the city's own content."""
    today, city = parts().today(), parts().content
    offices = list(city.offices.values())
    question = next(
        each for service in city.services.values() for each in service.questions if each.type in {"text", "number"}
    )
    written = _written(formats().date(today))
    time = {"id": 1, "time": "9:15", "place": say(offices[0].name), "staff": ""}
    day = {"text": formats().day(today), "times": [time, time | {"id": 2, "time": "9:30"}]}
    return {
        "today": formats().date(today),
        "written": written,
        "lessons": list(city.lessons.values())[:2],
        "both": [written, written | {"who": say("A helper"), "mine": False}],
        "day": date(today.year, today.month, 1),
        "days": [day],
        "order": PARTS,
        "map": map_form("50.3606,-2.4071"),
        "date_order": PARTS,
        "options": [{"id": "a", "text": say("In the morning")}, {"id": "b", "text": say("In the afternoon")}],
        "offices": offices,
        "line": [{"text": say("Sent"), "state": state, "date": day["text"]} for state in ("done", "now", "next")],
        "row": SimpleNamespace(public_id="0", reference="ABCD2345", state="booked", begun=True, at_home=False),
        "row_at_home": SimpleNamespace(public_id="0", reference="ABCD2346", state="booked", begun=True, at_home=True),
        "stops": _stops(),
        "visit": _visit(offices[0], today, formats().day(today)),
        "at_home": _visit(offices[0], today, formats().day(today)) | {"at_home": True, "place": say("At your home")},
        "form": form_of(question, {}),
        "paper": {
            "question": question,
            "number": 1,
            "when": None,
            "go_on": None,
            "how": [],
            "space": SimpleNamespace(kind="lines", lines=1),
        },
        "picks": {
            **dict.fromkeys(
                ("kept_until", "over", "gone", "practice", "looking", "later", "anything", "ways", "value")
            ),
            "days": [day],
        },
        "several": SimpleNamespace(limits={"add": "Add a message"}),
        "entries": {"add": "/", "full": False, "enough": True, "rows": [_entry(1), _entry(2, unfinished=True)]},
        "no_entries": {"add": "/", "full": False, "rows": []},
        "now": clock.now(),
    } | _uploads()


def _uploads() -> dict[str, Any]:
    """A question for a photo: with none yet, with one that is blurred and a letter, and in practice."""
    empty = {
        **dict.fromkeys(("photo", "room"), True),
        **dict.fromkeys(("refused", "practice"), False),
        "kept": [],
        "most": 2,
        "accept": ENDINGS["photo"],
        **dict.fromkeys(("base", "here"), "/components"),
        "question": "photo",
        "part": PART,
        "largest": LARGEST,
    }
    facts = {"state": "ready", "pages": None, "size": 384_200, "dark": False, "in_answer": True, "why": None}
    photo = Enclosure(uuid.UUID(int=1), "photo", "IMG_2041.jpg", kind="jpeg", blurred=True, **facts)  # type: ignore[arg-type]
    letter = Enclosure(uuid.UUID(int=2), "photo", "letter.pdf", kind="pdf", blurred=False, **facts | {"pages": 2})  # type: ignore[arg-type]
    kept = [as_shown(each, number, "/components") | {"small": None} for number, each in enumerate((photo, letter), 1)]
    practice = {"photo": True, "samples": SAMPLES, "chosen": [], "practice": True}
    return {"upload": empty, "upload_again": empty | {"kept": kept}, "upload_practice": practice}


def _written(at: str) -> dict[str, Any]:
    who = {"kind": "Message", "who": say("You"), "mine": True, "internal": False, "at": at}
    return who | {"words": say("Nothing yet"), "lang": None, "direction": None}


def _visit(office: Any, today: date, day: str) -> dict[str, Any]:
    return {
        "iso": today.isoformat(),
        "day": day,
        "time": "9:15",
        "name": say("See a person"),
        "staff": "Dr Mei Wong",
        "office": office,
        "at_home": False,
        "place": say(office.name),
        "state_words": say("Waiting"),
        "tone": "info",
        "clock_there": False,
    }


def _entry(number: int, *, unfinished: bool = False) -> dict[str, Any]:
    name, lines = f"{say('Number')} {number}", [] if unfinished else [parts().content.city.name]
    return {"id": str(number), "name": name, "lines": lines, "unfinished": unfinished, "change": "/", "remove": "/"}


def _stops() -> list[dict[str, Any]]:
    """Two stops of a made-up map: a question, and a page that one of its answers leads to."""
    one, other = SimpleNamespace(id="here", is_exit=False), SimpleNamespace(id="elsewhere", is_exit=True)
    nothing: dict[str, Any] = {"condition": "", "otherwise": "", "repeats": ""}
    first = SimpleNamespace(question=one, mark="1", title=say("Do you live here?"), **nothing)
    side = nothing | {"condition": say("you answered “No” to question 1")}
    second = SimpleNamespace(question=other, mark="A", title=say("Please ask your own city"), **side)
    return [
        {"stop": first, "otherwise": None, "decides": [("A", "elsewhere")], "inside": []},
        {"stop": second, "otherwise": None, "decides": [], "inside": []},
    ]
