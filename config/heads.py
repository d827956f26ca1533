"""HEAD is answered with the headers of GET and no body: servers take no other answer."""


class NoBodyMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method != "HEAD":
            return response
        if response.streaming:
            response.streaming_content = ()
        else:
            response.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response
