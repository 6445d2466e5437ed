// Where the extension looks for the server, with a stand-in for the editor. `node --test`.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";

const extension = path.resolve(import.meta.dirname, "../../../editors/vscode");
const { build } = createRequire(path.join(extension, "package.json"))("esbuild");

const editor = {
  name: "editor",
  setup(bundle) {
    bundle.onResolve({ filter: /^vscode$/ }, () => ({ path: "vscode", namespace: "editor" }));
    bundle.onLoad({ filter: /.*/, namespace: "editor" }, () => ({ contents: "module.exports = globalThis.editor" }));
  },
};
const bundled = await build({
  stdin: {
    contents: 'export * from "./src/program"; export { presetNames } from "./src/templates";',
    resolveDir: extension,
    loader: "ts",
  },
  bundle: true,
  platform: "node",
  format: "cjs",
  write: false,
  plugins: [editor],
});

const folder = mkdtempSync(path.join(tmpdir(), "sctui-"));
const settings = {};
globalThis.editor = {
  workspace: {
    isTrusted: true,
    workspaceFolders: [{ uri: { scheme: "file", fsPath: path.join(folder, "work") } }],
    getConfiguration: () => ({ get: (name, otherwise) => settings[name] ?? otherwise }),
  },
};
const loaded = { exports: {} };
new Function("module", "exports", "require", bundled.outputFiles[0].text)(
  loaded,
  loaded.exports,
  createRequire(import.meta.url),
);
const { findServer, findSctui, presetNames } = loaded.exports;

function program(...parts) {
  const file = path.join(folder, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

test("nothing, then PATH, then the workspace's environment, then the setting", { skip: process.platform === "win32" }, () => {
  process.env.PATH = path.join(folder, "path");
  assert.equal(findServer(), null);
  const inPath = program("path", "sctui-lsp");
  assert.deepEqual(findServer(), { command: inPath, arguments: [], source: "PATH" });
  const ofWorkspace = program("work", ".venv", "bin", "sctui-lsp");
  assert.equal(findServer().command, ofWorkspace);
  globalThis.editor.workspace.isTrusted = false;
  assert.equal(findServer().command, inPath);
  globalThis.editor.workspace.isTrusted = true;
  const own = program("own", "sctui-lsp");
  settings["server.path"] = own;
  assert.equal(findServer().command, own);
  settings["server.path"] = "${workspaceFolder}/.venv/bin/sctui-lsp";
  assert.equal(findServer().command, ofWorkspace);
  settings["server.path"] = path.join(folder, "nowhere");
  assert.equal(findServer(), null);
});

test("the program itself is that of the configured server", () => {
  settings["server.path"] = program("own", "python");
  settings["server.arguments"] = ["-m", "lsp"];
  assert.deepEqual(findSctui().arguments, ["-m", "sctui"]);
  settings["server.path"] = path.join(folder, "own", "sctui-lsp");
  settings["server.arguments"] = [];
  const beside = program("own", "sctui");
  assert.equal(findSctui().command, beside);
});

test("presets are found in their order, each once", () => {
  const text = "# preset a: x = 1\npreset b : x = 2\n# preset a: x = 3\n# presets c: no\n# preset 2d: no\n";
  assert.deepEqual(presetNames(text), ["a", "b"]);
});
