"""What can go wrong with appointments. None of these leaves anything half done."""

from backend.core.errors import DomainError
from backend.core.text import N_


class SlotTaken(DomainError):
    """No place is left at this time; `alternatives` are the nearest free times."""

    status = 409
    message = N_("Somebody was a little quicker, and this time is taken. Please choose another time.")


class SlotClosed(DomainError):
    """The office takes nobody at this time any more; `alternatives` are the nearest free times."""

    status = 409
    message = N_("The office is closed at this time. Please choose another time.")


class SlotPast(DomainError):
    """The time has begun or is over."""

    status = 409
    message = N_("This time has passed. Please choose a later time.")


class SlotUnknown(DomainError):
    """There is no such time."""

    status = 404
    message = N_("We do not know this time. Please choose one from the list.")


class HoldOver(DomainError):
    """The time is not held any more, or the hold never was."""

    status = 410
    message = N_("We do not keep this time for you any more. Please choose a time again. Nothing was booked.")


class HoldForeign(DomainError):
    """The hold is somebody else's."""

    status = 409
    message = N_("This time is kept for somebody else. Please choose a time of your own.")


class TooManyAppointments(DomainError):
    """A person has as many appointments ahead as they may."""

    status = 409
    message = N_("You have %(most)s appointments already. Please cancel one first, or call us.")


class LongerNotFree(DomainError):
    """A longer time needs the time after it too, and that is taken; `alternatives` are times with room."""

    status = 409
    message = N_("There is not enough time here for a longer visit. Please choose another time.")


class NeedUnknown(DomainError):
    """Something was asked for that this office does not know."""

    status = 422
    message = N_("We do not know one of the things you need. Please choose from the list.")


class AppointmentIdTaken(DomainError):
    """The id of a new appointment belongs to something else."""

    status = 409
    message = N_("This could not be booked. Please try once more.")


class OtherKind(DomainError):
    """An appointment was to be moved to a time that is for something else."""

    status = 409
    message = N_("This time is for something else. Please choose a time from the list.")


class TooLateToChange(DomainError):
    """It is too close to the time to change or cancel it here."""

    status = 409
    message = N_("It is too late to change this here. Please call us, and we will help you.")


class NotBooked(DomainError):
    """The appointment was cancelled or is over, so this cannot be done with it."""

    status = 409
    message = N_("This appointment was cancelled or is over. You can book a new one.")


class NotTheDay(DomainError):
    """One can say 'I am here' only on the day itself."""

    status = 409
    message = N_("Your appointment is on another day. You can say that you are here on the day.")


class NotThere(DomainError):
    """The person was not called or has not come, so this cannot be done with the appointment."""

    status = 409
    message = N_("This cannot be done with the appointment as it stands. Please look at the list again.")


class AtHome(DomainError):
    """For this the office comes to the person, so nobody can be taken in at the office."""

    status = 409
    message = N_("For this, somebody comes to the person's home. Please book a time for it.")


class StaffUnknown(DomainError):
    """Nobody of this name sees people at the office."""

    status = 422
    message = N_("Nobody of this name is at this office. Please choose from the list.")


class DayIsOver(DomainError):
    """A day that is over cannot be closed."""

    status = 409
    message = N_("This day is over, so it cannot be closed.")


class NoRoomToday(DomainError):
    """Nobody more can be seen at this office today; `alternatives` are the next free times."""

    status = 409
    message = N_("There is no room left here today. Please choose another day.")
