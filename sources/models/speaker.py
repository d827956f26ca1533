from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower

from core.fields import ProseField
from core.ids import public_id


class SpeakerQuerySet(models.QuerySet):
    def named(self, name: str):
        """Those of this name, whatever its capitals and spaces; by an index."""
        plain = Lower(Value(" ".join(name.split())))
        return self.alias(lower=Lower("name")).filter(lower=plain).order_by("pk")


class Speaker(models.Model):
    """Any party that speaks: a person, an organisation, a court, an outlet, or someone unnamed."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        ORGANISATION = "organisation", "Organisation"
        COURT = "court", "Court"
        OUTLET = "outlet", "Outlet, in its own voice"
        UNNAMED = "unnamed", "Unnamed party"

    public_id = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=200, help_text="As readers know them: “Lei Jun”.")
    kind = models.CharField(
        max_length=12,
        choices=Kind,
        help_text="“US officials” or a commenter are unnamed: their words never count as evidence.",
    )
    note = models.CharField(
        "distinguishing note",
        max_length=200,
        blank=True,
        help_text="Needed only where two share a name: “the physicist”, “commenter 1”.",
    )
    same_as = ProseField(
        "the same as",
        blank=True,
        help_text="Addresses that identify this party elsewhere, one a line (Wikidata and such).",
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "note", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                Lower("note"),
                name="speakers_of_one_name_are_told_apart",
                violation_error_message="There is a speaker of this name already. The same one? "
                "Then use that one. If not, add a note that tells the two apart.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["person", "organisation", "court", "outlet", "unnamed"]
                ),
                name="speaker_kind_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.note})" if self.note else self.name

    def clean(self):
        """Space that nobody sees tells no two speakers apart."""
        self.name, self.note = " ".join(self.name.split()), " ".join(self.note.split())

    @property
    def is_unnamed(self) -> bool:
        return self.kind == self.Kind.UNNAMED
