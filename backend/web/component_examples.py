"""Every component with its examples, for `/components`: what is drawn is the very call that is shown beside it.

What the calls are given stands in `component_values`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FRAME = ("help_place", "bottom_navigation", "mode_switch")
"""Parts of the frame: this page has them, as every page, so they are not drawn a second time."""
BLOCKS = ("heading", "paragraph", "list", "steps", "warning", "quote", "table", "contact")
"""What a text of the city is made of."""


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
        _c("forms", "group", "{% call group('days', _('Offices')) %}<p>{{ today }}</p>{% endcall %}"),
        _c(
            "forms",
            "input_text",
            "{{ input_text('name', _('Town'), hint=_('Use your own words'), why=_('Nothing is sent.')) }}",
            "{{ input_text('wrong', _('Town'), 'x', error=_('Please look at this again')) }}",
            "{{ input_text('phone', _('Number'), type='tel', width='medium', optional=True) }}",
        ),
        _c(
            "forms",
            "money",
            "{{ money('pay', _('Number'), '850.50', symbol=currency_symbol) }}",
            "{{ money('wage', _('Number'), 'x', symbol=currency_symbol, error=_('Please look at this again')) }}",
        ),
        _c(
            "forms",
            "textarea",
            "{{ textarea('words', _('About'), maxlength=300, rows=3) }}",
            "{{ textarea('no-words', _('About'), rows=3, error=_('Please look at this again')) }}",
        ),
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
        _c(
            "forms",
            "checkboxes",
            "{{ checkboxes('several', _('When is it good for you?'), options, values=['b']) }}",
            "{{ checkboxes('no-one', _('Choose one'), options, error=_('Please look at this again')) }}",
        ),
        _c(
            "forms",
            "tick_box",
            "{{ tick_box('agree', _('Nothing is sent.'), checked=True) }}",
            "{{ tick_box('not-yet', _('Nothing is sent.'), error=_('Please look at this again')) }}",
        ),
        _c(
            "forms",
            "address",
            "{{ address('home', _('Where')) }}",
            "{{ address('nothing', _('Home'), error=_('Please look at this again')) }}",
            "{{ address('nowhere', _('Office'), {'line1': '1'}, {'town': _('Please look at this again')}) }}",
        ),
        _c(
            "forms",
            "person",
            "{{ person('somebody', _('Your name'), {'given': 'Rosa'}, date_order=order, born='optional') }}",
            "{{ person('nobody', _('A helper'), errors={'given': _('Please look at this again')}) }}",
        ),
        _c("forms", "search_box", "{{ search_box('/services', _('What are you looking for?'), id='find') }}"),
        _c("question", "question_field", "{{ question_field(form, currency_symbol, id='asked', is_page=False) }}"),
    ),
    "Asking for a place, a time, a file": (
        _c("map", "drawing", "{{ drawing(map) }}"),
        _c(
            "map",
            "place",
            "{{ place('where', _('Offices'), {'landmark': 'city-hall', 'point': '50.3606,-2.4071'}, map=map) }}",
            "{{ place('told', _('Counter near me'), error=_('Please look at this again')) }}",
        ),
        _c(
            "times",
            "time_picks",
            "{{ time_picks('slot', _('Which time is good for you?'), picks) }}",
            "{{ time_picks('gone', _('When'), later_picks, 'other', error=_('Please look at this again')) }}",
            "{{ time_picks('full', _('Day'), no_picks, 'none') }}",
        ),
        _c(
            "groups",
            "entries_list",
            "{{ entries_list('list', _('Messages'), several, entries) }}",
            "{{ entries_list('no-list', _('Home'), several, no_entries) }}",
            "{{ entries_list('too-few', _('Services'), several, no_entries, error=_('Please look at this again')) }}",
        ),
        _c(
            "files",
            "upload_field",
            "{{ upload_field('photo', _('A clear photo'), upload) }}",
            "{{ upload_field('again', _('On paper'), upload_again) }}",
            "{{ upload_field('practice', _('Practise first'), upload_practice, name='practised') }}",
            "{{ upload_field('missing', _('A blurred photo'), upload, error=_('Please look at this again')) }}",
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
    "Texts of the city": (
        _c("articles", "whole", "<p>{{ whole(sentence) }}</p>", "<p>{{ whole(foreign) }}</p>"),
        _c(
            "articles",
            "words",
            "<p>{{ words(sentence) }}</p>",
            "<p{{ foreign_is }}>{{ words(foreign) }}</p>",
            "<p>{{ words(turned) }}</p>",
        ),
        _c("articles", "facts", "{{ facts(told, version) }}", "{{ facts(ending, version) }}"),
        _c("articles", "three_sentences", "{{ three_sentences(told) }}"),
        _c("articles", "contact", "{{ contact(offices[0]) }}", "{{ contact(offices[1], [sentence]) }}"),
        _c(
            "articles",
            "blocks",
            *(f"{{{{ blocks([blocks_of.{kind}], offices_by_id) }}}}" for kind in BLOCKS),
        ),
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
    "A phone to practise on": (
        _c("screens", "tap", "{{ tap(tapped.shown) }}", "{{ tap(tapped_elsewhere.shown, tapped_elsewhere.marked) }}"),
        _c("screens", "hold", "{{ hold('held', held.shown, held.marked) }}"),
        _c("screens", "swipe", "{{ swipe(swiped.step, swiped.shown, way=True) }}"),
        _c(
            "screens",
            "type",
            "{{ type('typed', typed.shown, _('Saved')) }}",
            "{{ type('typed-2', typed_elsewhere.shown, '', True) }}",
        ),
        _c("screens", "speak", "{{ speak('spoken', spoken.shown, '') }}"),
        _c("screens", "order", "{{ order(ordered.step, ordered.ids) }}"),
        _c("screens", "sort", "{{ sort(sorted.step, {}) }}"),
        _c("screens", "watch", "{{ watch(watched.step, watched.screens) }}"),
    ),
    "Kept on the phone": (
        _c("keep", "keep", "{{ keep(lessons, _('Messages')) }}"),
        _c("keep", "keep_fold", "{% call keep_fold(_('Messages')) %}<p>{{ _('Nothing is sent.') }}</p>{% endcall %}"),
        _c("keep", "keep_words", "{{ keep_words(sounds=True) }}"),
    ),
    "On paper": (
        _c("paper", "print_button", "{{ print_button() }}"),
        _c("paper", "paper_question", "{{ paper_question(paper) }}"),
        _c("paper", "lines", "{{ lines(2) }}"),
        _c("paper", "fill_in", "{{ fill_in(_('Came on')) }}"),
        _c("paper", "date_digits", "{{ date_digits() }}"),
    ),
    "The desk": (
        _c("desk", "row_pick", "{{ row_pick(row) }}"),
        _c(
            "desk", "filter_box", "{{ filter_box('mine', _('Mine'), True) }} {{ filter_box('late', _('Late'), False) }}"
        ),
        _c("desk", "bars", "{{ bars(counted) }}"),
        _c("desk", "map_outline", "{{ map_outline(stops) }}"),
        _c("desk_articles", "stands", *(f"{{{{ stands(standing.{each}) }}}}" for each in ("draft", "public", "ended"))),
        _c("desk_articles", "faults_list", "{{ faults_list(faults) }}", "{{ faults_list([]) }}"),
        _c("desk_articles", "words_outside", "{{ words_outside([_('Help')], language.tag) }}"),
        _c(
            "desk_articles",
            "words_to_stay",
            "{{ words_to_stay([_('Help')], language.tag, False, _('Please look at this again')) }}",
        ),
        _c("desk_articles", "words_that_stay", "{{ words_that_stay([_('Help')], language.tag) }}"),
        _c("desk_articles", "source_of", "{{ source_of(_('Nothing is sent.'), language) }}"),
        _c("desk_articles", "changed", "{{ changed(changes, language.tag) }}"),
        _c(
            "desk_appointments",
            "office_select",
            "{{ office_select(offices, none, id='place') }}",
            "{{ office_select(offices, none, id='no-place', error=_('Please look at this again')) }}",
        ),
        _c(
            "desk_appointments",
            "select",
            "{{ select('one', _('When'), options, 'a') }}",
            "{{ select('other', _('When'), options, none, error=_('Please look at this again')) }}",
        ),
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

SHEETS: Mapping[str, tuple[str, ...]] = {
    "Asking for a place, a time, a file": ("map", "files"),
    "Texts of the city": ("articles",),
    "Learning": ("learning",),
    "A phone to practise on": ("screens",),
    "On paper": ("paper",),
    "The desk": ("desk", "articles", "flow_map_drawing", "flow-map"),
}
"""The styles that a group's pages load beside the one that all have."""


def slug(title: str) -> str:
    """A group's name in its address."""
    return title.lower().replace(",", "").replace(" ", "-")
