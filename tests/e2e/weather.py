"""The weather on a TCP line, and the line that has it. Used by line.py and by tools/chaos.

A program in user space cannot lose bytes of a TCP stream. What loss does to its ends it can do:
the stream stands still for the time of a retransmission, and everything behind waits with it.
"""

import asyncio
import dataclasses
import os
import random
import socket
import struct

SEGMENT = 1448  # bytes that one packet carries, and one loss holds up
PORTAL_PAGE = b"<html><head><title>Login</title></head><body>Please accept the terms.</body></html>"
PORTAL_ANSWER = (
    b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\n"
    b"Content-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
    % (len(PORTAL_PAGE), PORTAL_PAGE)
)


@dataclasses.dataclass(frozen=True)
class Weather:
    """Written as words: "rate=8000 delay=300 loss=0.05 cut=20"; no word: a calm line."""

    rate: float = 0  # bytes a second in each direction; 0: as fast as it goes
    delay: float = 0  # milliseconds each way
    loss: float = 0  # probability that a segment stands still for a retransmission
    cut: float = 0  # seconds: each connection is cut at half to one and a half times that age
    silent: str = ""  # up, down or both: nothing comes through any more, and nobody is told
    silent_after: float = 0  # seconds from the connection, or from the change to this weather
    nat: float = 0  # seconds: a connection on which nothing moved for so long is forgotten
    portal: bool = False  # somebody else answers, in HTML
    down: bool = False  # nobody answers; what stood is gone

    @staticmethod
    def of(words):
        fields = {field.name: field for field in dataclasses.fields(Weather)}
        values = {}
        for word in words.split():
            name, _, value = word.partition("=")
            if name not in fields:
                raise ValueError(f"no such weather: {word}")
            kind = fields[name].type
            values[name] = True if kind is bool else kind(value)
        if values.get("silent", "") not in ("", "up", "down", "both"):
            raise ValueError("silent: up, down or both")
        return Weather(**values)


CALM = Weather()


class Way:
    """One direction of a connection."""

    def __init__(self, connection, name, reader, writer):
        self.connection = connection
        self.line = connection.line
        self.name = name
        self.reader = reader
        self.writer = writer
        self.under_way = asyncio.Queue(maxsize=64)  # (when it arrives, bytes)
        self.free_at = 0.0

    async def take(self):
        now = asyncio.get_running_loop().time
        line = self.line
        self.free_at = now()
        while True:
            weather = line.weather
            size = SEGMENT if weather.loss else line.random.randint(1, 4096)
            data = await self.read(size)
            if not data:
                break
            self.connection.moved_at = now()
            if self.connection.is_silent(self.name):
                continue
            data = self.connection.before_cut(data)
            self.free_at = max(self.free_at, now() - 0.02)
            if weather.rate:
                self.free_at += len(data) / weather.rate
            if weather.loss and line.random.random() < weather.loss:
                # No retransmission comes sooner than 200 ms, nor before a round trip.
                self.free_at += max(0.2, 2 * weather.delay / 1000) * line.random.uniform(1, 2)
                line.stalls += 1
            line.passed[self.name] += len(data)
            await self.under_way.put((self.free_at + weather.delay / 1000, data))
            if self.connection.is_cut_here():
                await self.under_way.join()
                return self.connection.cut()
            if self.free_at > now():
                await asyncio.sleep(self.free_at - now())
        await self.under_way.put((0, b""))

    async def read(self, size):
        try:
            return await self.reader.read(size)
        except OSError:
            if self.connection.is_silent(self.name):
                return b""  # the other end hears of a reset as little as of anything else
            raise

    async def give(self):
        now = asyncio.get_running_loop().time
        while True:
            at, data = await self.under_way.get()
            if at > now():
                await asyncio.sleep(at - now())
            if not data:
                self.connection.ends += 1
            if self.connection.is_silent(self.name):
                if not data:
                    await self.connection.forgotten()
            elif data:
                self.writer.write(data)
                await self.writer.drain()
            else:
                self.writer.write_eof()
            self.under_way.task_done()
            if not data:
                return

    async def carry(self):
        giving = asyncio.create_task(self.give())
        try:
            await asyncio.gather(self.take(), giving)
        finally:
            giving.cancel()


class Connection:
    """From a desk's connect() until both ends have gone, or it is cut."""

    def __init__(self, line, desk):
        self.line = line
        self.desk = desk
        self.hub = None
        self.silent = set()
        self.ends = 0
        self.cut_due = False
        self.cut_at = self.silent_at = None
        self.ended = asyncio.Event()
        self.moved_at = self.time()
        self.feel(line.weather)

    @staticmethod
    def time():
        return asyncio.get_running_loop().time()

    def feel(self, weather):
        """The weather has changed; what has been forgotten stays forgotten."""
        now = self.time()
        chance = self.line.random
        self.cut_at = now + weather.cut * chance.uniform(0.5, 1.5) if weather.cut else None
        self.silent_at = now + weather.silent_after if weather.silent else None
        if weather.down:
            self.cut()

    def is_silent(self, way):
        return way in self.silent

    def grow_silent(self, ways):
        if not self.silent.issuperset(ways):
            self.silent.update(ways)
            self.line.silences += 1

    async def forgotten(self):
        """An end has gone and the other is not told; it goes in its own time."""
        while not self.ended.is_set() and self.ends < 2:
            await asyncio.sleep(0.05)

    def look(self):
        """Called from time to time."""
        now = self.time()
        weather = self.line.weather
        if self.silent_at is not None and now >= self.silent_at:
            self.silent_at = None
            self.grow_silent(["up", "down"] if weather.silent == "both" else [weather.silent])
        if weather.nat and now - self.moved_at > weather.nat:
            self.grow_silent(["up", "down"])
        if self.cut_at is not None and now >= self.cut_at:
            if self.cut_due or self.silent:
                self.cut()  # nothing has moved since it was due
            self.cut_due = True
            self.cut_at = now + 1

    def before_cut(self, data):
        if self.cut_due:
            return data[: self.line.random.randint(0, len(data))]
        return data[: self.line.until_cut()]

    def is_cut_here(self):
        return self.cut_due or self.line.until_cut() == 0

    def cut(self):
        if self.ended.is_set():
            return
        self.line.was_cut()
        # A router that forgot tells with a reset, a program that ended with a FIN.
        self.end(with_reset=self.line.random.random() < 0.5)

    def end(self, with_reset=False):
        self.ended.set()
        for writer in (self.desk[1], self.hub and self.hub[1]):
            if writer is None:
                continue
            held = writer.transport.get_extra_info("socket")
            if with_reset and held is not None and held.fileno() >= 0:
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    async def run(self):
        if self.line.weather.down:
            return self.end(with_reset=True)
        if self.line.weather.portal:
            return await self.answer_as_portal()
        self.hub = await asyncio.open_connection(*self.line.to, limit=8192)
        ways = [
            Way(self, "up", self.desk[0], self.hub[1]),
            Way(self, "down", self.hub[0], self.desk[1]),
        ]
        carrying = asyncio.gather(*(way.carry() for way in ways))
        ended = asyncio.create_task(self.ended.wait())
        await asyncio.wait([carrying, ended], return_when=asyncio.FIRST_COMPLETED)
        for task in (carrying, ended):
            task.cancel()
        try:
            await carrying
        except asyncio.CancelledError:
            pass

    async def answer_as_portal(self):
        self.line.portals += 1
        reader, writer = self.desk
        await reader.read(SEGMENT)
        writer.write(PORTAL_ANSWER)
        await writer.drain()
        writer.write_eof()
        # Until it has been read: an abort would take the page back.
        while await asyncio.wait_for(reader.read(SEGMENT), 5):
            pass


class Line:
    """Listens on an address of its own and passes on to `to`, through its weather of the moment.

    `cuts` cuts come by bytes, one about every `cut_every` of them, whatever the weather.
    """

    def __init__(self, to, seed=1, weather=CALM, cut_every=0, cuts=0):
        self.to = to
        self.weather = weather
        self.random = random.Random(seed)
        # Apart from all other chance: cuts by bytes come at the same bytes, however busy the day.
        self.cut_random = random.Random(seed)
        self.cut_every = cut_every
        self.cuts_left = cuts if cut_every else 0
        self.passed = {"up": 0, "down": 0}
        self.cuts = self.stalls = self.silences = self.portals = self.count = 0
        self.next_cut = self.place_of_cut()
        self.connections = set()
        self.server = None
        self.looking = None

    def place_of_cut(self):
        after = self.passed["up"] + self.passed["down"]
        return after + self.cut_random.randint(self.cut_every // 2, self.cut_every * 3 // 2 or 1)

    def until_cut(self):
        if self.cuts_left == 0:
            return 1 << 60
        return max(0, self.next_cut - self.passed["up"] - self.passed["down"])

    def was_cut(self):
        self.cuts += 1
        if self.until_cut() == 0:
            self.cuts_left -= 1
            self.next_cut = self.place_of_cut()

    def change(self, weather):
        self.weather = weather
        for connection in list(self.connections):
            connection.feel(weather)

    async def connection(self, reader, writer):
        connection = Connection(self, (reader, writer))
        self.connections.add(connection)
        self.count += 1
        try:
            await connection.run()
        except (OSError, asyncio.TimeoutError, asyncio.CancelledError):
            pass  # cancelled only when the whole line ends
        finally:
            connection.end()
            self.connections.discard(connection)

    async def look(self):
        while True:
            for connection in list(self.connections):
                connection.look()
            await asyncio.sleep(0.05)

    async def open(self):
        """The address that it listens on."""
        self.server = await asyncio.start_server(self.connection, "127.0.0.1", 0, limit=8192)
        self.looking = asyncio.create_task(self.look())
        return f"127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    def close(self):
        self.server.close()
        self.looking.cancel()
        for connection in list(self.connections):
            connection.end()

    def write_counts(self, path):
        beside = path + ".new"
        with open(beside, "w", encoding="ascii") as out:
            out.write(f"{self.passed['up']} {self.passed['down']} {self.cuts}\n")
            out.write(f"{self.count} {self.stalls} {self.silences} {self.portals}\n")
        os.replace(beside, path)
