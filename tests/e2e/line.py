#!/usr/bin/env python3
"""A bad line: passes TCP on through weather, and cuts it now and then, at any byte.

    line.py --to HOST:PORT --counts FILE [--seed N] [--rate BYTES_PER_SECOND]
            [--cut-every BYTES] [--cuts N] [--weather FILE]

Prints "listening on 127.0.0.1:PORT". --weather: FILE holds the words of weather.py, such as
"rate=8000 delay=300 loss=0.05 cut=20"; a change holds at once, for new connections and for those
that stand. FILE of --counts is written anew as they grow; its first line: the bytes passed on up
and down, and the cuts; its second: connections, stalls, connections that fell silent, answers of
the portal. Ends with SIGTERM.
"""

import argparse
import asyncio
import os

from weather import CALM, Line, Weather


class WeatherFile:
    def __init__(self, path):
        self.path = path
        self.seen = None

    def changed(self):
        """The new weather, or None."""
        seen = os.stat(self.path)
        if self.seen and (seen.st_mtime_ns, seen.st_ino) == self.seen:
            return None
        self.seen = (seen.st_mtime_ns, seen.st_ino)
        with open(self.path, encoding="ascii") as words:
            return Weather.of(words.read())


async def run(options):
    host, port = options.to.rsplit(":", 1)
    file = WeatherFile(options.weather) if options.weather else None
    weather = file.changed() if file else CALM
    if options.rate:
        weather = Weather(rate=options.rate)
    line = Line((host, int(port)), options.seed, weather, options.cut_every, options.cuts)
    line.write_counts(options.counts)
    print(f"listening on {await line.open()}", flush=True)
    last = None
    while True:
        now = (line.passed["up"], line.passed["down"], line.cuts, line.count, line.silences)
        if now != last:
            line.write_counts(options.counts)
            last = now
        changed = file.changed() if file else None
        if changed is not None:
            line.change(changed)
        await asyncio.sleep(0.05)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", required=True)
    parser.add_argument("--rate", type=int, default=0)
    parser.add_argument("--cut-every", type=int, default=0)
    parser.add_argument("--cuts", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weather")
    parser.add_argument("--counts", required=True)
    asyncio.run(run(parser.parse_args()))


main()
