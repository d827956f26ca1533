"""Made-up claims for benches, as many as wanted: the same seed gives the same ones.

Each claim, source, speaker and so on follows from the seed and its own number alone, so that a
later run goes on where an earlier one ended. Nothing of it is of this world, and no text is
anybody's: words are made of syllables.
"""
