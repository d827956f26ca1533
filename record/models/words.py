from __future__ import annotations

from django.db import models


class Word(models.Model):
    """One word that current editions use, with what leads a related or misspelt word to it."""

    text = models.CharField(max_length=100, unique=True)
    stem = models.CharField(max_length=100)
    head = models.CharField(max_length=3)
    tail = models.CharField(max_length=3)

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)
        # Not `db_index`, which on PostgreSQL makes two of each, the second for patterns.
        indexes = [
            models.Index(fields=["stem"], name="words_by_stem"),
            models.Index(fields=["head"], name="words_by_head"),
            models.Index(fields=["tail"], name="words_by_tail"),
        ]

    def __str__(self):
        return self.text


class Posting(models.Model):
    """In which claims of one stretch of listings a word stands, and how much it weighs in each."""

    # The constraint below is its index.
    word = models.ForeignKey(
        Word, on_delete=models.CASCADE, db_index=False, related_name="postings"
    )
    chunk = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="How many claims.")
    data = models.BinaryField(help_text="For each claim, its place in the stretch and the weight.")

    class Meta:
        ordering = ["word_id", "chunk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["word", "chunk"], name="posting_is_listed_once")
        ]
        indexes = [models.Index(fields=["chunk"], name="postings_of_a_stretch")]

    def __str__(self):
        return f"{self.word_id} in {self.size} claims"
