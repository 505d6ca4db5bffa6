"""The real programs as processes: started, killed, and never left behind."""

import asyncio
import ctypes
import dataclasses
import json
import os
import signal

PATIENCE = 90  # seconds that a call may take on a busy machine; above, it hangs
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
AT_ONCE = 4
OURSELVES = os.getpid()


async def for_all(items, work):
    """work(item) for each, a few at a time."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(item):
        async with room:
            return await work(item)

    return await asyncio.gather(*(one(item) for item in items))


def die_with_parent():
    """However this process ends, also by kill -9, what it has started ends with it."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != OURSELVES:
        os._exit(1)  # it ended before that was said


@dataclasses.dataclass
class Answer:
    code: int
    text: str
    errors: str
    killed: bool = False
    disturbed: bool = False  # killed, or the process that it talked to was

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def refusal(self):
        """The code of an error; empty where there is none."""
        try:
            return json.loads(self.text)["error"]["code"]
        except (ValueError, KeyError, TypeError):
            return ""


class Programs:
    def __init__(self, binaries):
        self.binaries = binaries
        self.running = set()
        self.problems = []

    async def start(self, program, *arguments, out=asyncio.subprocess.DEVNULL, errors=None):
        process = await asyncio.create_subprocess_exec(
            f"{self.binaries}/{program}",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out if errors is None else errors,
            preexec_fn=die_with_parent,
        )
        self.running.add(process)
        return process

    async def ended(self, process):
        code = await process.wait()
        self.running.discard(process)
        return code

    async def call(self, program, *arguments, kill_after=None):
        """Runs to the end; `kill_after` seconds it is killed, if it still runs."""
        pipe = asyncio.subprocess.PIPE
        process = await self.start(program, *arguments, out=pipe, errors=pipe)
        talking = asyncio.ensure_future(process.communicate())
        killed = False
        done, _ = await asyncio.wait([talking], timeout=kill_after or PATIENCE)
        if not done:
            killed = True
            if kill_after is None:
                self.problems.append(f"hangs: {program} {' '.join(arguments)}")
            self.kill(process)
        text, errors = await talking
        code = await self.ended(process)
        if code < 0 and not killed:
            self.problems.append(f"ended by signal {-code}: {program} {' '.join(arguments)}")
        return Answer(code, text.decode(), errors.decode(), killed, killed)

    @staticmethod
    def kill(process, how=signal.SIGKILL):
        try:
            process.send_signal(how)
        except ProcessLookupError:
            pass

    async def end_all(self):
        for process in self.running:
            self.kill(process)
        await asyncio.gather(*(process.wait() for process in self.running))
