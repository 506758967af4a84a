"""A form of GOV.UK Forms as a service of ours, with a list of all that is not the same in it.

`imported` takes the document as GOV.UK Forms gives it, and returns the text of a service's file.
"""

from flows.govuk_forms.document import MAX_BYTES, FormBroken
from flows.govuk_forms.report import Report
from flows.govuk_forms.service import imported

__all__ = ["MAX_BYTES", "FormBroken", "Report", "imported"]
