"""The company: a server, and desks that reach it over a line each."""

import asyncio
import random
import signal

from programs import for_all
from weather import Line, Weather

ROLES = ("manager", "manager", "clerk", "clerk", "manager")
BRANCHES = ("SHA", "SZX")


class Server:
    def __init__(self, programs, work):
        self.programs = programs
        self.data = f"{work}/server"
        self.log = open(f"{work}/server.log", "ab")
        self.port = 0
        self.process = None
        self.kills = 0

    async def ask(self, *arguments):
        answer = await self.programs.call(
            "branchline-server", *arguments, "--data", self.data, "--json"
        )
        if answer.code != 0:
            raise RuntimeError(f"server {' '.join(arguments)}: {answer.errors}{answer.text}")
        return answer

    async def start(self):
        self.process = await self.programs.start(
            "branchline-server", "serve", "--data", self.data, "--listen",
            f"127.0.0.1:{self.port}", out=asyncio.subprocess.PIPE, errors=self.log,
        )  # fmt: skip
        line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode()
        if not line.startswith("listening on"):
            raise RuntimeError(f"the server does not listen: {line}")
        self.port = int(line.rsplit(":", 1)[1])
        asyncio.ensure_future(self.see_end(self.process))

    async def see_end(self, process):
        code = await self.programs.ended(process)
        if self.process is process:
            self.process = None
            self.programs.problems.append(f"the server ended by itself with {code}")

    async def end(self, how):
        process, self.process = self.process, None
        self.programs.kill(process, how)
        code = await process.wait()
        if how == signal.SIGTERM and code != 0:
            self.programs.problems.append(f"the server answered SIGTERM with {code}")

    async def kill_and_restart(self, pause):
        self.kills += 1
        await self.end(signal.SIGKILL)
        await asyncio.sleep(pause)
        await self.start()


class Desk:
    """A profile. Mostly a process watches over it and exchanges; other calls go through that."""

    def __init__(self, programs, work, number, seed):
        self.programs = programs
        self.name = f"p{number}"
        self.branch = BRANCHES[number % len(BRANCHES)]
        self.role = ROLES[number // len(BRANCHES) % len(ROLES)]
        self.profile = f"{work}/{self.name}"
        self.log = open(f"{work}/{self.name}.log", "ab")
        self.seed = seed
        self.line = None
        self.address = ""
        self.watcher = None
        self.kills = 0

    @property
    def peers(self):
        """Who has the same rights in the same branch sees the same."""
        return self.branch, self.role

    async def enrol(self, server):
        await server.ask("user", "add", self.name, "--name", self.name, "--role", self.role,
                         "--branch", self.branch)  # fmt: skip
        code = (await server.ask("enroll", self.name)).json["code"]
        self.line = Line(("127.0.0.1", server.port), f"{self.seed} line {self.name}")
        self.address = await self.line.open()
        made = await self.call("enroll", code, "--server", self.address, "--accept-unencrypted")
        if made.code != 0:
            raise RuntimeError(f"{self.name}: {made.errors}")

    async def call(self, *arguments, kill_after=None):
        kills = self.kills
        answer = await self.programs.call(
            "branchline-cli", "--profile", self.profile, "--json", *arguments,
            kill_after=kill_after,
        )  # fmt: skip
        answer.disturbed = answer.disturbed or self.kills != kills
        return answer

    async def watch(self):
        if self.watcher is not None:
            return
        self.watcher = process = await self.programs.start(
            "branchline-cli", "--profile", self.profile, "--json", "sync", "--watch", out=self.log
        )
        asyncio.ensure_future(self.see_end(process))

    async def see_end(self, process):
        code = await self.programs.ended(process)
        if self.watcher is process:
            self.watcher = None
            self.programs.problems.append(f"{self.name}: the watch ended by itself with {code}")

    async def stop_watching(self):
        if self.watcher is None:
            return
        process, self.watcher = self.watcher, None
        self.programs.kill(process, signal.SIGTERM)
        code = await process.wait()
        # Before it has come to wait for signals, SIGTERM ends it as it ends any process.
        if code not in (0, -signal.SIGTERM):
            self.programs.problems.append(f"{self.name}: SIGTERM was answered with {code}")

    def kill(self):
        """kill -9 of the process that holds the profile; True where there was one."""
        if self.watcher is None:
            return False
        process, self.watcher = self.watcher, None
        self.kills += 1
        self.programs.kill(process)
        return True


class Sky:
    """Makes the weather of one desk's line, from its seed."""

    KINDS = (
        (3, ""),
        (3, "down"),
        (2, "rate=8000 delay=300 loss=0.05"),
        (2, "rate=30000 delay=80 loss=0.1"),
        (2, "rate=16000 delay=100 cut=3"),
        (3, "cut=1.5"),
        (1, "silent=up silent_after={after}"),
        (1, "silent=down silent_after={after}"),
        (1, "silent=both silent_after={after}"),
        (1, "nat=0.5"),
        (1, "portal"),
    )

    def __init__(self, desk):
        self.line = desk.line
        self.random = random.Random(f"{desk.seed} sky {desk.name}")

    async def change_until(self, end):
        now = asyncio.get_running_loop().time
        while now() < end:
            words = self.random.choices(*zip(*((kind, share) for share, kind in self.KINDS)))[0]
            after = round(self.random.uniform(0, 2), 2)
            self.line.change(Weather.of(words.format(after=after)))
            await asyncio.sleep(self.random.uniform(1, 6))


async def found_company(programs, work, seed, count):
    """The server and its desks, enrolled over calm lines."""
    server = Server(programs, work)
    await server.ask("init", "--company", "样例物流")
    for branch in BRANCHES:
        await server.ask("branch", "add", branch, f"样例{branch}")
    await server.start()
    desks = [Desk(programs, work, number, seed) for number in range(count)]
    await for_all(desks, lambda desk: desk.enrol(server))
    return server, desks
