"""One table for each noun, related by foreign keys."""

from django.db import models


class Topic(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80)

    def __str__(self):
        return self.name


class Speaker(models.Model):
    name = models.CharField(max_length=200)

    def __str__(self):
        return self.name


class Publisher(models.Model):
    name = models.CharField(max_length=200)

    def __str__(self):
        return self.name


class Source(models.Model):
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    grade = models.CharField(max_length=20)
    url = models.URLField(max_length=2000)
    archive_url = models.URLField(max_length=2000)
    author = models.CharField(max_length=200)
    published = models.DateField()
    publisher = models.ForeignKey(Publisher, models.CASCADE, related_name="sources")

    def __str__(self):
        return self.title


class Statement(models.Model):
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="statements")
    source = models.ForeignKey(Source, models.CASCADE, related_name="statements")
    setting = models.CharField(max_length=20)
    said = models.DateField()
    language = models.CharField(max_length=35)
    chain = models.ManyToManyField(Source, related_name="handed_on_by")

    def __str__(self):
        return f"{self.speaker} in {self.source}"


class Snapshot(models.Model):
    sha256 = models.CharField(max_length=64)
    characters = models.PositiveIntegerField()
    extractor = models.CharField(max_length=60)
    received_at = models.DateTimeField()

    def __str__(self):
        return self.sha256


class Passage(models.Model):
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="passages")
    before = models.TextField()
    exact = models.TextField()
    after = models.TextField()
    part = models.CharField(max_length=10)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    snapshot = models.ForeignKey("Snapshot", models.CASCADE, related_name="passages")

    def __str__(self):
        return self.exact


class Verdict(models.Model):
    label = models.CharField(max_length=60)
    meaning = models.CharField(max_length=300)
    colour = models.CharField(max_length=20)

    def __str__(self):
        return self.label


class Claim(models.Model):
    public_id = models.CharField(max_length=10, unique=True)
    text = models.TextField()
    short = models.CharField(max_length=75)
    language = models.CharField(max_length=35)
    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="claims")
    finding = models.TextField()
    explanation = models.TextField()
    basis = models.CharField(max_length=20)
    topics = models.ManyToManyField(Topic, related_name="claims")

    def __str__(self):
        return self.short


class Appearance(models.Model):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="appearances")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="appearances")

    def __str__(self):
        return str(self.statement)


class Evidence(models.Model):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="evidence")
    number = models.PositiveIntegerField()
    stance = models.CharField(max_length=20)
    counted = models.BooleanField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"[{self.number}] {self.statement}"


class Relation(models.Model):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="relations")
    other = models.ForeignKey(Claim, models.CASCADE, related_name="related_by")
    type = models.CharField(max_length=20)
    reason = models.TextField()

    def __str__(self):
        return f"{self.claim} {self.type} {self.other}"


class Edition(models.Model):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    notice = models.TextField()
    published_at = models.DateTimeField()
    byline = models.CharField(max_length=100)

    class Meta:
        ordering = ["-number"]

    def __str__(self):
        return f"{self.claim} edition {self.number}"
