"""A registry and a controller that answer what they are told, from memory, at once.

They stand in for real ones so that 10,000 instances need no heartbeats and a changed table is there in one
assignment: what is measured is the sidecar. They answer the two calls that a sidecar without an application of its own
makes, in the form of Amalgam8's servers.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SERVICES = 100
SERVICE = "svc"


class ControlPlane:
    """Listens on the loopback from its making on, until it is closed."""

    def __init__(self, instances, rules=()):
        self.revision, self.rules = 0, None
        self.put(instances, rules)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def put(self, instances, rules):
        """From now on these are all that there are; the next poll of each sidecar finds them."""
        self.put_text(listing(instances), json.dumps(list(rules)), len(instances))

    def put_text(self, instances, rules, count):
        """The same, of listings that were written before. The revision grows when the rules are others."""
        revision = self.revision + (rules != self.rules)
        answers = {
            "/api/v1/instances": instances.encode(),
            "/v1/rules": f'{{"rules":{rules},"revision":{revision}}}'.encode(),
        }
        self.count, self.rules, self.revision, self.answers = count, rules, revision, answers

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def handler(control_plane):
    """What serves the calls of one control plane."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            answer = control_plane.answers.get(self.path.split("?")[0])
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(answer or b"")))
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, *words):
            """Says nothing: each poll would be a line."""

    return Handler


def listing(instances):
    return json.dumps({"instances": instances})


def instances(count, port, services=SERVICES):
    """So many instances, spread evenly over so many services, the first of which is SERVICE.

    Each has an address of its own on the loopback and the backend's port, so that all of them answer. Each bears the
    tag "any"; of each service's instances every other one is v1, beginning with the first.
    """
    return [instance(number, services, port) for number in range(count)]


def instance(number, services, port):
    return {
        "id": f"{number:016x}",
        "service_name": service(number % services),
        "endpoint": {"type": "http", "value": f"127.1.{number // 250}.{number % 250 + 1}:{port}"},
        "ttl": 600,
        "status": "UP",
        "last_heartbeat": "2026-01-02T03:04:05.678901234Z",
        "tags": ["any", "v1" if number // services % 2 == 0 else "v2"],
    }


def rules(count, services=SERVICES):
    """So many route rules, spread evenly over so many services.

    The last one of each service splits its calls by weight; all above it hold for the cookie of one user each, and none
    of these calls: a call is decided at the end of its service's rules.
    """
    return [rule(number, services, number >= count - services) for number in range(count)]


def rule(number, services, last):
    split = [{"tags": ["v1"], "weight": 0.25}, {"tags": ["any"]}]
    written = {"id": f"rule-{number}", "destination": service(number % services), "priority": 1 if last else 10,
               "route": {"backends": split}}
    if not last:
        written["match"] = {"headers": {"Cookie": f".*?user=user{number}"}}
    return written


def service(number):
    return SERVICE if number == 0 else f"{SERVICE}{number}"


# What the calls bear where there are rules: a cookie that every rule has to look at, and none is meant by.
COOKIE = "Cookie: session=4f1c2a9e77d0; theme=dark; user=jason; lang=en"
