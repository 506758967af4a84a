"""What of the city's folder can be found: services, lessons and offices, as documents in one language."""

from collections.abc import Iterator, Mapping, Sequence

from backend.domain.catalogue.city import Content
from backend.domain.search.rules import Document, key_of
from i18n.catalogues import Fragment, Translator
from i18n.languages import SOURCE

KINDS = ("service", "lesson", "office")


def of_city(content: Content, translator: Translator) -> Iterator[Document]:
    """Every service, lesson and office, told in the translator's language."""

    def document(kind: str, name: str, title: str, text: str, keywords: str, body: Sequence[str]) -> Document:
        heading, sentence = translator.find(title), translator.find(text)
        if heading.language != sentence.language:  # both in one language, so that neither is read in the wrong voice
            heading, sentence = Fragment(title, SOURCE.tag), Fragment(text, SOURCE.tag)
        told = "\n".join(body)
        written_in = sentence.tag if sentence.converted else heading.tag
        return Document(kind, name, f"/{kind}s/{name}", heading.text, sentence.text, written_in, keywords, told)

    say = translator.text
    for service in content.services.values():
        asked = (question.ask for question in service.every)
        body = [say(each) for each in (service.audience, *service.need, *asked)]
        yield document("service", service.id, service.title, service.summary, say(service.keywords), body)
    for lesson in content.lessons.values():
        yield document("lesson", lesson.id, lesson.title, lesson.objective, "", ())
    for office in content.offices.values():
        decides = [say(each.title) for each in content.services.values() if each.office == office.id]
        books = [say(kind.name) for kind in content.bookables.kinds.values() if office.id in kind.offices]
        body = [*office.address, *decides, *books]
        yield document("office", office.id, office.name, office.getting_there, "", body)


def synonyms_of_city(content: Content) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The folder's synonyms as search looks them up: by language and key."""
    found: dict[str, dict[str, list[str]]] = {}
    for language, pairs in content.synonyms.items():
        for each in pairs:
            found.setdefault(language, {}).setdefault(key_of(each.words, language), []).append(each.means)
    return found
