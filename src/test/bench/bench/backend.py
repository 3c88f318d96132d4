"""The instances behind the proxies: one nginx that answers at every address of the loopback."""

import os
import socket
import subprocess

from .machine import LOAD_CORE
from .processes import answers, free_port, wait_until

FILES = {"1k": 1024, "100k": 100 * 1024, "10m": 10 * 1024 * 1024}

# Listens on all addresses of the loopback device, and of no other.
BOUND_TO_DEVICE = 25


class Backend:
    """Answers /1k, /100k and /10m, and takes uploads at /upload: read to their end, then answered without a body."""

    def __init__(self, processes, folder):
        self.port = free_port()
        files(folder)
        (folder / "backend.conf").write_text(configuration(folder, self.port))
        with listener(self.port) as socket_of_all:
            # How nginx is told of sockets that are open already, when it takes over from another nginx.
            environment = {**os.environ, "NGINX": f"{socket_of_all.fileno()};"}
            self.process = processes.start(
                "backend", LOAD_CORE, "nginx", "-c", folder / "backend.conf", "-e", folder / "backend.error.log",
                environment=environment, keep=[socket_of_all.fileno()])
        wait_until(lambda: processes.check(self.process) or answers(self.url("/1k")), self.url("/1k"))

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"


def files(folder):
    (folder / "www").mkdir()
    for name, size in FILES.items():
        (folder / "www" / name).write_bytes(b"x" * size)


def listener(port):
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, BOUND_TO_DEVICE, b"lo")
    made.bind(("0.0.0.0", port))
    made.listen(4096)
    return made


def configuration(folder, port):
    return f"""
daemon off; worker_processes 1; worker_rlimit_nofile 16384; pid {folder}/backend.pid;
error_log {folder}/backend.error.log;
events {{ worker_connections 15000; }}
http {{ access_log off; keepalive_requests 1000000000; sendfile on; client_max_body_size 0;
  client_body_buffer_size 1m; client_body_temp_path {folder}/b1; proxy_temp_path {folder}/b2;
  fastcgi_temp_path {folder}/b3; uwsgi_temp_path {folder}/b4; scgi_temp_path {folder}/b5;
  upstream nothing {{ server 127.0.0.1:{port}; keepalive 256; keepalive_requests 1000000000; }}
  server {{ listen 0.0.0.0:{port}; root {folder}/www;
    location = /nothing {{ return 204; }}
    location = /upload {{ proxy_pass http://nothing/nothing; proxy_method GET; proxy_pass_request_body off;
      proxy_set_header Content-Length ""; proxy_set_header Connection ""; proxy_http_version 1.1; }} }} }}
"""


def certificate(folder):
    """A key and a certificate of a day for localhost, as PEM files: those two, and both in one for HAProxy."""
    key, shown, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-keyout", key, "-out", shown], check=True, capture_output=True, timeout=30)
    both.write_text(shown.read_text() + key.read_text())
    return key, shown, both
