"""Public ids: short, random, never reused. Primary keys are never public."""

import secrets

# No vowels and no look-alikes: an id spells no word and can be read out over the telephone.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 10


def public_id() -> str:
    """A new id of 10 characters; about 2 * 10**14 are possible."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
