"""`claims:search` of Google's Fact Check Tools API (v1alpha1), over what we published.

Programs written for Google's ask us the same question at another address. The claims are those that
have a ClaimReview: of a fact that the newsroom records itself nobody is the claimant, so for these
programs nobody made it and nobody checked it, and Google does not list it either. `/api/v1/claims/`
has these too.
"""
