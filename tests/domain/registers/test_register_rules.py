"""When registers are asked, and which form a known value takes."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.catalogue.registers import CityRegister
from backend.domain.registers.rules import AGAIN, FRESH, asked_facts, by_register, due_facts, fitted
from flows.load import service_from
from flows.types import check
from tests.domain.given import NOW, TODAY
from tests.flows.flows_examples import document, raw

FACTS = st.sets(st.sampled_from(["residents.full_name", "residents.address", "benefits.pension_credit"]))
AGES = st.timedeltas(timedelta(0), timedelta(days=3))


@settings(max_examples=60)
@given(FACTS, st.dictionaries(st.sampled_from(["residents.full_name", "residents.address"]), AGES), st.none() | AGES)
def test_only_what_was_allowed_is_asked_never_twice_within_a_day_nor_right_after_a_failure(
    allowed: set[str], known: dict[str, timedelta], failed: timedelta | None
) -> None:
    asked_at: dict[str, datetime] = {fact: NOW - age for fact, age in known.items()}
    due = due_facts(allowed, asked_at, None if failed is None else NOW - failed, NOW)
    assert set(due) <= allowed
    assert all(fact not in known or known[fact] >= FRESH for fact in due)
    assert not due or failed is None or failed >= AGAIN
    assert sum(map(len, by_register(due).values())) == len(due)


NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=20)


@settings(max_examples=40)
@given(NAMES, NAMES)
def test_a_name_fits_one_line_and_its_parts_and_other_values_stay_as_they_are(one: str, two: str) -> None:
    service = service_from(document(raw("line", "text"), raw("parts", "person"), raw("born", "date")))
    line, parts, born = (service.by_id[each] for each in ("line", "parts", "born"))
    assert check(line, fitted(line, {"given": one, "family": two}), TODAY)
    assert check(parts, fitted(parts, one), TODAY) == {"name": one}
    assert fitted(born, "1951-05-04") == "1951-05-04"
    assert fitted(line, {"line1": one}) == {"line1": one}


def test_a_service_is_asked_for_what_the_citys_registers_have_and_no_more() -> None:
    service = service_from(
        document(
            raw("name", "text", prefill="residents.full_name"),
            raw("again", "text", prefill="residents.full_name"),
            raw("income", "money", prefill="taxes.income"),
            raw("free", "text"),
        )
    )
    known = {"residents": CityRegister("residents", "Residents' register", "residents-office", ("full_name",))}
    assert {fact: each.id for fact, each in asked_facts(service, known).items()} == {"residents.full_name": "name"}
