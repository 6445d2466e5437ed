"""`python -m tests.lsp.monkey [COUNT] [SEED]`: random edits, requests, cancellations and closes, and what must hold.

No exception in the server, an answer to every request, and diagnostics that are those of a fresh analysis of the same
text, whatever was done to the documents before. Both kinds of client, three documents, every encoding.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from typing import Any

from lsprotocol.types import Position, Range, TextDocumentContentChangePartial, TextDocumentContentChangeWholeDocument

from kernels.language.analysis import analyse
from kernels.library import entries, read_text
from lsp.documents import Document
from lsp.findings import EXPECT, RUN
from tests.lsp.client import PULLING, PUSHING, Client, ResponseError, start, stop

TEXTS = (
    "",
    "dv/dt = (E_L - v + R*I)/tau : volt\r\nE_L = -70*mV\r\ntau = 10*ms\r\nR = 10*Mohm\r\nI : amp\r\n",
    "# 𝄞 title: Neurön\nx[n+1] = r*x*(1 - x)\nr = 3.8  # [0, 4] growth\n# preset wild: r = 4\n# expect: peak(x) > 0\n",
    "f(x, y) = x*y\ndv/dt = f(v,\n  2)*part\npart = exp((v -\n 1))\n# reset: v = 1; v += 2\n# threshold: v > 3\n",
    "v'=-v+i\npar i=1, a=2\ninit v=3\n@ total=10\ndone\n",
)
PIECES = (
    "\n", "\r\n", "\r", " ", "(", ")", "[", "]", "#", ":", "=", "*", "mV", "v", "tau", "exp(", "x" * 300,
    "# expect: rate > 1 Hz\n", "dv/dt = -v\n", "k = 3\n", "𝄞", "é", "\u2028", "\x0b", "if ", " else ", "1e999",
    "'", '"',
    "# threshold: v > 1\n", "f(a) = a*2\n", "# preset a: v = 1\n",
)  # fmt: skip
PLACES = (
    "hover", "completion", "definition", "references", "documentHighlight", "prepareRename", "rename", "signatureHelp",
    "linkedEditingRange", "onTypeFormatting",
)  # fmt: skip
WHOLES = (
    "documentSymbol", "foldingRange", "documentLink", "codeLens", "semanticTokens/full", "formatting", "diagnostic",
)  # fmt: skip
PARTS = ("inlayHint", "semanticTokens/range", "codeAction", "rangeFormatting")
OWN = ("sctui/preview", "sctui/setParameter")
COMMANDS = ("ode.run", "ode.generate", "ode.verilog")
REFUSALS = (("rename", -32803), ("sctui/preview", -32802), ("command", -32802), ("command", -32803))
OPTIONS = {"tabSize": 4, "insertSpaces": True}
NAMES = ("w", "tau", "exp", "2", "a b", "", "mV", "another_name")


class Monkey:
    """One client and what it believes its documents to be."""

    def __init__(self, client: Client, rng: random.Random) -> None:
        self.client = client
        self.rng = rng
        self.encoding = client.capabilities["positionEncoding"]
        self.open: dict[str, Document] = {}
        self.pending: list[tuple[int, str, asyncio.Future[Any]]] = []
        self.done: Counter[str] = Counter()
        self.library = [read_text(one.path) for one in entries()[::17]]

    async def act(self) -> None:
        """One random thing."""
        roll = self.rng.random()
        uri = self.rng.choice(("file:///a.ode", "file:///b%20c.ode", "untitled:Untitled-1"))
        if uri not in self.open:
            self._open(uri)
        elif roll < 0.45:
            self._change(uri)
        elif roll < 0.9:
            self._ask(uri)
        elif roll < 0.94 and self.pending:
            self.client.notify("$/cancelRequest", {"id": self.rng.choice(self.pending)[0]})
            self.done["cancelled"] += 1
        elif roll < 0.97:
            await self.check(uri)
        elif roll < 0.98:
            self.client.close(uri)
            del self.open[uri]
            self.done["closed"] += 1
        else:
            strict = self.rng.random() < 0.5
            self.client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": {"strictUnits": strict}}})
            self.client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": {"debounce": 0}}})
            self.done["configured"] += 1
        if len(self.pending) > 20:
            await self.settle()

    def _open(self, uri: str) -> None:
        text = self.rng.choice((*TEXTS, *self.library))
        version = self.rng.randrange(1000)
        self.open[uri] = Document(uri, text, version, self.encoding)
        self.client.open(text, uri, version)
        self.done["opened"] += 1

    def _change(self, uri: str) -> None:
        document = self.open[uri]
        changes: list[TextDocumentContentChangePartial | TextDocumentContentChangeWholeDocument] = []
        for _ in range(self.rng.choice((1, 1, 1, 2, 5))):
            if self.rng.random() < 0.02:
                changes.append(TextDocumentContentChangeWholeDocument(text=self.rng.choice(TEXTS)))
            else:
                new = "".join(self.rng.choice(PIECES) for _ in range(self.rng.choice((0, 1, 1, 3))))
                changes.append(TextDocumentContentChangePartial(range=self._range(document), text=new))
            document.change(changes[-1:], None)
        document.version = (document.version or 0) + 1
        sent = [
            {"text": one.text, "range": _plain(one.range)}
            if isinstance(one, TextDocumentContentChangePartial) else {"text": one.text}
            for one in changes
        ]  # fmt: skip
        self.client.change(sent, document.version, uri)
        self.done["changed"] += 1

    def _place(self, document: Document) -> Position:
        """Mostly a place of the text; now and then none."""
        if self.rng.random() < 0.05:
            return Position(line=self.rng.randrange(60), character=self.rng.randrange(200))
        return document.positions.position(self.rng.randrange(len(document.text) + 1))

    def _range(self, document: Document) -> Range:
        start = self.rng.randrange(len(document.text) + 1)
        end = min(len(document.text), start + self.rng.choice((0, 0, 1, 5, 60)))
        return document.positions.range(start, end)

    def _ask(self, uri: str) -> None:
        document = self.open[uri]
        method = self.rng.choice(
            (*PLACES, *WHOLES, *PARTS, "selectionRange", "semanticTokens/full/delta", "symbol", *OWN, "command")
        )
        at = self._place(document)
        place = {"line": at.line, "character": at.character}
        given: dict[str, Any] = {
            "textDocument": {"uri": uri}, "position": place, "range": _plain(self._range(document)),
            "newName": self.rng.choice(NAMES), "ch": "\n", "options": OPTIONS, "positions": [place],
            "previousResultId": str(self.rng.randrange(50)),
            "context": {"includeDeclaration": True} if method == "references" else {"diagnostics": []},
        }  # fmt: skip
        if method in ("completion", "signatureHelp") or (method == "codeAction" and self.rng.random() < 0.5):
            del given["context"]
        if method == "codeAction":
            given["context"] = {"diagnostics": [], "triggerKind": self.rng.choice((1, 2))}
        full = f"textDocument/{method}"
        if method in OWN:
            full = method
            given |= {
                "view": self.rng.choice(("traces", "phase")),
                "whole": self.rng.random() < 0.3,
                "overrides": {"k": 2.0, "r": 3.5},
                "preset": None,
                "name": self.rng.choice(NAMES),
                "value": self.rng.uniform(-5, 5),
            }
        if method == "command":
            full = "workspace/executeCommand"
            given = {"command": self.rng.choice(COMMANDS), "arguments": [{"uri": uri}]}
        if method == "symbol":
            full, given = "workspace/symbol", {"query": self.rng.choice(("", "v", "adex"))}
        if method == "diagnostic" and "diagnosticProvider" not in self.client.capabilities:
            full, given = "workspace/symbol", {"query": "hodgkin"}
        number, answer = self.client.begin(full, given)
        self.pending.append((number, method, answer))

    async def settle(self) -> None:
        """Wait for all answers. A refusal is one of a renaming or a command, or of something cancelled."""
        for _, method, answer in self.pending:
            try:
                await asyncio.wait_for(answer, 60)
                self.done["answered"] += 1
            except ResponseError as error:
                if (error.code == -32800 or (method, error.code) in REFUSALS) and "internal error" not in error.message:
                    self.done["refused"] += 1
                else:
                    raise AssertionError(f"{method}: {error.code} {error.message}") from None
        self.pending.clear()

    async def check(self, uri: str) -> None:
        """The diagnostics of a document are those of a fresh analysis of its text."""
        document = self.open[uri]
        self.client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": {"strictUnits": False}}})
        if "diagnosticProvider" in self.client.capabilities:
            found = await self.client.problems(uri)
        else:
            # the last thing the server says of this version, after it has settled with these settings
            await self.client.request("workspace/symbol", {"query": "nothing_of_this_name"})
            await asyncio.sleep(0.12)
            await self.client.request("workspace/symbol", {"query": "nothing_of_this_name"})
            await self.client.news(lambda: self.client.published.get(uri, {}).get("version") == document.version)
            found = self.client.published[uri]["diagnostics"]
        fresh = [
            (problem.code, problem.message, _plain(document.positions.range(problem.start, problem.end)))
            for problem in analyse(document.text).diagnostics
        ]
        # what simulations find out comes when it is known, and not from the text alone
        shown = [(one["code"], one["message"], one["range"]) for one in found if one["code"] not in (RUN, EXPECT)]
        assert shown == fresh, document.text
        self.done["checked"] += 1


def _plain(where: Range) -> dict[str, Any]:
    return {
        side: {"line": place.line, "character": place.character}
        for side, place in (("start", where.start), ("end", where.end))
    }


async def run(count: int, seed: int) -> Counter[str]:
    """`count` random acts over both kinds of client and all encodings; AssertionError where something does not hold."""
    profiles = [PUSHING, PULLING]
    for units in ("utf-16", "utf-32"):
        profiles.append(PULLING | {"general": {"positionEncodings": [units]}})
    total: Counter[str] = Counter()
    for at, capabilities in enumerate(profiles):
        client = await start(capabilities, options={"debounce": 20})
        monkey = Monkey(client, random.Random(f"{seed} {at}"))
        for _ in range(count // len(profiles)):
            await monkey.act()
        await monkey.settle()
        for uri in monkey.open:
            await monkey.check(uri)
        assert [line for line in client.logged if ": " in line] == [], client.logged[:3]
        status, written = await stop(client)
        assert (status, written) == (0, "")
        total += monkey.done
    return total


def main() -> int:
    """The command line: how many acts (20,000), and the seed (1)."""
    count, seed = (int(word) for word in (*sys.argv[1:], *("20000", "1")[len(sys.argv) - 1 :]))
    done = asyncio.run(run(count, seed))
    print(f"{count} acts, seed {seed}: " + ", ".join(f"{number} {what}" for what, number in sorted(done.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
