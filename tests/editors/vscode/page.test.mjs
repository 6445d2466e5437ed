// The parts of the preview's page that compute: round numbers of an axis, places of a slider. `node --test`.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";

const extension = path.resolve(import.meta.dirname, "../../../editors/vscode");
const { build } = createRequire(path.join(extension, "package.json"))("esbuild");

async function part(name) {
  const bundled = await build({
    entryPoints: [path.join(extension, "src", "webview", name)],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].text).toString("base64")}`);
}

const { padded, shown, ticks } = await part("ticks.ts");
const { place, valueAt, written } = await part("controls.ts");

test("ticks are round, lie within the range, and are few", () => {
  assert.deepEqual(ticks(-65, 20, 5), [-60, -40, -20, 0, 20]);
  assert.deepEqual(ticks(0, 1, 4), [0, 0.5, 1]);
  for (let at = 0; at < 2000; at += 1) {
    const span = 10 ** ((at % 25) / 2 - 6);
    const low = Math.sin(at) * 1e4 * span;
    const high = low + span;
    const found = ticks(low, high, 6);
    assert.ok(found.length <= 7, `${low} ${high}: ${found}`);
    assert.ok(found.every((one) => one >= low - (high - low) * 1e-6 && one <= high + (high - low) * 1e-6));
  }
});

test("a range that is none has no ticks", () => {
  assert.deepEqual(ticks(1, 1, 5), []);
  assert.deepEqual(ticks(Number.NaN, 1, 5), []);
  assert.deepEqual(ticks(0, Infinity, 5), []);
});

test("numbers have the digits that their step needs", () => {
  assert.equal(shown(-60, 20), "−60");
  assert.equal(shown(0.5, 0.5), "0.5");
  assert.equal(shown(3e9, 1e9), "3.00e+9");
});

test("an axis is never empty", () => {
  assert.deepEqual(padded(Infinity, -Infinity), [0, 1]);
  const [low, high] = padded(5, 5);
  assert.ok(low < 5 && high > 5);
});

test("a slider gives back the value that it was set to", () => {
  const plain = { low: -80, high: -50, log: false };
  const log = { low: 1, high: 1000, log: true };
  for (const part of [0, 0.25, 0.5, 1]) {
    assert.ok(Math.abs(place(plain, valueAt(plain, part)) - part) < 1e-12);
    assert.ok(Math.abs(place(log, valueAt(log, part)) - part) < 1e-12);
  }
  assert.equal(Math.round(valueAt(log, 0.5)), 32);
  assert.equal(place(plain, -200), 0);
  assert.equal(place(plain, 200), 1);
});

test("values are written as somebody would", () => {
  assert.equal(written(50.499999), "50.5");
  assert.equal(written(-65), "-65");
  assert.equal(written(0.00012346), "0.0001235");
});
