#!/usr/bin/env python3
"""A bad line: passes TCP on at a limited rate and cuts it now and then, at any byte.

    line.py --to HOST:PORT [--rate BYTES_PER_SECOND] [--cut-every BYTES] [--cuts N] --counts FILE

Prints "listening on 127.0.0.1:PORT". FILE holds "UP DOWN CUTS", the bytes that were passed on so
far in each direction and the cuts; it is written anew as they grow. Ends with SIGTERM.
"""

import argparse
import asyncio
import os
import random


class Line:
    def __init__(self, options):
        host, port = options.to.rsplit(":", 1)
        self.to = (host, int(port))
        self.rate = options.rate
        self.cut_every = options.cut_every
        self.cuts_left = options.cuts if options.cut_every else 0
        self.counts_file = options.counts
        self.passed = {"up": 0, "down": 0}
        self.cuts = 0
        self.random = random.Random(1)  # the same cuts each time
        self.next_cut = self.place_of_cut(0)

    def place_of_cut(self, after):
        return after + self.random.randint(self.cut_every // 2, self.cut_every * 3 // 2 or 1)

    def write_counts(self):
        beside = self.counts_file + ".new"
        with open(beside, "w", encoding="ascii") as out:
            out.write(f"{self.passed['up']} {self.passed['down']} {self.cuts}\n")
        os.replace(beside, self.counts_file)

    def until_cut(self):
        if self.cuts_left == 0:
            return 1 << 60
        return max(0, self.next_cut - self.passed["up"] - self.passed["down"])

    async def carry(self, reader, writer, way):
        """Ends with the connection; True where it was cut here."""
        loop = asyncio.get_running_loop()
        free_at = loop.time()
        while data := await reader.read(self.random.randint(1, 4096)):
            data = data[: self.until_cut()]
            writer.write(data)
            await writer.drain()
            self.passed[way] += len(data)
            if self.until_cut() == 0:
                self.cuts_left -= 1
                self.cuts += 1
                self.next_cut = self.place_of_cut(self.passed["up"] + self.passed["down"])
                return
            if self.rate:
                free_at = max(free_at, loop.time() - 0.02) + len(data) / self.rate
                await asyncio.sleep(max(0, free_at - loop.time()))

    async def connection(self, desk_reader, desk_writer):
        writers = [desk_writer]
        try:
            hub_reader, hub_writer = await asyncio.open_connection(*self.to)
            writers.append(hub_writer)
            ways = [
                asyncio.create_task(self.carry(desk_reader, hub_writer, "up")),
                asyncio.create_task(self.carry(hub_reader, desk_writer, "down")),
            ]
            _, rest = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in rest:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass
        finally:
            for writer in writers:
                writer.transport.abort()

    async def tell(self):
        last = None
        while True:
            now = (self.passed["up"], self.passed["down"], self.cuts)
            if now != last:
                self.write_counts()
                last = now
            await asyncio.sleep(0.05)

    async def run(self):
        self.write_counts()
        server = await asyncio.start_server(self.connection, "127.0.0.1", 0, limit=8192)
        print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await self.tell()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", required=True)
    parser.add_argument("--rate", type=int, default=0)
    parser.add_argument("--cut-every", type=int, default=0)
    parser.add_argument("--cuts", type=int, default=0)
    parser.add_argument("--counts", required=True)
    asyncio.run(Line(parser.parse_args()).run())


main()
