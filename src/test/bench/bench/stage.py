"""What every scenario plays on: the backend, the peers, and sidecars as it needs them."""

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import control_plane, peers, sidecar
from .backend import Backend
from .load import wrk
from .processes import Processes


@dataclass(frozen=True)
class Settings:
    """How a sidecar is started: its own flags beside the usual ones, its cores, and what Java is told."""

    flags: tuple = ()
    cores: str = ""
    java_options: str = ""


class Stage:
    """Backend and peers, running for as long as the run lasts; what it has started ends with it."""

    def __init__(self, options):
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="a8-side-by-side-"))
        self.folder.chmod(0o755)  # nginx, started as root, serves as somebody else
        self.processes = Processes(self.folder)
        self.made = 0

    def __enter__(self):
        try:
            self.launcher, self.notes = sidecar.packaged(self.options.report / "program")
            self.backend = Backend(self.processes, self.folder)
            self.peers = peers.start(self.processes, self.folder, self.backend)
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *problem):
        self.processes.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def table(self, instances, rules=0):
        """A control plane with so many instances and rules; instances may be a listing of them."""
        listed = control_plane.instances(instances, self.backend.port) if isinstance(instances, int) else instances
        made = control_plane.ControlPlane(listed, control_plane.rules(rules))
        try:
            yield made
        finally:
            made.close()

    @contextlib.contextmanager
    def haproxy(self, instances):
        """A HAProxy of all these instances, which ends with the block."""
        made = peers.haproxy_of(self.processes, self.folder, [each["endpoint"]["value"] for each in instances])
        try:
            yield made
        finally:
            self.processes.end(made.process)

    @contextlib.contextmanager
    def sidecar(self, table, *flags):
        """A sidecar that has the table in force, and ends with the block."""
        started = self.start_sidecar(table, Settings(flags, java_options=self.options.java_options))
        try:
            yield started.await_table()
        finally:
            started.end()

    def start_sidecar(self, table, settings, command=None):
        """Starts one and waits for nothing."""
        self.made += 1
        command = command or [self.launcher]
        return sidecar.Sidecar(self.processes, f"sidecar-{self.made}", command, table, settings)

    def warm(self, *urls, words=()):
        """Load until the JVM has compiled what is hot, the time shared by the URLs; returns what went wrong."""
        seconds = max(1, self.options.warm // len(urls))
        return [error for url in urls for error in wrk(url, seconds, 64, *words).errors]
