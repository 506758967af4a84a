"""A service as a map: every question as a stop in its order, when it comes, and where each branch leads.

A stop that is answered has the number that it has on paper, too; a page that only tells something has a letter.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from flows.service import Question, Service
from flows.show import Formats
from flows.text import N_
from flows.types.group import bounds
from flows.when import Clause, Names, When, clause_in_words, when

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Text = Callable[..., str]

ONLY_IF = N_("Comes only if %(condition)s.")
GOES_ON = N_("If not, it goes on with %(mark)s.")
CHECKED = N_("If not, the answers are checked next.")
ENDS = N_("The way ends here. Nothing is sent.")
EACH = N_("Asked for each: %(one)s. From %(least)s to %(most)s of them.")
DECIDES = N_("This answer decides about: %(marks)s")
BRACKETS = N_("(%(words)s)")
START = N_("Start")
END = N_("Check the answers, then send")


@dataclass(frozen=True, slots=True)
class Stop:
    """One question on the map, in the reader's words.

    `mark` is its number or letter. `condition` says when it comes, '' for always; `otherwise` is the mark of what comes
    in its place where that is not so, '' where the answers are checked next. `decides` are the marks of all stops whose
    coming hangs on this answer, and `inside` those of a group, asked for each of its entries.
    """

    question: Question
    mark: str
    title: str
    condition: str
    otherwise: str
    decides: tuple[str, ...]
    repeats: str = ""
    inside: "tuple[Stop, ...]" = field(default=())


def stops(service: Service, text: Text, formats: Formats, names: Names = lambda named: named.id) -> tuple[Stop, ...]:
    """Return the stops of a service in their order. `text` translates; `names` says what places are called.

    Raises `KeyError` for a condition on a question that is not asked before it; `flows.check` finds these first.
    """
    return _Surveyor(service, text, formats, names).level(service.questions, "")


def every(found: Sequence[Stop]) -> Iterator[Stop]:
    """Each stop, and after a group those inside it."""
    for stop in found:
        yield stop
        yield from stop.inside


def sentences(stop: Stop, text: Text) -> list[str]:
    """What is told of a stop below its title."""
    said = [text(ONLY_IF, condition=stop.condition)] if stop.condition else []
    if stop.question.is_exit:
        said.append(text(ENDS))
    if stop.condition:
        said.append(text(GOES_ON, mark=stop.otherwise) if stop.otherwise else text(CHECKED))
    if stop.repeats:
        said.append(stop.repeats)
    if stop.decides:
        said.append(text(DECIDES, marks=", ".join(stop.decides)))
    return said


def outline(found: Sequence[Stop], text: Text) -> list[str]:
    """The map in lines of plain text; what comes only sometimes, and what is inside a group, is moved in."""
    return [text(START), *_lines(found, text, 0), text(END)]


def _lines(found: Sequence[Stop], text: Text, depth: int) -> Iterator[str]:
    for stop in found:
        here = "    " * (depth + bool(stop.condition))
        yield f"{here}{stop.mark:>3}  {stop.title}"
        yield from (f"{here}     {said}" for said in sentences(stop, text))
        yield from _lines(stop.inside, text, depth + 1 + bool(stop.condition))


class _Surveyor:
    """Gives every question its mark, and says each condition in words."""

    def __init__(self, service: Service, text: Text, formats: Formats, names: Names) -> None:
        self.text, self.formats, self.names = text, formats, names
        self.marks: dict[str, str] = {}
        self.asked: dict[str, tuple[int, Question]] = {}
        self.deciding: dict[str, list[str]] = {}
        for question in (each for outer in service.questions for each in (outer, *outer.questions)):
            self._mark(question)

    def _mark(self, question: Question) -> None:
        if question.tells:
            told = len(self.marks) - len(self.asked)
            self.marks[question.id] = LETTERS[told % len(LETTERS)] * (1 + told // len(LETTERS))
        else:
            self.asked[question.id] = len(self.asked) + 1, question
            self.marks[question.id] = str(len(self.asked))
        for test in question.when.tests() if question.when else ():
            about = self.deciding.setdefault(test.question, [])
            about += [question.id] if question.id not in about else []

    def level(self, questions: Sequence[Question], after: str) -> tuple[Stop, ...]:
        """The stops of these questions; `after` is the mark of what comes behind them."""
        return tuple(self._stop(each, questions[place + 1 :], after) for place, each in enumerate(questions))

    def _stop(self, question: Question, later: Sequence[Question], after: str) -> Stop:
        following = next((self.marks[each.id] for each in later if each.when != question.when), after)
        least, most = bounds(question)
        one = self.text(question.limits["one"]) if question.type == "group" else ""
        return Stop(
            question,
            self.marks[question.id],
            self.text(question.ask),
            self.said(when(question.when, self.asked)) if question.when else "",
            following if question.when else "",
            tuple(self.marks[each] for each in self.deciding.get(question.id, ())),
            self.text(EACH, one=one, least=least, most=most) if one else "",
            self.level(question.questions, self.marks[later[0].id] if later else after),
        )

    def said(self, found: When) -> str:
        """A condition as part of a sentence; what is of another kind inside it stands in brackets."""
        if isinstance(found, Clause):
            return clause_in_words(found, self.text, self.formats, self.names)
        join = N_("%(one)s, and %(other)s") if found.kind == "all" else N_("%(one)s, or %(other)s")
        parts = [self._part(each) for each in found.parts]
        whole = parts[0]
        for each in parts[1:]:
            whole = self.text(join, one=whole, other=each)
        return whole

    def _part(self, found: When) -> str:
        return self.said(found) if isinstance(found, Clause) else self.text(BRACKETS, words=self.said(found))
