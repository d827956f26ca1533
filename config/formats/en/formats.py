"""How days are typed at the desk: as the record writes them, or as a person does."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
