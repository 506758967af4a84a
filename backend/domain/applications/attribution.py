"""Who answered for a person: each answer that somebody else gave keeps under which mandate it was."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.applications.models import Answer, Application, PaperForm
from backend.domain.mandates.queries import Help, of_giver


def given_by(session: Session, application: Application) -> dict[str, Help]:
    """The answers that the person did not give themselves: question → the help under which it was given."""
    query = select(Answer.question, Answer.mandate_id).where(
        Answer.application_id == application.id, Answer.mandate_id.is_not(None)
    )
    under = {question: mandate for question, mandate in session.execute(query) if mandate is not None}
    known = of_giver(session, application.account_id, set(under.values()))
    return {question: known[mandate] for question, mandate in under.items()}


def paper_form(session: Session, application: Application) -> PaperForm | None:
    """When a form on paper was signed, and who typed it in; None for what was filled in here."""
    return session.get(PaperForm, application.id) if application.on_paper else None
