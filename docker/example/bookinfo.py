"""One of a shop of books' four services, of the standard library alone: which one, A8_SERVICE says.

productpage asks details and reviews; reviews of version v2 and v3 ask ratings. Each calls the others through the sidecar
beside it, and passes on the headers by which rules tell users apart.
"""

import http.server
import json
import os
import urllib.error
import urllib.request

SERVICE, _, VERSION = os.environ["A8_SERVICE"].partition(":")
PROXY = "http://127.0.0.1:%s" % os.environ.get("A8_PROXY_PORT", "6379")
CALLS = {"productpage": ["details", "reviews"], "reviews": [] if VERSION == "v1" else ["ratings"]}
ANSWERS = {"details": {"title": "The Comedy of Errors"}, "ratings": {"stars": [5, 4]}}
PASSED_ON = ("Cookie", "X-Request-ID")


def call(service, headers):
    """What the service answers, or why it does not."""
    request = urllib.request.Request(PROXY + "/" + service + "/", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)
    except (OSError, ValueError) as error:
        return {"service": service, "error": str(error)}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers each GET with what it is and what those that it asked have said."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        answer = {"service": SERVICE, "version": VERSION, **ANSWERS.get(SERVICE, {})}
        answer.update({name: call(name, headers) for name in CALLS.get(SERVICE, [])})
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("", int(os.environ["A8_ENDPOINT_PORT"])), Handler).serve_forever()
