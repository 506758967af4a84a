"""What can go wrong with synonyms."""

from backend.core.errors import DomainError
from backend.core.text import N_


class SynonymWrong(DomainError):
    """A synonym has no words, says the same twice, or leads to nothing; `errors` say which."""

    status = 422
    message = N_("Please look at these words again. Nothing is lost.")


class OwnSynonym(DomainError):
    """Whoever proposed a synonym cannot also let it go live."""

    status = 409
    message = N_("You wrote this one. Somebody else reads it before it counts.")


class SynonymReviewed(DomainError):
    """The synonym was refused or taken away already."""

    status = 409
    message = N_("Somebody has decided about these words already. You can propose them again.")


class TooManySynonyms(DomainError):
    """There are as many synonyms as search can hold."""

    status = 409
    message = N_("The list of words is full. Please take some away first.")
