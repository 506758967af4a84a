"""Finding a service or a lesson by people's own words, in each language, with a slip of the finger forgiven."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log

from backend.domain.catalogue.city import Content
from i18n.words import slips, words

MOST_FOUND = 20
LONGEST_QUERY = 200
TITLE, KEYWORD, PLAIN = 6, 5, 1
SLIP = 0.4
"""A word found through a slip counts less than one that was typed right."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: 'service' or 'lesson', and its id."""

    kind: str
    id: str
    score: float


class Index:
    """The words of one language. Built once at the start; a city has tens of services, so it lives in memory."""

    def __init__(self, documents: Mapping[tuple[str, str], Counter[str]]) -> None:
        self._weights: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        self._near: dict[str, set[str]] = defaultdict(set)
        for document, counted in documents.items():
            for word, weight in counted.items():
                self._weights[word][document] = weight
        for word in self._weights:
            for slip in slips(word):
                self._near[slip].add(word)
        self._documents = len(documents)

    def find(self, query: str, language: str) -> list[Found]:
        """Return what fits the words best, best first; nothing for a query without words."""
        scores: dict[tuple[str, str], float] = defaultdict(float)
        for word in dict.fromkeys(words(query[:LONGEST_QUERY], language)):
            for each, worth in self._candidates(word):
                rare = log(1 + self._documents / len(self._weights[each]))
                for document, weight in self._weights[each].items():
                    scores[document] += worth * rare * weight
        # A lesson says its service's name, so both fit as well; most people look for the service.
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0][0] != "service", pair[0]))
        return [Found(kind, name, score) for (kind, name), score in ranked[:MOST_FOUND]]

    def _candidates(self, word: str) -> Iterable[tuple[str, float]]:
        if word in self._weights:
            return [(word, 1.0)]
        near = {each for slip in slips(word) for each in self._near.get(slip, ())}
        return [(each, SLIP) for each in sorted(near)]


def build(content: Content, language: str, text: Callable[[str], str]) -> Index:
    """Return the index of one language; `text` translates."""
    documents: dict[tuple[str, str], Counter[str]] = {}

    def add(kind: str, name: str, *weighted: tuple[str, int]) -> None:
        counted = documents.setdefault((kind, name), Counter())
        for source, weight in weighted:
            for word in set(words(text(source), language)):
                counted[word] = max(counted[word], weight)

    for service in content.services.values():
        asked = (question.ask for question in service.questions)
        plain = [(each, PLAIN) for each in (service.summary, service.audience, *service.need, *asked)]
        add("service", service.id, (service.title, TITLE), (service.keywords, KEYWORD), *plain)
    for lesson in content.lessons.values():
        add("lesson", lesson.id, (lesson.title, TITLE), (lesson.objective, PLAIN))
    return Index(documents)
