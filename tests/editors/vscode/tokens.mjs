// The scopes that VS Code's own engine gives: `node tokens.mjs GRAMMAR < TEXTS`, where the texts are a JSON object of
// name to lines. Prints for each name and line the innermost scope of every character, "" for the grammar's own.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const wasm = await readFile(require.resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const text = await readFile(process.argv[2], "utf8");
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
    createOnigString: (string) => new oniguruma.OnigString(string),
  }),
  loadGrammar: async () => textmate.parseRawGrammar(text, "ode.json"),
});
const grammar = await registry.loadGrammar("source.ode");

const chunks = [];
for await (const chunk of process.stdin) {
  chunks.push(chunk);
}
const found = {};
for (const [name, lines] of Object.entries(JSON.parse(Buffer.concat(chunks).toString("utf8")))) {
  let stack = textmate.INITIAL;
  found[name] = lines.map((line) => {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    const scopes = new Array(line.length).fill("");
    for (const token of result.tokens) {
      const innermost = token.scopes[token.scopes.length - 1];
      scopes.fill(innermost === "source.ode" ? "" : innermost, token.startIndex, Math.min(token.endIndex, line.length));
    }
    return scopes;
  });
}
process.stdout.write(JSON.stringify(found));
