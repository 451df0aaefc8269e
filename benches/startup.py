#!/usr/bin/env python3
"""How fast the program starts and answers a key, and how much memory it takes.

    cargo build --release && benches/startup.py [--unsnag PATH] [--runs 40]

Needs Python 3, fzf and GNU time (Debian: `apt-get install fzf time`); without one of the two its
figures are left out. All programs run in a pseudo-terminal of 120 x 40, in turn, so that whatever
else the machine does meets them alike. "First screen" is the time from just before the process is
made until all of its first screen has come: the first code and, at the lower end, the hints or the
count. "At rest" is when nothing more comes. No test depends on these figures.
"""

import argparse
import fcntl
import os
import pathlib
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

# Output that pauses this long is a drawn screen.
SILENCE = 0.06
LIMIT = 20


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, command, environment, stdin=None):
        self.output = b""
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        # The session leader's first terminal becomes its own. A fork of Python would cost more than
        # most programs take to start.
        files = [(os.POSIX_SPAWN_OPEN, 1, os.ttyname(slave), os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 1, 2)]
        files.append(
            (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0) if stdin else (os.POSIX_SPAWN_DUP2, 1, 0)
        )
        self.begun = time.perf_counter()
        self.child = os.posix_spawn(command[0], command, environment, file_actions=files, setsid=True)
        os.close(slave)
        self.master = master

    def until_silence(self, expected=()):
        """Reads the next burst of output: when all that is expected was there, and its last byte."""
        whole = last = None
        deadline = time.perf_counter() + LIMIT
        while time.perf_counter() < deadline:
            wait = SILENCE if last else LIMIT
            if not select.select([self.master], [], [], wait)[0]:
                break
            try:
                read = os.read(self.master, 1 << 16)
            except OSError:  # the program has ended
                read = b""
            if not read:
                break
            last = time.perf_counter()
            self.output += read
            if whole is None and all(text.encode() in self.output for text in expected):
                whole = last
            if b"\x1b[6n" in read:
                os.write(self.master, b"\x1b[1;1R")
        if whole is None:
            sys.exit(f"{expected} was never drawn; so far: {self.output[-300:]!r}")
        return whole, last

    def key(self, keys):
        """Seconds from a key to its redrawn screen."""
        pressed = time.perf_counter()
        os.write(self.master, keys)
        return self.until_silence()[1] - pressed

    def first_screen(self, *expected):
        whole, last = self.until_silence(expected)
        return whole - self.begun, last - self.begun

    def first_screen_and_end(self, *expected):
        taken = self.first_screen(*expected)
        self.end()
        return taken

    def end(self, keys=None):
        if keys:
            os.write(self.master, keys)
            deadline = time.perf_counter() + LIMIT
            while time.perf_counter() < deadline:
                try:
                    if not os.read(self.master, 1 << 16):
                        break
                except OSError:
                    break
        else:
            os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.master)


def milliseconds(times):
    median = statistics.median(times) * 1000
    return f"{median:8.2f} ms   (best {min(times) * 1000:.2f}, worst {max(times) * 1000:.2f}, {len(times)} runs)"


def first_screens(unsnag, environment, runs, folder):
    titles = folder / "titles"
    listed = subprocess.run([unsnag, "catalog", "list"], env=environment, capture_output=True, check=True)
    titles.write_bytes(listed.stdout)
    code = listed.stdout.split()[0].decode()
    fzf = shutil.which("fzf")
    programs = {
        "/bin/echo": lambda: Terminal(["/bin/echo", "hello"], environment).first_screen_and_end("hello"),
        "unsnag": lambda: Terminal([unsnag], environment).first_screen_and_end(code, "help"),
    }
    if fzf:
        count = f"{len(listed.stdout.splitlines())}/"
        programs["fzf"] = lambda: Terminal([fzf], environment, titles).first_screen_and_end(code, count)
    else:
        print("skipped: fzf: not on PATH")
    times = {name: [] for name in programs}
    for run in range(runs + 2):
        for name, start in programs.items():
            taken = start()
            if run >= 2:  # the first ones fill the caches
                times[name].append(taken)
    print("First screen")
    for name, taken in times.items():
        whole, last = zip(*taken)
        print(f"  {name:<10} {milliseconds(whole)}   at rest {statistics.median(last) * 1000:.2f}")
    median = {name: statistics.median(whole for whole, _ in taken) for name, taken in times.items()}
    print(f"  unsnag / echo  {median['unsnag'] / median['/bin/echo']:.2f}")
    if fzf:
        print(f"  unsnag / fzf   {median['unsnag'] / median['fzf']:.2f}")


def keys(unsnag, environment, runs):
    print("Key to redrawn screen")
    times = {}

    def press(terminal, name, key):
        times.setdefault(name, []).append(terminal.key(key))

    for _ in range(max(3, runs // 8)):
        terminal = Terminal([unsnag], environment)
        terminal.first_screen("help")
        press(terminal, "the first letter (makes the index)", b"t")
        for letter in b"oken expired":
            press(terminal, "a letter of the query", bytes([letter]))
        for _ in range(5):
            press(terminal, "down in the list", b"\x1b[B")
        terminal.key(b"\x15")  # Ctrl-U
        terminal.key(b"AADSTS50011")
        press(terminal, "open an entry", b"\r")
        for _ in range(5):
            press(terminal, "a page of the entry", b"\x1b[6~")
        press(terminal, "start the guide (writes the journal)", b"g")
        for _ in range(3):
            press(terminal, "an answer (writes the journal)", b"n")
        terminal.end(b"q")
    for name, taken in times.items():
        print(f"  {name:<38} {milliseconds(taken)}")


def memory(unsnag, environment, folder):
    measure = shutil.which("time")
    if not measure:
        print("skipped: memory: GNU time is not on PATH")
        return
    figure = folder / "memory"
    under = [measure, "-f", "%M", "-o", str(figure)]
    error = folder / "error.txt"
    error.write_text("AADSTS50011: wrong\nTrace ID: 0b1c2d3e-0000-4aaa-8bbb-0c0d0e0f1a00\n")

    def told(name):
        kilobytes = int(figure.read_text().split()[-1])
        print(f"  {name:<38} {kilobytes / 1024:6.1f} MB")

    print("Peak memory")
    terminal = Terminal([*under, unsnag], environment)
    terminal.first_screen("help")
    for key in [b"t", b"o", b"\x15", b"50011", b"\r", b"\x1b[6~", b"g", b"n", b"y", b"?"]:
        terminal.key(key)
    terminal.end(b"q")
    told("the screens, up to the guide")
    newest = subprocess.run([unsnag, "sessions", "list"], env=environment, capture_output=True, text=True)
    session = newest.stdout.split()[0]
    for arguments in [
        ["--version"],
        ["explain", "50011"],
        ["explain", "50011", "--format", "markdown"],
        ["explain", "50011", "--format", "json"],
        ["search", "token expired"],
        ["identify", str(error)],
        ["catalog", "list", "--json"],
        ["catalog", "schema"],
        ["catalog", "check", str(pathlib.Path(__file__).resolve().parent.parent / "assets/catalog")],
        ["sessions", "list"],
        ["sessions", "show", session],
        ["sessions", "export", session],
        ["sessions", "close", session],
        ["sessions", "delete", session, "--yes"],
    ]:
        command = [*under, unsnag, *arguments]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        name = " ".join(pathlib.Path(word).name for word in arguments)
        told(name.replace(session, "ID"))


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", here / "target"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unsnag", default=target / "release/unsnag", type=pathlib.Path)
    parser.add_argument("--runs", default=40, type=int)
    options = parser.parse_args()
    unsnag = str(options.unsnag.resolve())
    if not os.access(unsnag, os.X_OK):
        sys.exit(f"there is no {unsnag}: cargo build --release")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = {
            "HOME": name,
            "XDG_STATE_HOME": name + "/state",
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "SSH_TTY": "/dev/pts/9",
        }
        print(f"{unsnag}: {os.path.getsize(unsnag) / (1 << 20):.1f} MB")
        first_screens(unsnag, environment, options.runs, folder)
        keys(unsnag, environment, options.runs)
        memory(unsnag, environment, folder)


if __name__ == "__main__":
    main()
