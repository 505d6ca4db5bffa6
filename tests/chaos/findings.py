"""What must hold when the weather has ended and nothing waits any more."""

import collections
import hashlib
import json
import time

from programs import for_all

# Of these, everybody but a manager holds what concerns himself.
PERSONAL = {"device", "role_grant", "audit_entry"}
CALM_PATIENCE = 120  # seconds for all to become level on a busy machine


class Findings:
    def __init__(self, server, desks, ledger, commons):
        self.server = server
        self.desks = desks
        self.ledger = ledger
        self.commons = commons
        self.problems = []
        self.lists = {}  # desk: {entity: rows}
        self.attention = {}
        self.cases = {}
        self.histories = {}  # (desk, row): what show says, or None
        self.facts = {}

    def problem(self, text):
        self.problems.append(text)

    # --- rest ---
    async def come_level(self):
        """All exchange until nobody has anything to send or to fetch; then everybody once more."""
        until = time.monotonic() + CALM_PATIENCE
        while True:
            states = await for_all(self.desks, self.exchange)
            head = (await self.server.ask("stats")).json["sequence"]
            behind = [
                f"{desk.name} {state}"
                for desk, state in zip(self.desks, states)
                if state != ("0", 0, head)
            ]
            if not behind:
                return
            if time.monotonic() > until:
                return self.problem(
                    f"not level at {head} after {CALM_PATIENCE} s of calm: {'; '.join(behind)}"
                )

    async def exchange(self, desk):
        answer = await desk.call("sync", "--timeout", "30")
        if answer.code not in (0, 4):
            return answer.refusal or str(answer.code), -1, -1
        status = (await desk.call("status")).json
        return "0", status["pending"], status["sequence"]

    # --- looking ---
    async def read_all(self):
        schema = (await self.desks[0].call("schema")).json
        entities = [entity["name"] for entity in schema["entities"]]

        async def read(desk):
            self.lists[desk] = {}
            for entity in entities:
                answer = await desk.call("list", entity, "--limit", "10000")
                self.lists[desk][entity] = answer.json["rows"]
            self.attention[desk] = []
            for item in (await desk.call("attention")).json["rows"]:
                whole = await desk.call("attention", "show", item["id"])
                self.attention[desk].append(whole.json)
            self.cases[desk] = (await desk.call("conflicts", "--all")).json["rows"]

        await for_all(self.desks, read)

    def compare_peers(self):
        first_of = {}
        for desk in self.desks:
            first = first_of.setdefault(desk.peers, desk)
            for entity, rows in self.lists[desk].items():
                if entity in PERSONAL and desk.role != "manager":
                    continue
                if rows != self.lists[first][entity]:
                    self.problem(f"{first.name} and {desk.name} differ in {entity}: "
                                 f"{self.difference(self.lists[first][entity], rows)}")  # fmt: skip
            ours, theirs = ({kase["id"] for kase in self.cases[each] if kase["open"]}
                            for each in (desk, first))  # fmt: skip
            if ours != theirs:
                self.problem(f"{first.name} and {desk.name} have other questions open: "
                             f"{sorted(ours ^ theirs)[:3]}")  # fmt: skip
        everything = json.dumps([self.lists[desk] for desk in first_of.values()], sort_keys=True)
        self.facts["digest"] = hashlib.sha256(everything.encode()).hexdigest()[:12]
        self.facts["groups of peers"] = len(first_of)

    @staticmethod
    def difference(one, other):
        by_id = {row["id"]: row for row in one}
        for row in other:
            first = by_id.pop(row["id"], None)
            if first != row:
                keys = [key for key in row if first is None or first.get(key) != row[key]]
                return f"{row['id']} {[(key, (first or {}).get(key), row[key]) for key in keys[:3]]}"
        return f"only at the first: {list(by_id)[:3]}"

    def look_for_doubles(self):
        for desk in self.desks:
            for entity, rows in self.lists[desk].items():
                for key in ("id", "number", "name", "what", "summary", "special_requirements"):
                    values = collections.Counter(row[key] for row in rows if row.get(key))
                    twice = [value for value, count in values.items() if count > 1]
                    # Names that are made up here are unique; others may be namesakes.
                    if key not in ("id", "number"):
                        twice = [value for value in twice if self.is_mark(value)]
                    if twice:
                        self.problem(f"{desk.name}: {entity} with {key} {twice[:3]} twice")

    @staticmethod
    def is_mark(value):
        return value.startswith("p") and value[-6:-5] == "-" and value[-5:].isdigit()

    # --- nothing lost ---
    def is_refused(self, saved):
        """Head office has refused it and its author is told, alone or with what it built on."""
        for item in self.attention[saved.desk]:
            if item["group"] == saved.group:
                return True
            for change in item["changes"]:
                if change["row"] != saved.row:
                    continue
                if saved.kind == "new" or not saved.field or saved.kind == "step":
                    return True
                if saved.field in change["values"]:
                    return True
        return False

    def is_in_case(self, saved):
        """It lost to another value, and its author's list of conflicts has it."""
        for kase in self.cases[saved.desk]:
            if kase["row"] != saved.row or kase["field"] not in (None, saved.field):
                continue
            values = [kase["mine"], kase["theirs"]]
            values += [each["value"] for each in kase["proposals"]]
            if saved.value in values or saved.kind in ("step", "delete"):
                return True
        return False

    def rows_at(self, desk, entity):
        return {row["id"]: row for row in self.lists[desk][entity]}

    def check_new(self):
        gone = {saved.row for saved in self.ledger.saved if saved.kind == "delete"}
        gone |= {each.row for each in self.ledger.unknown if each.kind == "delete"}
        at = {
            (desk, entity): self.rows_at(desk, entity)
            for desk in self.desks
            for entity in ("customer", "contact", "interaction", "task", "order")
        }
        refused = 0
        for saved in self.ledger.saved:
            if saved.kind != "new" or saved.undone or saved.row in gone:
                continue
            if self.is_refused(saved):
                refused += 1
                continue
            for desk in self.desks:
                if desk.branch != saved.desk.branch:
                    continue
                row = at[desk, saved.entity].get(saved.row)
                if row is None:
                    self.problem(f"lost: {saved.entity} {saved.row} ({saved.value}) of "
                                 f"{saved.desk.name} is not at {desk.name}")  # fmt: skip
                elif row[saved.field] != saved.value:
                    self.problem(f"{saved.entity} {saved.row} has {row[saved.field]} for "
                                 f"{saved.value}")  # fmt: skip
        self.facts["records refused"] = refused

    async def read_histories(self):
        wanted = {
            (desk, saved.entity, saved.row)
            for saved in self.ledger.saved
            if saved.kind in ("edit", "redo", "step")
            for desk in (self.witness(saved.desk), saved.desk)
        }

        async def read(what):
            desk, entity, row = what
            answer = await desk.call("show", entity, row, "--history")
            shown = answer.json if answer.code == 0 else None
            self.histories[desk, row] = shown["history"] if shown else None

        await for_all(sorted(wanted, key=lambda what: (what[0].name, what[2])), read)

    def witness(self, author):
        """Another desk that sees all that the author does: what it has came through the server."""
        for desk in self.desks:
            if desk is not author and desk.peers == (author.branch, "manager"):
                return desk
        return author

    def check_edits(self):
        counts = collections.Counter()
        for saved in self.ledger.saved:
            if saved.kind not in ("edit", "redo", "step") or saved.undone:
                continue
            found = self.place_of(saved)
            counts[found] += 1
            if not found:
                answers = [take for row, field, take in self.ledger.resolved
                           if (row, field) == (saved.row, saved.field)]  # fmt: skip
                self.problem(
                    f"lost: {saved.desk.name} has set {saved.field} of {saved.entity} {saved.row} "
                    f"to {saved.value} in group {saved.group}; its question was answered: {answers}"
                )
        self.facts["edits and steps"] = dict(counts)

    def place_of(self, saved):
        for desk, place in ((self.witness(saved.desk), "in history"), (saved.desk, "at author")):
            history = self.histories[desk, saved.row] or []
            if any(line["group"] == saved.group for line in history):
                return place
            if saved.kind == "redo" and any(line["new"] == saved.value for line in history):
                return place
            if any(self.is_its_answer(line, saved) for line in history):
                return "answered"
        if self.is_refused(saved):
            return "refused"
        if self.is_in_case(saved):
            return "in a case"
        if saved.field == "verified_on" and self.is_overtaken(saved):
            return "overtaken"
        if saved.field == "credit_limit" and self.is_replaced(saved):
            return "replaced by its author"
        return ""

    @staticmethod
    def is_its_answer(line, saved):
        """The question that it became was answered with its value: told as the decision's."""
        return (
            (line["command"] or "").endswith(".resolve")
            and line["field"] == saved.field
            and line["new"] == saved.value
        )

    def is_replaced(self, saved):
        """A desk has one proposal in a case: its next value takes the place of the one before."""
        return any(
            (each.desk, each.row, each.field) == (saved.desk, saved.row, saved.field)
            and each.at > saved.at
            and not each.undone
            for each in self.ledger.saved
        )

    def is_overtaken(self, saved):
        """The furthest date stands; one that was not as far is no loser of its own."""
        history = self.histories[self.witness(saved.desk), saved.row] or []
        return any(
            line["field"] == saved.field and (line["new"] or "") >= saved.value for line in history
        )

    def check_tags(self):
        for saved in self.ledger.saved:
            if saved.kind != "tag" or saved.undone or self.is_refused(saved):
                continue
            row = self.rows_at(self.witness(saved.desk), "customer").get(saved.row)
            if row is None or saved.value not in (row["tags"] or []):
                self.problem(f"lost: tag {saved.value} of customer {saved.row}")

    def check_sums(self):
        """Each += that was reported counts once; one that was killed once or not at all."""
        for desk in self.desks:
            lines = self.rows_at(desk, "order_line")
            commons = self.commons[desk.branch]
            for row in commons.lines:
                least = most = commons.pieces[row]
                for saved in self.ledger.saved:
                    if saved.kind != "sum" or saved.row != row or self.is_refused(saved):
                        continue
                    most += saved.value
                    least += 0 if saved.undone else saved.value
                for each in self.ledger.unknown:
                    if each.kind == "sum" and each.row == row:
                        most += each.value
                there = lines[row]["pieces"]
                if not least <= there <= most:
                    self.problem(f"{desk.name}: line {row} has {there} pieces, not {least}…{most}")

    # --- the programs' own word ---
    async def check_desk(self, desk):
        answer = await desk.call("check")
        report = answer.json
        if answer.code not in (0, 4) or not report["ok"] or not report["compared"]:
            self.problem(f"{desk.name}: check ended with {answer.code}: {answer.text.strip()}")

    async def look(self):
        await self.come_level()
        if self.problems:
            return
        await self.read_all()
        await self.read_histories()
        self.compare_peers()
        self.look_for_doubles()
        self.check_new()
        self.check_edits()
        self.check_tags()
        self.check_sums()
        await for_all(self.desks, self.check_desk)
        verified = await self.server.ask("verify")
        if verified.json["findings"]:
            self.problem(f"the server does not verify: {verified.text.strip()}")
