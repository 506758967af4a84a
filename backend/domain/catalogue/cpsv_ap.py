"""The catalogue as CPSV-AP 3.2.0, the European profile by which public services are described to other catalogues.

Only what the city's files say is told, in each language in which it is translated. What CPSV-AP wants as a code from a
list that the files do not name (a sector, a life event) is left out.
"""

import re
from collections.abc import Iterator, Mapping

from backend.domain.catalogue.city import Content, Office
from backend.domain.catalogue.linked import Iri, Node, Typed, Value, Words
from flows.service import Service
from i18n.catalogues import Translator
from i18n.text import N_
from prose.document import read

AUTHORITY = "http://publications.europa.eu/resource/authority"
CODES: Mapping[str, str] = {"en": "ENG", "zh": "ZHO", "es": "SPA", "ar": "ARA"}
"""Of the languages' authority list, by the first part of a tag; a language that is not here is not told."""
FREE = "Free"
CHANNELS: Mapping[str, str] = {
    "online": N_("Fill it in on this website."),
    "paper": N_("Print the form and fill it in with a pen."),
    "counter": N_("Come to a counter. Somebody fills it in with you."),
}
WEBSITE = N_("Services of %(city)s")
_BETWEEN = re.compile(r"[,،，、]")


def described(content: Content, translators: Mapping[str, Translator], site: str) -> list[Node]:
    """Return every node of the catalogue. `translators` are those of the city's languages; `site` is its address."""
    return list(_Describer(content, translators, site).nodes())


class _Describer:
    def __init__(self, content: Content, translators: Mapping[str, Translator], site: str) -> None:
        self.content, self.translators, self.site = content, translators, site.rstrip("/")

    def nodes(self) -> Iterator[Node]:
        """The catalogue, its city, languages, offices, and all that belongs to each service."""
        yield self._catalogue()
        yield self._city()
        yield Node(self._at("/#place"), "dct:Location").say("skos:prefLabel", *self._words(self.content.city.name))
        yield from self._languages()
        for office in self._deciding():
            yield from self._office(office)
        yield from self._rules()
        for service in self.content.services.values():
            yield from self._service(service)

    def _at(self, path: str) -> str:
        return self.site + path

    def _words(self, text: str, **values: str) -> list[Value]:
        """A text in each language that people have put it in."""
        found: list[Value] = []
        for tag, translator in self.translators.items():
            told = translator.find(text)
            if told.language == tag and not told.converted:
                filled = {key: translator.text(value) for key, value in values.items()}
                found.append(Words(_plain(translator.text(text, **filled)), tag))
        return found

    def _catalogue(self) -> Node:
        title = self._words(WEBSITE, city=self.content.city.name)
        node = Node(self._at("/services"), "dcat:Dataset").say("dct:title", *title).say("dct:description", *title)
        node.say("dct:publisher", Iri(self._at("/#city")))
        node.say("dct:hasPart", *(Iri(self._at(f"/services/{each}")) for each in self.content.services))
        return node.say("dcat:landingPage", Iri(self._at("/")))

    def _city(self) -> Node:
        city = self.content.city
        node = Node(self._at("/#city"), "foaf:Agent").say("dct:identifier", Typed(city.id))
        return node.say("dct:title", *self._words(city.name))

    def _languages(self) -> Iterator[Node]:
        yield Node(self._at("/"), "foaf:Document")
        for address in self._spoken():
            yield Node(address.address, "dct:LinguisticSystem")

    def _spoken(self) -> list[Iri]:
        codes = dict.fromkeys(CODES[tag[:2]] for tag in self.translators if tag[:2] in CODES)
        return [Iri(f"{AUTHORITY}/language/{code}") for code in codes]

    def _deciding(self) -> list[Office]:
        """The offices that decide about a service, or hear its appeals."""
        named = {service.office: None for service in self.content.services.values()}
        named |= {each.appeal.office: None for each in self.content.services.values() if each.appeal}
        return [self.content.offices[each] for each in named]

    def _office(self, office: Office) -> Iterator[Node]:
        here, first = self._at(f"/offices/{office.id}"), self.content.city.languages[0]
        yield (
            Node(f"{here}#organisation", "cv:PublicOrganisation")
            .say("skos:prefLabel", *self._words(office.name))
            .say("dct:identifier", Typed(office.id))
            .say("dct:spatial", Iri(self._at("/#place")))
            .say("locn:address", Iri(f"{here}#address"))
            .say("cv:contactPoint", Iri(f"{here}#contact"))
        )
        yield Node(f"{here}#address", "locn:Address").say("locn:fullAddress", Words(", ".join(office.address), first))
        yield (
            Node(f"{here}#contact", "cv:ContactPoint")
            .say("cv:telephone", Typed(office.phone))
            .say("cv:contactPage", Iri(here))
        )
        yield Node(here, "foaf:Document")

    def _rules(self) -> Iterator[Node]:
        for text_id, whole in self.content.texts.items():
            document = read(whole)
            if document.kind == "policy":
                yield (
                    Node(self._at(f"/articles/{text_id}"), "cpsv:Rule")
                    .say("dct:identifier", Typed(text_id))
                    .say("dct:title", *self._words(document.title))
                    .say("dct:description", *(each for line in document.short[:1] for each in self._words(line)))
                )

    def _rules_of(self, service: Service) -> list[Iri]:
        found = [read(whole) for whole in self.content.texts.values()]
        return [
            Iri(self._at(f"/articles/{each.id}"))
            for each in found
            if each.kind == "policy" and service.id in each.services
        ]

    def _service(self, service: Service) -> Iterator[Node]:
        here, office = self._at(f"/services/{service.id}"), self._at(f"/offices/{service.office}")
        channels = [
            Node(f"{here}#{name}", "cv:Channel")
            .say("dct:identifier", Typed(f"{service.id}-{name}"))
            .say("dct:description", *self._words(words))
            for name, words in CHANNELS.items()
        ]
        evidence = [
            Node(f"{here}#need-{number}", "cv:Evidence")
            .say("dct:identifier", Typed(f"{service.id}-need-{number}"))
            .say("dct:title", *self._words(need))
            for number, need in enumerate(service.need, start=1)
        ]
        yield (
            Node(here, "cpsv:PublicService")
            .say("dct:identifier", Typed(service.id))
            .say("dct:title", *self._words(service.title))
            .say("dct:description", *self._words(service.summary))
            .say("dcat:keyword", *self._keywords(service))
            .say("dct:language", *self._spoken())
            .say("dct:spatial", Iri(self._at("/#place")))
            .say("dct:isPartOf", Iri(self._at("/services")))
            .say("cv:hasCompetentAuthority", Iri(f"{office}#organisation"))
            .say("cv:contactPoint", Iri(f"{office}#contact"))
            .say("cv:hasChannel", *(Iri(each.address) for each in channels))
            .say("cpsv:hasInput", *(Iri(each.address) for each in evidence))
            .say("cv:holdsRequirement", Iri(f"{here}#audience"))
            .say("cpsv:produces", Iri(f"{here}#output"))
            .say("cv:hasCost", Iri(f"{here}#cost"))
            .say("cpsv:follows", *self._rules_of(service))
        )
        yield from (*channels, *evidence, *self._parts(service, here))

    def _parts(self, service: Service, here: str) -> Iterator[Node]:
        """Who it is for, what one gets, and what it costs."""
        audience = Node(f"{here}#audience", "cv:Requirement").say("dct:identifier", Typed(f"{service.id}-audience"))
        yield audience.say("dct:title", *self._words(service.audience))
        output = Node(f"{here}#output", "cv:Output").say("dct:identifier", Typed(f"{service.id}-output"))
        yield output.say("dct:title", *self._words(service.title)).say("dct:description", *self._words(service.summary))
        cost = Node(f"{here}#cost", "cv:Cost").say("dct:identifier", Typed(f"{service.id}-cost"))
        cost.say("dct:description", *self._words(service.cost))
        if service.cost == FREE:  # any other sentence about money may hold more than one amount
            currency = f"{AUTHORITY}/currency/{self.content.city.currency}"
            cost.say("cv:hasValue", Typed("0.0", "xsd:double")).say("cv:currency", Iri(currency))
            yield Node(currency, "skos:Concept")
        yield cost

    def _keywords(self, service: Service) -> list[Value]:
        return [
            Words(word, each.language)
            for each in self._words(service.keywords)
            if isinstance(each, Words)
            for word in (part.strip() for part in _BETWEEN.split(each.text))
            if word
        ]


def _plain(text: str) -> str:
    """Without the signs that keep a number whole among Arabic words on a page."""
    return text.replace("\u2068", "").replace("\u2069", "")
