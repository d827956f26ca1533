"""HEAD is answered with the headers of GET and no body: servers take no other answer. Where nothing
has changed (304), nothing is said of how long the answer is, as RFC 9110 (8.6) wants it.
"""

from http import HTTPStatus


class NoBodyMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            del response["Content-Length"]
            return response
        if request.method != "HEAD":
            return response
        if response.streaming:
            response.streaming_content = ()
        else:
            response.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response
