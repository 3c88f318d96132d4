"""Every scenario by its name, in the order in which they run."""

from . import growth, latency, life, soak, throughput

SCENARIOS = {
    "small": (throughput.small, "1 KB answers at 64 connections: CPU per request beside nginx, HAProxy, the original"),
    "rate": (latency.rate, "4,000 requests per second: p50 and p99 that a proxy adds to the direct call's"),
    "large": (throughput.large, "100 KB answers"),
    "huge": (throughput.huge, "10 MB answers"),
    "upload": (throughput.upload, "uploads of 100 KB"),
    "h2c": (throughput.h2c, "callers by HTTP/2 in the clear"),
    "tls": (throughput.tls, "callers by TLS"),
    "log": (throughput.log, "the access log on against off"),
    "growth": (growth.growth, "1 to 10,000 instances with 0 to 1,000 rules over 100 services, against one instance"),
    "instances": (growth.instances, "1 to 10,000 instances of the one service called; beside the original"),
    "rules": (growth.rules, "0 to 1,000 rules of the one service called"),
    "swap": (latency.swap, "a table of 10,000 instances and 1,000 rules swapped each second: what it adds to the p99"),
    "start": (life.start, "from the start of the process to the first proxied answer"),
    "memory": (life.memory, "PSS at rest, at 1,000 requests per second, with 10,000 instances"),
    "soak": (soak.soak, "an hour at 8,000 requests per second, a table swapped each second: memory, blocks, leaks"),
}

# What runs only when it is named.
LONG = {"soak"}
USUAL = [name for name in SCENARIOS if name not in LONG]


def described():
    """A line for each."""
    return "\n".join(f"  {name:10} {words}" for name, (_, words) in SCENARIOS.items())
