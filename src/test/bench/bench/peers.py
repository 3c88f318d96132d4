"""The peers: nginx and HAProxy as plain reverse proxies to one instance, HAProxy to more, each with its access log on.

Both listen in the clear, with HTTP/2 in the clear, and with TLS, on a port each. nginx logs to a file; HAProxy to a
local socket that somebody reads, as a syslog daemon would.
"""

import socket
import threading

from .backend import certificate
from .machine import PROXY_CORE
from .processes import answers, free_port, wait_until


class Peer:
    """One of them; its URLs are up to the service's path."""

    def __init__(self, process, ports):
        self.process = process
        plain, h2c, tls = ports
        self.plain = f"http://127.0.0.1:{plain}/svc"
        self.h2c = f"http://127.0.0.1:{h2c}/svc"
        self.tls = f"https://127.0.0.1:{tls}/svc"


def start(processes, folder, backend):
    """Starts both; a name for each."""
    key, shown, both = certificate(folder)
    peers = {
        "nginx": nginx(processes, folder, backend.port, key, shown),
        "HAProxy": haproxy(processes, "haproxy", folder, [f"127.0.0.1:{backend.port}"], both),
    }
    for name, peer in peers.items():
        for url in (peer.plain, peer.tls):
            wait_until(lambda: processes.check(peer.process) or answers(f"{url}/1k"), f"{name}: {url}/1k")
    return peers


def nginx(processes, folder, upstream, key, shown):
    ports = [free_port() for _ in range(3)]
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.error.log;
events {{ worker_connections 4096; }}
http {{ access_log {folder}/nginx.access.log; keepalive_requests 1000000000; client_max_body_size 0;
  client_body_temp_path {folder}/n1; proxy_temp_path {folder}/n2; fastcgi_temp_path {folder}/n3;
  uwsgi_temp_path {folder}/n4; scgi_temp_path {folder}/n5;
  ssl_certificate {shown}; ssl_certificate_key {key};
  upstream backend {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000; }}
  server {{ listen 127.0.0.1:{ports[0]}; listen 127.0.0.1:{ports[1]} http2; listen 127.0.0.1:{ports[2]} ssl;
    location /svc/ {{ proxy_pass http://backend/; proxy_http_version 1.1; proxy_set_header Connection ""; }} }} }}
""")
    words = ("nginx", "-c", configuration, "-e", folder / "nginx.error.log")
    return Peer(processes.start("nginx", PROXY_CORE, *words), ports)


def haproxy_of(processes, folder, servers):
    """Another HAProxy, in the folder of the first, that chooses among these servers as the sidecar does: of two taken
    by chance the less busy."""
    name = f"haproxy-of-{len(servers)}"
    peer = haproxy(processes, name, folder, servers, folder / "both.pem")
    wait_until(lambda: processes.check(peer.process) or answers(f"{peer.plain}/1k"), f"{name}: {peer.plain}/1k")
    return peer


def haproxy(processes, name, folder, servers, both):
    ports = [free_port() for _ in range(3)]
    drain(folder / f"{name}.sock")
    configuration = folder / f"{name}.cfg"
    listed = "\n".join(f"  server s{number} {server}" for number, server in enumerate(servers))
    configuration.write_text(f"""
global
  nbthread 1
  maxconn 4096
  log {folder}/{name}.sock local0
  tune.pool-low-fd-ratio 60
  tune.pool-high-fd-ratio 80
defaults
  mode http
  log global
  option httplog
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend in
  bind 127.0.0.1:{ports[0]}
  bind 127.0.0.1:{ports[1]} proto h2
  bind 127.0.0.1:{ports[2]} ssl crt {both}
  http-request replace-path /svc/(.*) /\\1
  default_backend out
backend out
  balance random(2)
{listed}
""")
    return Peer(processes.start(name, PROXY_CORE, "haproxy", "-db", "-f", configuration), ports)


def drain(path):
    """Reads HAProxy's log socket for as long as the run lasts."""
    reader = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    reader.bind(str(path))

    def read():
        while True:
            reader.recv(65536)

    threading.Thread(target=read, daemon=True).start()
