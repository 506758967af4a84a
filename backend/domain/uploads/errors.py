"""What can go wrong with a photo or a file. Each refusal says what to do instead."""

from collections.abc import Mapping

from backend.core.errors import DomainError
from backend.core.text import N_


class FileRefused(DomainError):
    """The file cannot be used; what follows says why."""

    status = 422
    message = N_("We cannot use this file. Please choose another, or call us.")


class FileTooLarge(FileRefused):
    """It is larger than 10 MB."""

    message = N_("This file is larger than 10 MB. A photo of the paper is smaller, and is good enough for us.")


class FileEmpty(FileRefused):
    """There is nothing in it."""

    message = N_("This file is empty. Please choose it once more, or take a new photo.")


class KindUnknown(FileRefused):
    """By what is in it, whatever it is called, it is neither JPEG, PNG, HEIC nor PDF."""

    message = N_("We can open photos (JPEG, PNG, HEIC) and PDF. This is something else. You can send a photo of it.")


class NotAPhoto(FileRefused):
    """It is no picture, and the question asks for one."""

    message = N_("We need a photo here. Please choose a photo (JPEG, PNG or HEIC).")


class FileBroken(FileRefused):
    """It begins as a picture or a PDF, but cannot be read to its end."""

    message = N_("This file is damaged, so we cannot open it. Please take a new photo, and send that.")


class PictureTooLarge(FileRefused):
    """It is small to send, but has more than 50 million points once it is opened."""

    message = N_("This picture has too many points for us to open. Please take a photo with your phone, and send that.")


class FileTooHard(FileRefused):
    """Opening it takes more memory or time than any honest file does."""

    message = N_("We could not open this file, because there is too much in it. You can send a photo of it.")


class PdfLocked(FileRefused):
    """The PDF needs a password."""

    message = N_("This PDF is locked with a password, so we cannot read it. You can send a photo of the paper.")


class PdfWithProgram(FileRefused):
    """The PDF would run a script or start a program."""

    message = N_("This PDF has a small program in it, and we do not open those. You can send a photo of the paper.")


class PdfWithFiles(FileRefused):
    """Other files are attached to the PDF."""

    message = N_("There are other files inside this PDF. Please send each of them by itself.")


class PdfTooLong(FileRefused):
    """The PDF has more than 100 pages."""

    message = N_("This PDF has more than 100 pages. Please send only the pages that we ask for.")


class HarmfulFile(FileRefused):
    """The virus scanner found something in it."""

    message = N_("Our virus check found something harmful in this file, so we did not keep it. Please send another.")


REFUSALS: Mapping[str, type[FileRefused]] = {
    kind.slug(): kind
    for kind in (
        *(FileRefused, FileTooLarge, FileEmpty, KindUnknown, NotAPhoto, FileBroken, PictureTooLarge, FileTooHard),
        *(PdfLocked, PdfWithProgram, PdfWithFiles, PdfTooLong, HarmfulFile),
    )
}
"""By slug, as a refused upload keeps it."""


class PartWrong(DomainError):
    """The part has another number or length than the file's size makes."""

    status = 422
    message = N_("A piece of the file did not arrive as it should. Nothing is lost. Please try once more.")


class PartsMissing(DomainError):
    """Some parts have not come; `GET` the upload to see which."""

    status = 409
    message = N_("Some of the file has not arrived yet. Nothing is lost. Please go on sending it.")


class OtherFile(DomainError):
    """This id was begun for another file or another question; make a new id."""

    status = 409
    message = N_("Another file was begun here. Please choose your file once more.")


class EnoughHere(DomainError):
    """The question has as many photos or files as it takes."""

    status = 409
    message = N_("You can give %(most)s at most here. To add another, take one away first.")


class EnoughToday(DomainError):
    """The person has begun so many files within a day that something must be wrong."""

    status = 429
    message = N_("You have sent a great many files today. Please go on tomorrow, or call us. Nothing is lost.")


class NotChecked(DomainError):
    """It still waits for the virus scanner, and nobody can open it before."""

    status = 409
    message = N_("We still look at this file for viruses. Please come back in a little while.")


class NoRoom(DomainError):
    """The disk is full, or cannot be written on; nothing half is kept."""

    status = 507
    message = N_("We have no room for this file at the moment. It is not your fault. Please try again later.")
