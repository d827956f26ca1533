"""ClaimReviews of other newsrooms: found in a file, cleaned, and entered as drafts of ours."""
