"""What a form says about itself, and what a service has to say that no form of GOV.UK Forms does."""

from collections.abc import Mapping
from typing import Any

from flows.govuk_forms.document import has_links, line, mapping, paragraphs, shortened
from flows.govuk_forms.ids import Ids, slug
from flows.govuk_forms.report import Report

LONGEST_TITLE, LONGEST_DECLARATION, LONGEST_AFTER, LONGEST_KEYWORDS = 100, 400, 300, 500
MOST_AFTER = 10
LONGEST_PARAGRAPH, MOST_PARAGRAPHS = 600, 10
TRUE = "The answers I have given are true."
AFTER = "We read your answers and write to you."
A_FEE = "There is a fee."
MINUTES_A_PAGE = 0.5
MOST_MINUTES = 120
MADE_UP: Mapping[str, Any] = {
    "summary": "Answer a few questions, and send them to us.",
    "audience": "Everybody who needs this.",
    "cost": "Free",
    "decision_days": 10,
    "approve": "Good news. We have said yes.",
    "refuse": "We are sorry. We cannot say yes. You may ask again at any time.",
}
ELSEWHERE = {
    "support_email": "the city has one telephone number for help, in city.yaml",
    "support_phone": "the city has one telephone number for help, in city.yaml",
    "support_url": "the city has one telephone number for help, in city.yaml",
    "support_url_text": "the city has one telephone number for help, in city.yaml",
    "privacy_policy_url": "the city says it in its own policies",
    "submission_email": "answers come to the staff desk; other systems are told by webhooks",
    "submission_type": "answers come to the staff desk; other systems are told by webhooks",
    "submission_format": "answers come to the staff desk; other systems are told by webhooks",
    "s3_bucket_name": "answers come to the staff desk; other systems are told by webhooks",
    "s3_bucket_region": "answers come to the staff desk; other systems are told by webhooks",
    "s3_bucket_aws_account_id": "answers come to the staff desk; other systems are told by webhooks",
    "payment_url": "nothing is paid here; put what it costs, and where it is paid, into 'cost' and 'after'",
}
CARRIED = frozenset(
    {"name", "form_slug", "declaration_text", "declaration_markdown", "what_happens_next_markdown", "start_page"}
    | {"steps", "available_languages", "language", *ELSEWHERE}
)
KEPT_APART = (
    *("form_id", "id", "created_at", "updated_at", "live_at", "first_made_live_at", "creator_id", "organisation_id"),
    *("question_section_completed", "declaration_section_completed", "share_preview_completed", "welsh_completed"),
    *("external_id", "copied_from_id", "version_id", "has_draft_version", "has_live_version", "state"),
)


def facts(
    form: Mapping[str, Any], office: str, pages: int, ids: Ids, report: Report
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the head of a service's file, and the pages that come after all questions."""
    title = line(form.get("name"))
    if len(title) > LONGEST_TITLE:
        report.left_out.append(f"The form: the end of its name: “{title}”.")
    declaration, last = _declaration(form, ids)
    after = paragraphs(form.get("what_happens_next_markdown"), LONGEST_AFTER)
    if len(after) > MOST_AFTER:
        lost = " ".join(after[MOST_AFTER:])
        report.left_out.append(f"The form: the end of what happens next: “{lost}”")
    title = shortened(title, LONGEST_TITLE) or "A form"
    head = {
        "id": slug(line(form.get("form_slug")), "-") or slug(title, "-") or "imported-form",
        "title": title,
        **{key: MADE_UP[key] for key in ("summary", "audience", "cost")},
        **({"cost": A_FEE} if line(form.get("payment_url")) else {}),
        "minutes": max(1, min(MOST_MINUTES, round(pages * MINUTES_A_PAGE))),
        "decision_days": MADE_UP["decision_days"],
        "office": office,
        "keywords": title.lower(),
        "need": [],
        "after": after[:MOST_AFTER] or [AFTER],
        "declaration": declaration or TRUE,
        "approve": MADE_UP["approve"],
        "refuse": MADE_UP["refuse"],
    }
    _tell(form, head, report, after=bool(after), declared=bool(declaration))
    return head, last


def _declaration(form: Mapping[str, Any], ids: Ids) -> tuple[str, list[dict[str, Any]]]:
    """The sentence that is agreed to when sending; one too long for that is a page of its own."""
    told = paragraphs(form.get("declaration_markdown") or form.get("declaration_text"), LONGEST_PARAGRAPH)
    whole = " ".join(told)
    if len(whole) <= LONGEST_DECLARATION:
        return whole, []
    parts = [told[first : first + MOST_PARAGRAPHS] for first in range(0, len(told), MOST_PARAGRAPHS)]
    ask = "Please read this, and say that you agree"
    pages = [
        {"id": ids.new("declaration", "declaration"), "type": "declaration", "ask": ask, "text": part} for part in parts
    ]
    return "", pages


def _tell(form: Mapping[str, Any], head: Mapping[str, Any], report: Report, *, after: bool, declared: bool) -> None:
    for key, why in ELSEWHERE.items():
        value = line(form.get(key))
        if value:
            report.left_out.append(f"The form: '{key}' ({shortened(value, 200)}): {why}.")
    languages = form.get("available_languages")
    others = [line(each) for each in languages if line(each) != "en"] if isinstance(languages, list) else []
    if others:
        told = ", ".join(shortened(each, 20) for each in others[:20])
        report.left_out.append(f"The form: its words in {told}. Translations are catalogues here.")
    if line(form.get("language")) not in {"", "en"} and not mapping(form.get("language")):
        report.to_mend.append("The form is not in English, and our files are written in English first.")
    report.changed += [
        f"The form: links in '{key}' are words with an address."
        for key in ("declaration_markdown", "what_happens_next_markdown")
        if has_links(form.get(key))
    ]
    if form.get("declaration_markdown") and form.get("declaration_text"):
        report.left_out.append("The form: 'declaration_text', because 'declaration_markdown' says it.")
    made = [*MADE_UP, "minutes", "office", "keywords", "need"]
    made += [] if line(form.get("name")) else ["title"]
    made += [] if after else ["after"]
    made += [] if declared else ["declaration"]
    report.made_up += [f"{key}: {head[key] if head[key] != [] else 'nothing'}" for key in made]
    report.made_up.append("why: no question says why it is asked, because forms there do not.")
