"""Why a verb was refused. Every message is a sentence that an editor can act on."""

from __future__ import annotations


class Refused(Exception):
    """Any refusal of the workflow."""


class NotPermitted(Refused):
    """The person does not hold the permission."""

    def __init__(self, act: str):
        super().__init__(f"Your account does not allow you to {act}.")


class StepNotAllowed(Refused):
    """The verb does not lead on from where the claim stands."""


class NoLongerThere(Refused):
    """Something that an earlier state of the claim had was taken away since."""

    def __init__(self, what: str):
        super().__init__(
            f"The claim cannot go back to that, since this is no longer there: {what}. "
            "Enter it again, or correct the claim by hand."
        )


class ReasonNeeded(Refused):
    """The verb asks for a reason."""


class TwoPeopleNeeded(Refused):
    """The person contributed to what they would approve."""


class Unapproved(Refused):
    """What stands at the desk is not what was read, or approved."""


class NothingToPublish(Refused):
    """The edition does not follow from the one that stands."""


class NotRead(Refused):
    """Evidence that counts was not ticked as read in context."""

    def __init__(self, numbers: set[int]):
        self.numbers = sorted(numbers)
        told = ", ".join(f"[{number}]" for number in self.numbers)
        super().__init__(f"Read evidence {told} in its context first, and tick it.")


class Incomplete(Refused):
    """The checklist has lines that are not met; `lines` holds them."""

    def __init__(self, lines):
        self.lines = lines
        told = " ".join(line.todo for line in lines)
        super().__init__(f"The checklist is still open. {told}")


class Stale(Refused):
    """Somebody else was faster; says who did what. `event` is that act."""

    def __init__(self, claim):
        self.event = claim.events.order_by("pk").filter(version__gt=claim.version).first()
        nothing = "Nothing of yours was saved; open the claim again and decide on what stands now."
        super().__init__(f"{self.who} {nothing}")

    @property
    def who(self) -> str:
        """Who was faster, with what."""
        if self.event is None:
            return "The claim has changed since you opened it."
        act = self.event.get_verb_display().lower()
        return f"{self.event.actor_name} was first: “{act}” at {self.event.at:%H:%M} UTC."
