"""A practice lesson for any service, made from its flow: nobody writes it, and it changes with the service.

A made-up person walks the service (`tutorials.walk`), and each of their pages becomes a step with its words, a ladder
of hints and feedback. The words are `Sentence`s: a text of the product, with the service's own words and the person's
answer in it, translated where it is read. A lesson that somebody wrote is better, and takes the place of this one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from flows.service import Question, Service
from flows.show import phone_in_words
from flows.text import N_
from flows.types.contact import ADDRESS_PARTS
from flows.types.person import name_of
from i18n.sentence import Sentence, Value
from tutorials.lesson import Lesson, Mistake, Next, Person, Skill, Step
from tutorials.walk import MadeUp, whole_journey

MOST_PRACTISED = 50
"""Pages that become steps; what a longer service asks after them is answered for the person."""
LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class Ways:
    """What is said of one kind of page: one thing to do, where to look, doing it together, and what went right.

    The places are `name` and what `_values` gives for the type.
    """

    say: str
    look: str
    together: str
    done: str


_BOX = N_("Look for the empty box under the question. Touch it once, and the letters come up.")
_TYPE = N_("%(name)s's answer is %(answer)s. Type it.")
_TYPE_TOGETHER = N_("Let us do it together. Touch the box, type %(answer)s, then press Continue.")
_TYPED = Ways(_TYPE, _BOX, _TYPE_TOGETHER, N_("Well done. You typed it, and you can do that on every page with a box."))
_DIGITS = Ways(
    _TYPE,
    N_("Look for the empty box under the question. Touch it once, and the numbers come up."),
    _TYPE_TOGETHER,
    N_("Well done. You typed a number on the phone."),
)
_ROUND = N_("Look under the question. Each answer has a round mark, and you can touch the words too.")
_CHOOSE = N_("%(name)s's answer is %(answer)s. Choose it.")
_CHOOSE_TOGETHER = N_("Let us do it together. Touch %(answer)s, then press Continue.")
_CHOSEN = Ways(_CHOOSE, _ROUND, _CHOOSE_TOGETHER, N_("That is right. Touching another answer would have changed it."))

WAYS: Mapping[str, Ways] = {
    **dict.fromkeys(("text", "long_text", "email"), _TYPED),
    **dict.fromkeys(("number", "money", "phone"), _DIGITS),
    **dict.fromkeys(("yes_no", "choice"), _CHOSEN),
    "date": Ways(
        N_("%(name)s's answer is %(answer)s. Type the day, the month and the year."),
        N_("Look for the three small boxes. The word above each box says what goes in it."),
        N_("Let us do it together. Type %(day)s for the day, %(month)s for the month and %(year)s for the year."),
        N_("Very good. A date is the hardest thing to type, and you did it."),
    ),
    "address": Ways(
        N_("%(name)s's answer is %(answer)s. Type each part in its own box."),
        N_("Look at the word above each box. A box that says you can leave it empty may stay empty."),
        N_(
            "Let us do it together. In the first box, type %(line1)s. For the town, type %(town)s. "
            "For the postcode, type %(postcode)s."
        ),
        N_("Well done. You put each part of an address in its place."),
    ),
    "choices": Ways(
        N_("%(name)s chooses %(answer)s. Tick it."),
        N_("Look under the question. Each answer has a square, and a tick comes into it when you touch it."),
        _CHOOSE_TOGETHER,
        N_("That is right. Touching a tick again takes it away."),
    ),
    "person": Ways(
        N_("%(name)s's answer is %(answer)s. Type each part of it in its own box."),
        N_("Look at the word above each box. It says which part of the name goes in it."),
        N_("Let us do it together. The given name is %(given)s, and the family name is %(family)s. Type both."),
        N_("Well done. You typed a whole name."),
    ),
    "person_born": Ways(
        N_("%(name)s's answer is %(answer)s. Type each part of it in its own box."),
        N_("Look at the word above each box. It says which part of the name or of the date goes in it."),
        N_(
            "Let us do it together. The given name is %(given)s, and the family name is %(family)s. "
            "Type %(day)s for the day, %(month)s for the month and %(year)s for the year."
        ),
        N_("Well done. You typed a whole name and a date of birth."),
    ),
    "national_id": Ways(
        N_("%(name)s's answer is %(answer)s. Type it, with or without the spaces."),
        _BOX,
        N_("Let us do it together. Touch the box, and type %(answer)s sign by sign. Then press Continue."),
        N_("Well done. On a real page, compare each sign with your card."),
    ),
    "office": Ways(
        _CHOOSE,
        N_("Look under the question. Each office has a round mark, and its address stands under the name."),
        _CHOOSE_TOGETHER,
        N_("That is right. Now you know how to choose an office."),
    ),
    "place": Ways(
        N_("%(name)s's answer is %(answer)s. Say where it is, by the list and in words."),
        N_("Look at the list under the map. The numbers in it are those on the map."),
        N_("Let us do it together. Touch %(close)s in the list. Then type %(text)s in the box."),
        N_("Well done. You can say where something is without touching the map."),
    ),
    "slot": Ways(
        N_("%(name)s takes the first time in the list. Choose it."),
        N_("Look under the question. The days are in their order, and the first time is at the top."),
        N_("Let us do it together. Touch the first time, then press Continue."),
        N_("Well done, you chose a time. In practice it is not booked."),
    ),
    "photo": Ways(
        N_("In practice two photos are ready. Choose the clear one for %(name)s."),
        N_("Look at the two photos under the question. On one of them you can see the face well."),
        N_("Let us do it together. Touch the clear photo, then press Continue."),
        N_("Well done. With a photo of your own, the page tells you if it is too dark or blurred."),
    ),
    "file": Ways(
        N_("In practice two files are ready. Choose the letter for %(name)s."),
        N_("Look at the two files under the question. One of them is the letter that is asked for."),
        N_("Let us do it together. Touch the letter, then press Continue."),
        N_("Well done. In practice nothing is sent. A real file is shown to you before you go on."),
    ),
    "group": Ways(
        N_("%(name)s has no more to add to this list. Press the button to continue."),
        N_("Look for the list. The button under it says that these are all."),
        N_("Let us do it together. Read the list once, then press the button that says these are all."),
        N_("Well done. In the real service, this page also has a button to add one more."),
    ),
    "declaration": Ways(
        N_("What this page says is true for %(name)s. Tick the box."),
        N_("Look for the square beside the words. A tick comes into it when you touch it."),
        N_("Let us do it together. Touch the square, then press Continue."),
        N_("That is right. Tick such a box only when it is true for you."),
    ),
    "info": Ways(
        N_("This page only tells you something. Read it in your own time."),
        N_("There is no box on this page. Look for the Continue button under the words."),
        N_("Let us do it together. Press Continue."),
        N_("Well done. You can read such a page as often as you like."),
    ),
}
EMPTY = Ways(
    N_("%(name)s has nothing to say here. Leave it empty."),
    N_("Look under the question. Nothing need be typed or touched there."),
    N_("Let us do it together. Type nothing, and press Continue."),
    N_("That is right. You may leave a page empty when it says so."),
)


def practice_of(service: Service, person: MadeUp, today: date) -> Lesson:
    """Return the lesson that practises this service from its first page to its last; raises `NoWholeJourney`."""
    answers = whole_journey(service, person, today)
    practised = dict(list(answers.items())[:MOST_PRACTISED])
    steps = [_practise(each, practised[each.id], person) for each in service.questions_at(practised)]
    title = Sentence(service.title)
    return Lesson(
        id=service.id,
        title=Sentence(N_("Practise: %(service)s"), service=title),
        objective=N_("You try each page of this service first, and nothing is sent."),
        service=service.id,
        minutes=service.minutes + len(steps) // 2 + 1,
        skills=(Skill("DigComp", "2.2", "2.3"),),
        person=Person(
            person.name, _story(service, person), {key: answers[key] for key in answers if key not in practised}
        ),
        steps=(_welcome(person), *steps, *_last_pages(person)),
        learned=(
            N_("I know what each page of this service asks."),
            N_("I know where to find help on a page."),
            N_("I can check my answers before I send them."),
        ),
        next=Next(
            Sentence(N_("When you are ready, you can do it for yourself: %(service)s"), service=title), service.id
        ),
    )


def _story(service: Service, person: MadeUp) -> Sentence:
    made = _who(person)
    return Sentence(N_("%(who)s %(story)s"), who=made, story=Sentence(service.story)) if service.story else made


def _who(person: MadeUp) -> Sentence:
    return Sentence(
        N_("%(name)s is made up. The full name is %(full)s, the birthday is %(born)s, and the home is at %(home)s."),
        name=Sentence(person.called),
        full=person.name,
        born=person.born,
        home=_one_line(person.address()),
    )


def _welcome(person: MadeUp) -> Step:
    say = N_("You practise with a made-up person, %(name)s. Whatever you press, nothing is sent and nothing breaks.")
    return Step("welcome", "read", N_("Nothing can go wrong here"), Sentence(say, name=Sentence(person.called)))


def _last_pages(person: MadeUp) -> tuple[Step, Step]:
    look = N_("This page shows all of %(name)s's answers. Read them slowly.")
    return (
        Step(
            "check",
            "check",
            N_("Look at everything once more"),
            Sentence(look, name=Sentence(person.called)),
            hints=(
                N_("A last look costs nothing, and it finds most slips."),
                N_("Look at the words on top of each answer."),
                N_("Let us do it together. Read one answer after the other, then go on."),
            ),
        ),
        Step(
            "send",
            "send",
            N_("Press Send"),
            N_("This is how an application goes out. Press Send, and in practice nothing is sent."),
            hints=(
                N_("The real service sends your answers only when you press this button."),
                N_("Look at the end of the page. The button says Send."),
                N_("Let us do it together. Touch Send once."),
            ),
            done=N_("Well done. You have been through the whole service."),
        ),
    )


def _practise(question: Question, answer: Any, person: MadeUp) -> Step:
    ways = _ways(question, answer)
    values = {"name": Sentence(person.called), **_values(question, answer, person)}
    chosen = question.type in {"choice", "choices"}
    return Step(
        step_id(question.id),
        "practise",
        Sentence(question.label),
        _filled(ways.say, values),
        hints=(_why(question), _where(question, ways), _filled(ways.together, values)),
        question=question.id,
        type=question.type,
        expect=answer,
        options=tuple(option.id for option in question.options) if chosen else None,
        mistakes=_mistakes(question, answer, values),
        otherwise=_filled(N_("Not quite yet, and that is fine. Read once more what %(name)s's answer is."), values),
        done=ways.done,
    )


def _ways(question: Question, answer: Any) -> Ways:
    if answer is None:
        return EMPTY
    is_born = question.type == "person" and "born" in answer
    return WAYS["person_born" if is_born else question.type]


def step_id(question_id: str) -> str:
    """The step of a question, the same as long as the question has its id, and never that of another page."""
    whole = "answer-" + re.sub("[_/]", "-", question_id)
    if len(whole) <= LONGEST_ID:
        return whole
    return f"{whole[: LONGEST_ID - 9]}-{sha256(question_id.encode()).hexdigest()[:8]}"


def _filled(text: str, values: Mapping[str, Value]) -> str:
    """The text with those of the values that it has places for."""
    used = {name: value for name, value in values.items() if f"%({name})s" in text}
    return Sentence(text, **used) if used else text


def _values(question: Question, answer: Any, person: MadeUp) -> dict[str, Value]:
    """What stands in the places of `Ways`: words are translated, and what is typed stays letter by letter."""
    match question.type, answer:
        case _, None:
            return {}
        case "yes_no", _:
            return {"answer": _quoted(N_("Yes") if answer else N_("No"))}
        case (("choice" | "choices"), _):
            chosen = [answer] if question.type == "choice" else answer
            return {"answer": tuple(_quoted(option.text) for option in question.options if option.id in chosen)}
        case "date", _:
            day = date.fromisoformat(answer)
            return {"answer": day, **_parts(day)}
        case "address", _:
            return {"answer": _one_line(answer), **answer}
        case "phone", _:
            return {"answer": phone_in_words(answer, person.region)}
        case "person", _:
            return _person_values(answer)
        case "office", _:
            return {"answer": _quoted(person.offices.get(answer, answer))}
        case "place", _:
            close = _quoted(person.landmarks.get(answer["landmark"], answer["landmark"]))
            return {"answer": (close, answer["text"]), "close": close, "text": answer["text"]}
    return {"answer": str(answer)}


def _person_values(answer: Mapping[str, str]) -> dict[str, Value]:
    born = date.fromisoformat(answer["born"]) if "born" in answer else None
    whole: tuple[Value, ...] = (name_of(answer), *((born,) if born else ()))
    return {"answer": whole, "given": answer["given"], "family": answer["family"], **(_parts(born) if born else {})}


def _parts(day: date) -> dict[str, Value]:
    return {"day": str(day.day), "month": str(day.month), "year": f"{day.year:04}"}


def _quoted(words: str) -> Sentence:
    return Sentence(N_("‘%(words)s’"), words=Sentence(words))


def _one_line(address: Mapping[str, str]) -> str:
    return ", ".join(address[part] for part in ADDRESS_PARTS if address.get(part))


def _why(question: Question) -> str:
    if question.why:
        return Sentence(N_("This is why we ask: %(why)s"), why=Sentence(question.why))
    return N_("Read the words at the top once more, slowly. Each page asks for one thing only.")


def _where(question: Question, ways: Ways) -> str:
    if question.hint:
        return Sentence(
            N_("%(look)s The words there say: %(hint)s"), look=Sentence(ways.look), hint=Sentence(question.hint)
        )
    return ways.look


def _mistakes(question: Question, answer: Any, values: Mapping[str, Value]) -> tuple[Mistake, ...]:
    """The one slip that many make with a date; the engine has words of its own for what no calendar has."""
    if question.type != "date" or answer is None:
        return ()
    year, month, day = answer.split("-")
    if day == month or int(day) > 12:  # noqa: PLR2004  (months of a year)
        return ()
    say = N_("The day and the month have changed places. The day is %(day)s and the month is %(month)s.")
    return (Mistake(_filled(say, values), value=f"{year}-{day}-{month}"),)
