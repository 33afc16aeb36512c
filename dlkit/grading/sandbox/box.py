"""The walls around a student's code: an empty machine with Python in it, no network, and limits.

bubblewrap opens the box: namespaces of its own, the Python environment read-only, and a small private folder /box.
It cannot take in a process that runs already, so a fork of the warm process joins the namespaces itself (`enter`).

As root, the student gets a user id that nobody else has; as an ordinary user, a user namespace that cannot have
children. Either way a filter takes away the system calls that make namespaces, mount, or look into processes.
Sources: namespaces(7), setns(2), seccomp(2), bwrap(1).
"""

import contextlib
import json
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys

from dlkit.errors import UserError
from dlkit.grading.sandbox import memory, syscalls
from dlkit.grading.sandbox.process import call, keep_only, libc
from dlkit.grading.sandbox.walls import FOLDER, WRITABLE, bwrap_arguments

NAMESPACES = ("user", "mnt", "net", "ipc", "uts", "pid")  # in the order in which they are joined
PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 24, 36, 38
FIRST_UID, CAPABILITY_VERSION_3 = 200_000, 0x20080522
BYTES_PER_FILE = 1024  # of a file system in memory, for a file's own entry
MISSING = (
    "bubblewrap is not installed, so a student's code could read and change whatever you can. Install it "
    "(Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap). There is none for macOS and "
    "Windows: grade on Linux, or accept the risk with --no-sandbox, which is stamped on every result."
)


class NoBox(UserError):
    """The box cannot be opened here."""


def available():
    return shutil.which("bwrap") is not None and sys.platform == "linux"


class Box:
    """A context manager: open in the supervisor, entered by a fork of it, destroyed with all its processes."""

    def __init__(self, limits):
        self.limits, self.root = limits, os.geteuid() == 0
        self.uid, self.student = FIRST_UID + os.getpid(), None

    def __enter__(self):
        if not available():
            raise NoBox(MISSING)
        info, info_end = os.pipe()
        code, write = os.pipe()
        os.write(write, syscalls.program())
        os.close(write)
        arguments = [
            *bwrap_arguments(self.root, self.limits),
            "--info-fd",
            str(info_end),
            "--seccomp",
            str(code),
            "/bin/sh",
            "-c",
            "echo; exec sleep 999999",
        ]
        bwrap = shutil.which("bwrap")
        self.process = subprocess.Popen(
            [bwrap, *arguments],
            env={},
            pass_fds=[info_end, code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        os.close(info_end)
        os.close(code)
        if not self.process.stdout.readline():
            raise NoBox(
                f"bubblewrap says: {self.process.stderr.read().decode(errors='replace').strip()}"
            )
        self.init = json.loads(os.read(info, 10_000))["child-pid"]
        os.close(info)
        self.inode = os.stat(f"/proc/{self.init}/ns/pid").st_ino
        # these belong to the same user as the student's, unless we are root: taken over, they could do no more than it
        for name in self.inside():
            for kind, limit in self.resource_limits(memory.of(name)[0]):
                resource.prlimit(int(name), kind, (limit, limit))
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End all that runs inside."""
        if self.process.returncode is not None:
            return  # closed before: the number may be another process's by now
        with contextlib.suppress(ProcessLookupError):
            # the first process of a namespace takes all others with it
            os.kill(self.init, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        # now orphans, which come to us: wait until they are really gone
        for process in (self.student, self.init):
            with contextlib.suppress(ChildProcessError, TypeError):
                os.waitpid(process, 0)
        self.process.stdout.close()
        self.process.stderr.close()

    def enter(self, main, keep):
        """Run main() inside, in a fork of this process that keeps only the file descriptor `keep`. Returns at once."""
        before, (read, write) = memory.of("self")[0], os.pipe()
        call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        child = os.fork()
        if child:
            os.close(write)
            os.waitpid(child, 0)
            with open(read, encoding="ascii") as file:
                self.student = int(file.read() or 0) or None
            return
        status = 1
        try:
            spaces = [
                os.open(f"/proc/{self.init}/ns/{name}", os.O_RDONLY)
                for name in NAMESPACES[self.root :]
            ]
            for space in spaces:
                call("setns", space, 0)
            student = os.fork()
            if student == 0:
                os.setsid()  # or a signal to its process group would reach the warm process
                keep_only(keep)
                os.chdir(FOLDER)
                os.environ.clear()
                os.environ.update(
                    HOME=FOLDER,
                    TMPDIR=FOLDER,
                    MPLBACKEND="agg",
                    OMP_NUM_THREADS="1",
                    PATH="/usr/bin:/bin",
                )
                self.drop(before)
                main()
            else:
                os.write(write, b"%d" % student)
            status = 0
        finally:
            os._exit(status)

    def drop(self, before):
        """Give up every right and set the limits. before: bytes of address space that are taken already."""
        for kind, limit in self.resource_limits(before):
            resource.setrlimit(kind, (limit, limit))
        for capability in range(64):
            if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                break
        if self.root:
            os.setgroups([])
            os.setresgid(self.uid, self.uid, self.uid)
            os.setresuid(self.uid, self.uid, self.uid)
        none = struct.pack("IIIIII", 0, 0, 0, 0, 0, 0)  # effective, permitted, inheritable, twice
        call("capset", struct.pack("Ii", CAPABILITY_VERSION_3, 0), none)
        call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        syscalls.forbid()

    def resource_limits(self, before):
        """[(kind, limit), ...] for a process. before: bytes of address space that are taken already."""
        limits = self.limits
        found = [
            (resource.RLIMIT_AS, before + limits.memory),
            (resource.RLIMIT_FSIZE, limits.file_size),
            (resource.RLIMIT_NOFILE, 256),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_CPU, int(limits.total_seconds) + 10),
        ]
        if self.root or counted_apart():
            found.append((resource.RLIMIT_NPROC, limits.processes))
        return found

    def inside(self):
        """Ids, as seen from here, of all processes in the box."""
        for name in os.listdir("/proc"):
            with contextlib.suppress(OSError):
                if name.isdigit() and os.stat(f"/proc/{name}/ns/pid").st_ino == self.inode:
                    yield name

    def usage(self, allowed=0):
        """(processes, bytes of memory above the warm process's share) of all that runs inside.

        allowed: bytes up to which a guess will do.
        """
        names = list(self.inside())
        total = memory.used(names, allowed)
        for place in WRITABLE:  # folders in memory: what they hold, and what files cost themselves
            with contextlib.suppress(OSError):
                about = os.statvfs(f"/proc/{self.init}/root{place}")
                total += (about.f_blocks - about.f_bfree) * about.f_frsize
                total += (about.f_files - about.f_ffree) * BYTES_PER_FILE
        return len(names), total


def counted_apart():
    """Whether the kernel counts the processes of a user namespace by themselves: since Linux 5.14, see setrlimit(2).

    Before, the count is that of all the user's processes, desktop and all, and only the supervisor's look limits forks.
    """
    return tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2]) >= (5, 14)
