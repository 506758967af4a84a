"""The catalogue as CPSV-AP 3.2: it says what the files say, in both writings, and conforms to the profile's shapes."""

from pathlib import Path
from typing import Any

import orjson
import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, URIRef

from backend.catalogue_export import printed
from backend.config import ROOT
from backend.domain.catalogue.city import load_content
from backend.domain.catalogue.cpsv_ap import described
from backend.domain.catalogue.linked import PREFIXES, Iri, Node, Typed, Words, json_ld, turtle
from i18n.catalogues import Catalogues

# What rdflib's own reader of JSON-LD does.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SITE = "https://city.example"
BESIDE = Path("shared/standards/cpsv-ap/cpsv-ap-SHACL.ttl")
"""The profile's own shapes. They are not part of this repository; where they lie beside the checkout they are used."""
SHAPES = next((each / BESIDE for each in ROOT.parents[:2] if (each / BESIDE).exists()), None)
NEEDED = {
    "cpsv:PublicService": ("dct:identifier", "dct:title", "dct:description", "cv:hasCompetentAuthority"),
    "cv:PublicOrganisation": ("skos:prefLabel", "dct:spatial"),
    "cv:Channel": ("dct:identifier",),
    "cv:Cost": ("dct:identifier",),
    "cv:Evidence": ("dct:identifier", "dct:title"),
    "cv:Output": ("dct:identifier", "dct:title"),
    "cv:Requirement": ("dct:identifier", "dct:title"),
    "cpsv:Rule": ("dct:identifier", "dct:title", "dct:description"),
    "dcat:Dataset": ("dct:title", "dct:description", "dct:publisher"),
    "foaf:Agent": ("dct:identifier", "dct:title"),
}
"""What each kind must have at least, by the tables of the profile."""


def uri(name: str) -> URIRef:
    prefix, _, rest = name.partition(":")
    return URIRef(PREFIXES[prefix] + rest)


def _titles(catalogue: Graph, node: Any) -> list[Any]:
    return list(catalogue.objects(node, uri("dct:title")))


@pytest.fixture(scope="module")
def catalogue() -> Graph:
    return Graph().parse(data=printed(ROOT / "content", SITE, "turtle"), format="turtle")


def test_both_writings_say_the_same(catalogue: Graph) -> None:
    other = Graph().parse(data=printed(ROOT / "content", SITE, "jsonld"), format="json-ld")
    assert set(other) == set(catalogue)
    assert len(catalogue) > 1000


def test_every_service_is_there_with_what_its_file_says(catalogue: Graph) -> None:
    content = load_content(ROOT / "content")
    assert len(set(catalogue.subjects(RDF.type, uri("cpsv:PublicService")))) == len(content.services)
    for service in content.services.values():
        here = URIRef(f"{SITE}/services/{service.id}")
        titles = {each.language: str(each) for each in catalogue.objects(here, uri("dct:title"))}  # type: ignore[attr-defined]
        assert titles["en"] == service.title
        assert set(titles) == set(content.city.languages)
        assert (here, uri("dct:description"), Literal(service.summary, lang="en")) in catalogue
        office = catalogue.value(here, uri("cv:hasCompetentAuthority"))
        assert (office, uri("dct:identifier"), Literal(service.office)) in catalogue
        evidence = [
            catalogue.value(each, uri("dct:title"), any=True) for each in catalogue.objects(here, uri("cpsv:hasInput"))
        ]
        assert len(evidence) == len(service.need)
        cost = catalogue.value(here, uri("cv:hasCost"))
        assert (cost, uri("dct:description"), Literal(service.cost, lang="en")) in catalogue
        assert ((cost, uri("cv:hasValue"), None) in catalogue) == (service.cost == "Free")


def test_what_the_profile_needs_is_there_and_whatever_is_named_is_described(catalogue: Graph) -> None:
    for kind, names in NEEDED.items():
        nodes = set(catalogue.subjects(RDF.type, uri(kind)))
        assert nodes, kind
        for node in nodes:
            for name in names:
                assert (node, uri(name), None) in catalogue, (node, name)
    named = {each for each in catalogue.objects() if isinstance(each, URIRef)} - set(catalogue.objects(None, RDF.type))
    assert named <= set(catalogue.subjects())


@pytest.mark.skipif(SHAPES is None, reason="the profile's shapes are not beside this checkout")
def test_it_conforms_to_the_shapes_of_the_profile_and_a_fault_does_not(catalogue: Graph) -> None:
    shapes = Graph().parse(str(SHAPES))
    conforms, _, told = pyshacl.validate(catalogue, shacl_graph=shapes)
    assert conforms, told
    broken = Graph() + catalogue
    broken.remove((URIRef(f"{SITE}/services/health-check"), uri("cv:hasCompetentAuthority"), None))
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20) | st.just('"\\\n\t\r')


@settings(max_examples=15)
@given(LINES, st.text('ab <>"{}|^`\\', max_size=8))
def test_any_text_comes_back_from_both_writings_as_it_was(text: str, path: str) -> None:
    address = f"{SITE}/{path}"
    node = Node(address, "dct:Location").say("dct:title", Words(text, "zh-Hans"), Typed(text), Iri(address))
    graphs = [
        Graph().parse(data=turtle([node]), format="turtle"),
        Graph().parse(data=orjson.dumps(json_ld([node])), format="json-ld"),
    ]
    for graph in graphs:
        values = {each for each in graph.objects(None, uri("dct:title")) if isinstance(each, Literal)}
        assert values == {Literal(text, lang="zh-Hans"), Literal(text)}
        assert len(set(graph.subjects())) == 1
    assert set(graphs[0]) == set(graphs[1])


def test_other_catalogues_are_told_what_people_translated_and_not_what_a_program_converted() -> None:
    content = load_content(ROOT / "content")
    name = content.city.name
    catalogues = Catalogues({"zh-Hans": {(None, name): ("海港市",)}})
    nodes = described(content, {tag: catalogues.translator(tag) for tag in ("en", "zh-Hans", "zh-Hant")}, SITE)
    told = Graph().parse(data=turtle(nodes), format="turtle")
    assert {each.language for each in _titles(told, URIRef(f"{SITE}/#city"))} == {"en", "zh-Hans"}
