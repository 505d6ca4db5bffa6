"""tools/chaos: an office on rough networks. See there."""

import argparse
import asyncio
import collections
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time

from clerk import Clerk, Commons, Ledger
from findings import Findings
from office import Sky, found_company
from programs import Programs, for_all
from weather import CALM


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="tools/chaos")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--desks", type=int, default=10)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.seconds is None:
        options.seconds = 60 * options.minutes if options.minutes is not None else 60
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1, 10**6)
    if options.desks < 4:
        parser.error("four desks at least: two branches, and nobody approves his own orders")
    return options


class Chaos:
    def __init__(self, options, work):
        self.options = options
        self.work = work
        self.programs = Programs(options.bin)
        self.ledger = Ledger()
        self.commons = collections.defaultdict(Commons)
        self.server = None
        self.desks = []
        self.clerks = []
        self.began = time.monotonic()

    def say(self, text):
        print(f"[{time.monotonic() - self.began:5.1f} s] {text}", flush=True)

    async def found(self):
        self.server, self.desks = await found_company(
            self.programs, self.work, self.options.seed, self.options.desks
        )
        self.clerks = [
            Clerk(desk, self.commons[desk.branch], self.ledger, self.work) for desk in self.desks
        ]
        for clerk in self.clerks:
            await clerk.desk.watch()
        begun = set()
        for clerk in self.clerks:
            branch = clerk.desk.branch
            if branch not in begun:
                begun.add(branch)
                await self.fill_commons(clerk)
        await for_all(self.desks, self.must_exchange)
        await self.approve_commons()

    async def must(self, desk, *arguments):
        answer = await desk.call(*arguments)
        if answer.code != 0:
            raise RuntimeError(f"{desk.name}: {' '.join(arguments)}: {answer.errors}{answer.text}")
        return answer

    async def must_exchange(self, desk):
        await self.must(desk, "sync")

    async def fill_commons(self, clerk):
        commons = self.commons[clerk.desk.branch]
        for _ in range(4):
            commons.customers.append((await clerk.make("customer")).row)
        for _ in range(4):
            commons.orders.append((await clerk.make_order(commons.customers[0])).row)
        commons.reviewed = (await clerk.make_order(commons.customers[0])).row
        await self.must(clerk.desk, "do", "order", commons.reviewed, "submit")
        shown = (await self.must(clerk.desk, "show", "order", commons.reviewed)).json
        for line in shown["children"]["order_line"]:
            commons.lines.append(line["id"])
            commons.pieces[line["id"]] = line["pieces"]
        # They are there for good: nobody takes the records back that all work on.
        clerk.last = None
        clerk.own = {entity: [] for entity in clerk.own}

    async def approve_commons(self):
        """By somebody else than who wrote it: the second manager of each branch."""
        for branch, commons in self.commons.items():
            second = [desk for desk in self.desks if desk.peers == (branch, "manager")][1]
            await self.must(second, "do", "order", commons.reviewed, "approve")
            await self.must_exchange(second)
        await for_all(self.desks, self.must_exchange)

    async def kill_until(self, end):
        chance = random.Random(f"{self.options.seed} kills")
        while True:
            await asyncio.sleep(chance.uniform(0.5, 2))
            if time.monotonic() >= end:
                return
            clerk = chance.choice(self.clerks)
            if chance.random() < 0.5:
                clerk.kill_next = True
            elif clerk.desk.kill():
                await asyncio.sleep(chance.uniform(0, 0.5))
                await clerk.desk.watch()

    async def kill_server_until(self, end):
        chance = random.Random(f"{self.options.seed} server")
        while True:
            pause = chance.uniform(6, 14)
            if time.monotonic() + pause >= end:
                return
            await asyncio.sleep(pause)
            await self.server.kill_and_restart(chance.uniform(0.1, 3))

    async def storm(self):
        end = time.monotonic() + self.options.seconds
        await asyncio.gather(
            self.kill_until(end),
            self.kill_server_until(end),
            *(Sky(desk).change_until(end) for desk in self.desks),
            *(clerk.work_until(end) for clerk in self.clerks),
        )

    async def calm(self):
        for desk in self.desks:
            desk.line.change(CALM)
        # What fell silent stays so until somebody comes anew: a fresh process, as after a night.
        await for_all(self.desks, lambda desk: desk.stop_watching())
        await for_all(self.desks, lambda desk: desk.watch())

    async def run(self):
        options = self.options
        self.say(f"seed {options.seed}: {options.desks} desks, {options.seconds:g} s")
        await self.found()
        self.say("everybody has enrolled; the weather turns")
        await self.storm()
        self.say("the weather ends")
        await self.calm()
        findings = Findings(self.server, self.desks, self.ledger, self.commons)
        await findings.look()
        for desk in self.desks:
            await desk.stop_watching()
        await self.server.end(signal.SIGTERM)
        self.summary(findings)
        with open(f"{self.work}/ledger.json", "w", encoding="utf-8") as out:
            for each in self.ledger.saved + self.ledger.unknown:
                print(json.dumps(each.told(), ensure_ascii=False), file=out)
        return self.programs.problems + findings.problems

    def summary(self, findings):
        ledger = self.ledger
        lines = [desk.line for desk in self.desks]
        saved = collections.Counter(each.kind for each in ledger.saved)
        cases = [kase for desk in self.desks for kase in findings.cases.get(desk, [])]
        rows = {
            "commands": ledger.commands,
            "saved": f"{len(ledger.saved)} {dict(saved)}",
            "killed before a report": len(ledger.unknown),
            "undone": ledger.undone,
            "refused at the desk": f"{sum(ledger.refused.values())} {dict(ledger.refused)}",
            "refused by head office": sum(map(len, findings.attention.values())),
            "conflicts open": len({kase["id"] for kase in cases if kase["open"]}),
            "conflicts settled": f"{len({kase['id'] for kase in cases if not kase['open']})}, "
            f"{len(ledger.resolved)} by hand",
            "kills": f"{self.server.kills} of the server, "
            f"{sum(desk.kills for desk in self.desks)} of desks, "
            f"{ledger.kills} of commands",
            "connections": sum(line.count for line in lines),
            "cuts": sum(line.cuts for line in lines),
            "stalls": sum(line.stalls for line in lines),
            "fell silent": sum(line.silences for line in lines),
            "portal pages": sum(line.portals for line in lines),
            "bytes": f"{sum(line.passed['up'] for line in lines)} up, "
            f"{sum(line.passed['down'] for line in lines)} down",
            **findings.facts,
        }
        for name, value in rows.items():
            print(f"  {name}: {value}")


async def run(options, work):
    chaos = Chaos(options, work)
    try:
        return await chaos.run()
    finally:
        await chaos.programs.end_all()


def main():
    options = options_of(sys.argv[1:])
    os.environ.update(BRANCHLINE_PASSWORD="测试口令 1", LC_ALL="C.UTF-8")
    work = tempfile.mkdtemp(prefix="branchline-chaos.")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        problems = asyncio.run(run(options, work))
    except KeyboardInterrupt:
        print("tools/chaos: broken off; nothing of it runs any more", file=sys.stderr)
        return 130
    finally:
        if os.environ.get("BRANCHLINE_KEEP"):
            print(f"data kept in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    for problem in problems:
        print(f"tools/chaos: {problem}", file=sys.stderr)
    if problems:
        print(f"tools/chaos: {len(problems)} promises broken, seed {options.seed}", file=sys.stderr)
        return 1
    print("all holds")
    return 0


sys.exit(main())
