"""Help for tests of reviews that come in: reviews in good order but for what is given, as files."""

import io
import json

from claims.importing.reviews import cleaning, reading, running

URL = "https://check.example/harbour-bridge"


def review(**fields) -> dict:
    """A review in good order, but for what is given; None leaves a field out."""
    told = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": URL,
        "claimReviewed": "The harbour bridge is closed.",
        "author": {
            "@type": "Organization",
            "name": "Example Check",
            "url": "https://check.example/",
        },
        "datePublished": "2021-05-25",
        "name": "No, the harbour bridge is not closed",
        "inLanguage": "en",
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 2,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "Mostly false",
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Mara Lind", "jobTitle": "Mayor"},
            "datePublished": "2021-05-20",
            "appearance": "https://social.example/mara/1",
        },
    }
    return {name: value for name, value in {**told, **fields}.items() if value is not None}


def item(**fields) -> dict:
    """A review of a claim in good order, but for what is given of the claim."""
    return review(itemReviewed={**review()["itemReviewed"], **fields})


def lines(*reviews) -> bytes:
    return "\n".join(
        each if isinstance(each, str) else json.dumps(each) for each in reviews
    ).encode()


def bring(by, *reviews, data: bytes | None = None, **options) -> running.Report:
    stream = io.BytesIO(lines(*reviews) if data is None else data)
    return running.bring_in(reading.read(stream), by=by, **options)


def cleaned(told: dict) -> cleaning.Review:
    return cleaning.read(told, "en")


ONE, TWO = review(claimReviewed="One"), review(claimReviewed="Two")
