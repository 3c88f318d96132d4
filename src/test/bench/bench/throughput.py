"""Scenarios of as many calls as one core of proxy can carry: what each costs."""

from . import bars
from .backend import certificate
from .load import full_load, http2, wrk
from .measure import Subject, add_costs, cpu, judge_original, judge_peers, rounds, warm
from .outcome import Outcome, ratios

UPLOAD = """
wrk.method = "POST"
wrk.body = string.rep("x", 100 * 1024)
"""


def small(stage):
    outcome = Outcome("small", "1 KB answers, 64 kept-alive connections")
    samples = beside_peers(stage, outcome, full_load)
    judge_peers(outcome, samples, {"HAProxy": bars.AGAINST_HAPROXY, "nginx": bars.AGAINST_NGINX})
    judge_original(outcome, samples, 1)
    return outcome


def large(stage):
    outcome = Outcome("large", "100 KB answers, 64 kept-alive connections")
    samples = beside_peers(stage, outcome, lambda url, seconds: wrk(f"{url}/100k", seconds, 64))
    judge_peers(outcome, samples, {"HAProxy": None, "nginx": bars.LARGE_AGAINST_NGINX})
    return outcome


def huge(stage):
    outcome = Outcome("huge", "10 MB answers, 8 kept-alive connections")
    samples = beside_peers(stage, outcome, lambda url, seconds: wrk(f"{url}/10m", seconds, 8))
    judge_peers(outcome, samples, {"HAProxy": None, "nginx": None})
    return outcome


def upload(stage):
    script = stage.folder / "upload.lua"
    script.write_text(UPLOAD)
    outcome = Outcome("upload", "uploads of 100 KB, 64 kept-alive connections")
    samples = beside_peers(
        stage, outcome, lambda url, seconds: wrk(f"{url}/upload", seconds, 64, "-s", str(script)))
    judge_peers(outcome, samples, {"HAProxy": None, "nginx": bars.LARGE_AGAINST_NGINX})
    return outcome


def h2c(stage):
    outcome = Outcome("h2c", "1 KB answers by HTTP/2 in the clear, 8 connections of 8 streams, HTTP/1.1 behind")
    samples = beside_peers(stage, outcome, lambda url, seconds: http2(f"{url}/1k", seconds, 8, 8), front="h2c")
    judge_peers(outcome, samples, {"HAProxy": None, "nginx": None})
    return outcome


def tls(stage):
    key, shown, _ = certificate(stage.folder)
    outcome = Outcome("tls", "1 KB answers by TLS, 64 kept-alive connections, in the clear behind")
    flags = ("--tls", "--cert_chain_file", shown, "--private_key_file", key)
    samples = beside_peers(stage, outcome, full_load, front="tls", flags=flags)
    judge_peers(outcome, samples, {"HAProxy": None, "nginx": None})
    return outcome


def beside_peers(stage, outcome, load, front="plain", flags=()):
    """Rounds of nginx, HAProxy and a sidecar with one instance, each on that front."""
    with stage.table(1) as table, stage.sidecar(table, *flags) as ours:
        proxies = {**stage.peers, "sidecar": ours}
        subjects = {name: Subject(proxy.process, getattr(proxy, front)) for name, proxy in proxies.items()}
        warm(stage, outcome, subjects, load)
        samples = rounds(stage, outcome, subjects, load)
    add_costs(outcome, samples)
    return samples


def log(stage):
    """Two sidecars, alike but for the access log."""
    quiet = stage.folder / "quiet.yaml"
    quiet.write_text("proxy_config: {access_log: {sample: 0}}\n")
    outcome = Outcome("log", "the access log on and off: 1 KB answers, 64 kept-alive connections")
    with stage.table(1) as table, stage.sidecar(table) as on, stage.sidecar(table, "--config", quiet) as off:
        subjects = {"sidecar, log on": Subject(on.process, on.plain),
                    "sidecar, log off": Subject(off.process, off.plain)}
        warm(stage, outcome, subjects, full_load)
        samples = rounds(stage, outcome, subjects, full_load)
    add_costs(outcome, samples)
    outcome.judge("log on / log off", "×", ratios(cpu(samples, "sidecar, log on"), cpu(samples, "sidecar, log off")),
                  bars.LOG_ON_AGAINST_OFF)
    return outcome
