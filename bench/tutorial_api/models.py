"""One table for each noun. What became of a claim is told in columns of its own."""

from django.db import models


class Verdict(models.Model):
    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=60)

    def __str__(self):
        return self.label


class Speaker(models.Model):
    public_id = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=420)

    def __str__(self):
        return self.name


class Claim(models.Model):
    public_id = models.CharField(max_length=10, unique=True)
    short = models.CharField(max_length=75)
    text = models.TextField()
    language = models.CharField(max_length=35, db_index=True)
    kind = models.CharField(max_length=12, db_index=True)
    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="claims")
    claimant = models.ForeignKey(Speaker, models.CASCADE, null=True, related_name="claims")
    basis = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="did")
    since = models.DateField(null=True)
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    index = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["-index"]

    def __str__(self):
        return self.short
