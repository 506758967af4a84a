"""The map of a service in a reader's words, with the city's own names of offices and places."""

from collections.abc import Callable

from backend.domain.catalogue.city import Content
from flows.flow_map import Stop, stops
from flows.service import Service
from flows.show import Formats
from flows.when import Named


def map_of(service: Service, content: Content, text: Callable[..., str], formats: Formats) -> tuple[Stop, ...]:
    """The stops of a service in their order. What is gone from the city keeps its id."""

    def names(named: Named) -> str:
        if named.kind == "place":
            return text(content.landmarks.get(named.id, named.id))
        office = content.offices.get(named.id)
        return text(office.name) if office else named.id

    return stops(service, text, formats, names)
