"""How the server is run, wherever it is started from this folder."""

# A reader may paste a long text into the search; who serves through a proxy limits it there.
limit_request_line = 0
