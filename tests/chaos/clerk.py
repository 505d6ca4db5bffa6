"""What people do at their desks, and what of it the programs have reported as saved."""

import asyncio
import collections
import dataclasses
import json
import random
import time

# Refusals that a colleague's work, one's own rights or the state of a record explain.
EXPECTED = {
    "right", "not_found", "illegal_step", "four_eyes", "guard", "frozen", "row_gone", "reference",
    "already", "changed_since_seen", "nothing_to_undo", "cannot_undo", "not_deletable",
    "referenced",
}  # fmt: skip
ORDER = {
    "lane_from": "上海", "lane_to": "深圳",
    "pickup_from": "2026-11-24T01:00:00Z", "pickup_to": "2026-11-24T03:00:00Z",
    "delivery_from": "2026-11-26T01:00:00Z", "delivery_to": "2026-11-26T09:00:00Z",
}  # fmt: skip


@dataclasses.dataclass
class Saved:
    desk: object
    kind: str  # new, edit, redo, tag, sum, step, delete
    entity: str
    row: str
    group: str
    field: str = ""
    value: object = None
    undone: bool = False
    at: float = dataclasses.field(default_factory=time.time)

    def told(self):
        """For whoever looks for what became of it."""
        return dict(dataclasses.asdict(dataclasses.replace(self, desk=None)), desk=self.desk.name)


class Ledger:
    """All that was asked of the programs, with what they said of it."""

    def __init__(self):
        self.saved = []
        self.unknown = []  # killed before a report: may be there or not, but once
        self.refused = collections.Counter()
        self.commands = 0
        self.kills = 0
        self.undone = 0
        self.resolved = []  # (row, field, take) of questions that somebody has answered


class Commons:
    """The few records of a branch that everybody works on."""

    def __init__(self):
        self.customers = []
        self.orders = []  # with steps
        self.lines = []  # of a reviewed order: there a correction adds, in a draft it sets
        self.pieces = {}  # line: what it began with
        self.reviewed = ""


class Clerk:
    def __init__(self, desk, commons, ledger, work):
        self.desk = desk
        self.commons = commons
        self.ledger = ledger
        self.random = random.Random(f"{desk.seed} clerk {desk.name}")
        self.order_file = f"{work}/{desk.name}.order.json"
        self.own = {"customer": [], "order": [], "task": []}
        self.last = None  # what undo would take back, where that is certain
        self.count = 0
        self.kill_next = False

    def mark(self):
        """A text that nobody else writes, nor this clerk a second time."""
        self.count += 1
        return f"{self.desk.name}-{self.count:05d}"

    async def ask(self, *arguments):
        self.ledger.commands += 1
        kill_after = None
        if self.kill_next:
            self.kill_next = False
            kill_after = self.random.uniform(0.005, 0.1)
        answer = await self.desk.call(*arguments, kill_after=kill_after)
        self.ledger.kills += answer.killed
        if answer.code in (0, 4):
            return answer
        if not answer.disturbed:
            if answer.code != 1 or answer.refusal not in EXPECTED:
                self.desk.programs.problems.append(
                    f"{self.desk.name}: {' '.join(arguments)}: exit {answer.code} "
                    f"{answer.refusal} {answer.errors.strip()[:200]}"
                )
            self.ledger.refused[answer.refusal] += 1
        return answer

    def note(self, answer, kind, entity, row="", field="", value=None):
        """Takes the program at its word; returns what was saved."""
        report = None
        try:
            # What was reported before a kill counts. Without a group there was nothing to change.
            report = answer.json if answer.text and not answer.refusal else None
        except ValueError:
            pass
        if report and report.get("group"):
            saved = Saved(self.desk, kind, entity, row or report["id"], report["group"], field,
                          value)  # fmt: skip
            self.ledger.saved.append(saved)
            self.last = saved
            return saved
        self.last = None
        if answer.disturbed:
            self.ledger.unknown.append(Saved(self.desk, kind, entity, row, "", field, value))
        return None

    async def make(self, entity, *fields):
        mark = self.mark()
        name = {"customer": "name", "task": "what", "contact": "name",
                "interaction": "summary"}[entity]  # fmt: skip
        answer = await self.ask("new", entity, f"{name}={mark}", *fields)
        saved = self.note(answer, "new", entity, field=name, value=mark)
        if saved and entity in self.own:
            self.own[entity].append(saved.row)
        return saved

    async def make_order(self, customer=None, pieces=10):
        mark = self.mark()
        order = dict(ORDER, customer=customer or self.some("customer"), special_requirements=mark)
        order["order_line"] = [
            {"cargo": "纸箱", "pieces": pieces, "weight_g": 250000} for _ in range(3)
        ]
        with open(self.order_file, "w", encoding="utf-8") as out:
            json.dump(order, out)
        answer = await self.ask("new", "order", "--from", self.order_file)
        saved = self.note(answer, "new", "order", field="special_requirements", value=mark)
        if saved:
            self.own["order"].append(saved.row)
        return saved

    def some(self, entity):
        own = self.own[entity]
        common = {"customer": self.commons.customers, "order": self.commons.orders}.get(entity, [])
        if own and (not common or self.random.random() < 0.3):
            return self.random.choice(own)
        return self.random.choice(common) if common else None

    async def edit(self):
        row = self.some("customer")
        field, value = self.random.choice(
            [
                ("needs", self.mark()),
                ("short_name", self.mark()),
                ("credit_limit", f"{self.random.randint(1, 10**7)}.{self.random.randint(10, 99)}"),
                ("verified_on", f"2026-{self.random.randint(1, 10):02d}-11"),
            ]
        )
        answer = await self.ask("set", "customer", row, f"{field}={value}")
        self.note(answer, "edit", "customer", row, field, value)

    async def tag(self):
        row, mark = self.some("customer"), self.mark()
        answer = await self.ask("set", "customer", row, f"tags+={mark}")
        self.note(answer, "tag", "customer", row, "tags", mark)

    async def add_pieces(self):
        row, count = self.random.choice(self.commons.lines), self.random.randint(1, 9)
        answer = await self.ask("set", "order_line", row, f"pieces+={count}")
        self.note(answer, "sum", "order_line", row, "pieces", count)
        self.last = None  # what is taken back could not be told from what was never added

    async def step(self):
        row = self.some("order")
        step = self.random.choice(["submit", "submit", "approve", "return", "cancel", "schedule"])
        reason = {"return": ["return_reason=缺少资料"], "cancel": ["cancel_reason=不要了"]}
        answer = await self.ask("do", "order", row, step, *reason.get(step, []))
        self.note(answer, "step", "order", row, "status", step)
        self.last = None

    async def delete(self):
        if not self.own["task"]:
            return
        row = self.own["task"].pop(0)
        answer = await self.ask("delete", "task", row)
        self.note(answer, "delete", "task", row)
        self.last = None

    async def undo(self):
        if self.last is None:
            return
        saved, self.last = self.last, None
        answer = await self.ask("undo")
        if answer.code != 0 and not answer.disturbed:
            return
        # What head office has refused meanwhile cannot be undone: then it is the one before.
        mine = [each for each in self.ledger.saved if each.desk is self.desk and not each.undone]
        if answer.code == 0:
            hit = [each for each in mine if each.row == answer.json["id"]][-1:]
        else:
            hit = mine[-2:]
        for each in hit:
            each.undone = True
            self.ledger.undone += 1
            if each.row in self.own.get(each.entity, []) and each.kind == "new":
                self.own[each.entity].remove(each.row)
        if answer.code == 0 and hit == [saved] and saved.kind == "edit":
            again = await self.ask("redo")
            # An undo that has not left the desk is withdrawn: then the first group stands again.
            self.note(again, "redo", saved.entity, saved.row, saved.field, saved.value)
            self.last = None

    async def resolve(self):
        answer = await self.ask("conflicts")
        if answer.code != 4:
            return
        kase = self.random.choice(answer.json["rows"])
        take = self.random.choice(["theirs", "mine"])
        if kase["mine"] is None:
            take = "theirs"
        answer = await self.ask("conflicts", "resolve", kase["id"], "--take", take)
        self.last = None
        if answer.code == 0:
            self.ledger.resolved.append((kase["row"], kase["field"], take))

    async def exchange(self):
        """Somebody presses the key, and is told whether it came about."""
        self.ledger.commands += 1
        answer = await self.desk.call("sync", "--timeout", str(self.random.randint(2, 5)))
        if not answer.disturbed and answer.code not in (0, 3, 4):
            self.desk.programs.problems.append(
                f"{self.desk.name}: sync: exit {answer.code} {answer.errors.strip()[:200]}"
            )

    async def come_or_go(self):
        if self.desk.watcher is None:
            await self.desk.watch()
        elif self.random.random() < 0.2:
            await self.desk.stop_watching()

    async def work_until(self, end):
        now = asyncio.get_running_loop().time
        todo = (
            (5, lambda: self.make("customer")),
            (5, lambda: self.make("task")),
            (2, lambda: self.make("contact", f"customer={self.some('customer')}")),
            (2, lambda: self.make("interaction", f"customer={self.some('customer')}")),
            (4, self.make_order),
            (10, self.edit),
            (4, self.tag),
            (6, self.add_pieces),
            (6, self.step),
            (2, self.delete),
            (3, self.undo),
            (2, self.resolve),
            (5, self.exchange),
            (3, self.come_or_go),
        )
        shares = [share for share, _ in todo]
        actions = [action for _, action in todo]
        while now() < end:
            await self.random.choices(actions, shares)[0]()
            await asyncio.sleep(self.random.uniform(0, 0.4))
