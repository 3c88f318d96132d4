#!/usr/bin/env python3
"""What a proxied request costs: the sidecar beside nginx and HAProxy, in interleaved rounds.

Needs nginx, haproxy, wrk and taskset (Debian: nginx haproxy wrk util-linux) and target/a8sidecar.jar, installs
nothing, listens on loopback only and ends what it started. The proxies share one core, load and backend the other.
Every proxy keeps its access log: nginx in a file, HAProxy to a local socket that is drained, the sidecar in a file.

    src/test/bench/side_by_side.py [--rounds 5] [--seconds 10] [--connections 64] [--java-options '-XX:+UseSerialGC']
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TICKS = os.sysconf("SC_CLK_TCK")
PROXY_CORE, LOAD_CORE = "0", "1"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Processes:
    """What this run started; ended by id, children first asked and then killed."""

    def __init__(self, folder):
        self.folder, self.started = folder, []

    def start(self, name, core, *command):
        log = open(self.folder / f"{name}.out", "wb")
        process = subprocess.Popen(
            ["taskset", "-c", core, *map(str, command)], stdout=log, stderr=log, start_new_session=True)
        self.started.append(process)
        return process

    def end(self):
        for process in reversed(self.started):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def family(pid):
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def cpu_seconds(pid):
    total = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def wait_for(url, seconds=30):
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                return answer.read()
        except OSError as problem:
            if time.monotonic() > deadline:
                sys.exit(f"{url}: no answer within {seconds} s ({problem})")
            time.sleep(0.05)


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def backend(processes, folder, port):
    (folder / "www").mkdir()
    (folder / "www" / "1k").write_bytes(b"x" * 1024)
    conf = folder / "backend.conf"
    conf.write_text(f"""
daemon off; worker_processes 1; pid {folder}/backend.pid; error_log {folder}/backend.error.log;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000000; sendfile on;
  client_body_temp_path {folder}/b1; proxy_temp_path {folder}/b2; fastcgi_temp_path {folder}/b3;
  uwsgi_temp_path {folder}/b4; scgi_temp_path {folder}/b5;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}
""")
    processes.start("backend", LOAD_CORE, "nginx", "-c", conf, "-e", folder / "backend.error.log")
    wait_for(f"http://127.0.0.1:{port}/1k")


def nginx(processes, folder, port, upstream):
    conf = folder / "nginx.conf"
    conf.write_text(f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.error.log;
events {{ worker_connections 4096; }}
http {{ access_log {folder}/nginx.access.log; keepalive_requests 1000000000;
  client_body_temp_path {folder}/n1; proxy_temp_path {folder}/n2; fastcgi_temp_path {folder}/n3;
  uwsgi_temp_path {folder}/n4; scgi_temp_path {folder}/n5;
  upstream backend {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000; }}
  server {{ listen 127.0.0.1:{port};
    location /svc/ {{ proxy_pass http://backend/; proxy_http_version 1.1; proxy_set_header Connection ""; }} }} }}
""")
    return processes.start("nginx", PROXY_CORE, "nginx", "-c", conf, "-e", folder / "nginx.error.log")


def drain(path):
    """Reads HAProxy's log socket, so that its log costs what a syslog daemon's reader would make it cost."""
    reader = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    reader.bind(str(path))
    threading.Thread(target=lambda: [reader.recv(65536) for _ in iter(int, 1)], daemon=True).start()


def haproxy(processes, folder, port, upstream):
    drain(folder / "log.sock")
    conf = folder / "haproxy.cfg"
    conf.write_text(f"""
global
  nbthread 1
  maxconn 4096
  log {folder}/log.sock local0
defaults
  mode http
  log global
  option httplog
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend in
  bind 127.0.0.1:{port}
  http-request replace-path /svc/(.*) /\\1
  default_backend out
backend out
  server one 127.0.0.1:{upstream}
""")
    return processes.start("haproxy", PROXY_CORE, "haproxy", "-db", "-f", conf)


def sidecar(processes, folder, port, upstream, java_options):
    jar, java = ROOT / "target" / "a8sidecar.jar", shutil.which("java")
    registry, controller = free_port(), free_port()
    processes.start("control-plane", LOAD_CORE, java, "-XX:+UseSerialGC", "-Xmx64m", "-jar", jar, "control-plane",
                    "--registry_port", registry, "--controller_port", controller)
    wait_for(f"http://127.0.0.1:{registry}/uptime")
    post(f"http://127.0.0.1:{registry}/api/v1/instances",
         {"service_name": "svc", "ttl": 600, "endpoint": {"type": "http", "value": f"127.0.0.1:{upstream}"}})
    return processes.start("sidecar", PROXY_CORE, java, *java_options.split(), "-jar", jar, "--proxy",
                           "--service", "bench", "--proxy_host", "127.0.0.1", "--proxy_port", port,
                           "--admin_port", "0", "--log_dir", folder / "sidecar",
                           "--registry_url", f"http://127.0.0.1:{registry}",
                           "--controller_url", f"http://127.0.0.1:{controller}")


def load(port, seconds, connections):
    """One wrk run: requests answered, and what went wrong."""
    out = subprocess.run(
        ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s",
         f"http://127.0.0.1:{port}/svc/1k"], capture_output=True, text=True, check=True).stdout
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    errors = re.findall(r"(Socket errors:.*|Non-2xx.*)", out)
    return requests, "; ".join(errors)


def measure(proxy, port, seconds, connections):
    before = cpu_seconds(proxy.pid)
    requests, errors = load(port, seconds, connections)
    return {"cpu": (cpu_seconds(proxy.pid) - before) / requests * 1e6, "rate": requests / seconds,
            "requests": requests, "errors": errors}


def spread(values):
    return f"{statistics.median(values):8.2f}  ({min(values):.2f} – {max(values):.2f})"


def report(results):
    print(f"\n{'':10} {'CPU µs per request':>32} {'requests per second':>36}")
    for name, rounds in results.items():
        print(f"{name:10} {spread([r['cpu'] for r in rounds]):>32} {spread([r['rate'] for r in rounds]):>36}")
    print()
    for peer in [name for name in results if name != "sidecar"]:
        ratios = [ours["cpu"] / theirs["cpu"] for ours, theirs in zip(results["sidecar"], results[peer])]
        print(f"sidecar / {peer:8} CPU per request, round by round: {spread(ratios)}")
    for name, rounds in results.items():
        errors = [r["errors"] for r in rounds if r["errors"]]
        print(f"{name:10} {sum(r['requests'] for r in rounds)} requests, "
              + (f"ERRORS: {errors}" if errors else "no errors"))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--warm", type=int, default=90, help="seconds until the JVM has compiled what is hot")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--java-options", default="-XX:+UseSerialGC -Xmx128m")
    return parser.parse_args()


def main():
    options = arguments()
    missing = [tool for tool in ("nginx", "haproxy", "wrk", "taskset", "java") if not shutil.which(tool)]
    if missing or not (ROOT / "target" / "a8sidecar.jar").exists():
        sys.exit(f"missing: {', '.join(missing) or 'target/a8sidecar.jar (mvn -DskipTests package)'}")
    folder = Path(tempfile.mkdtemp(prefix="a8-side-by-side-"))
    folder.chmod(0o755)  # nginx, started as root, serves as somebody else
    processes, ports = Processes(folder), {name: free_port() for name in ("nginx", "haproxy", "sidecar")}
    upstream = free_port()
    failed = False
    try:
        backend(processes, folder, upstream)
        proxies = {
            "nginx": nginx(processes, folder, ports["nginx"], upstream),
            "haproxy": haproxy(processes, folder, ports["haproxy"], upstream),
            "sidecar": sidecar(processes, folder, ports["sidecar"], upstream, options.java_options),
        }
        for name, port in ports.items():
            wait_for(f"http://127.0.0.1:{port}/svc/1k")
            load(port, options.warm if name == "sidecar" else options.seconds, options.connections)
        results = {name: [] for name in proxies}
        for number in range(options.rounds):
            for name, proxy in proxies.items():
                results[name].append(measure(proxy, ports[name], options.seconds, options.connections))
            print(f"round {number + 1}: " + ", ".join(
                f"{name} {rounds[-1]['cpu']:.1f} µs" for name, rounds in results.items()), flush=True)
        report(results)
        failed = any(r["errors"] for r in results["sidecar"])
    finally:
        processes.end()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
