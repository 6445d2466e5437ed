// Drives VS Code in a browser without a screen: `node drive.mjs SETTINGS.json`, whose keys are
//   server   the path of code-server's entry.js (or of a `code-server` program), browser, vsix, python,
//   folder   an empty folder for everything, results and pictures included
// Prints what was seen as one JSON object; what failed is under "failures" by the step's name.
import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { chromium } from "playwright-core";

const given = JSON.parse(await readFile(process.argv[2], "utf8"));
const workspace = path.join(given.folder, "work");
const data = path.join(given.folder, "data");
const extensions = path.join(given.folder, "extensions");
const pictures = path.join(given.folder, "pictures");
// the server, which leaves its process id for the step that kills it; worker processes import this file again
const SERVER = `if __name__ == "__main__":
    import os
    import sys
    from pathlib import Path

    from lsp.__main__ import main

    Path(__file__).with_suffix(".pid").write_text(str(os.getpid()))
    sys.exit(main())
`;
const MODEL = `# title: Leaky
dv/dt = (E_L - v + R*I)/tau_m : volt
I : amp  # [0 nA, 5 nA] injected current
E_L = -65*mV : volt  # [-80, -50] resting potential
R = 10*Mohm : ohm  # [1, 100] resistance
tau_m = 10*ms : second  # [1, 100] membrane time constant
# treshold: v > -50*mV
# reset: v = E_L
# input: I = step(2*nA)
# preset strong: I = step(4*nA)
# expect: rate(2*nA) in [1 Hz, 500 Hz]
# init: v = -65*mV
`;

const PLANE = `# title: FitzHugh-Nagumo
dv/dt = v - v**3/3 - w + I
dw/dt = (v + a - b*w)/tau
I : 1  # [0, 1] drive
a = 0.7  # [0, 1] recovery at rest
b = 0.8  # [0, 1] recovery's own decay
tau = 12.5  # [5, 50] time constant of recovery
# time: ms
# input: I = constant(0.5)
# run: 200 ms, dt = 0.05 ms
`;

for (const folder of [workspace, path.join(data, "User"), extensions, pictures]) {
  await mkdir(folder, { recursive: true });
}
await writeFile(path.join(workspace, "my.ode"), MODEL);
await writeFile(path.join(workspace, "plane.ode"), PLANE);
await writeFile(path.join(given.folder, "server.py"), SERVER);
await writeFile(
  path.join(data, "User", "settings.json"),
  JSON.stringify({
    "sctui.server.path": given.python,
    "sctui.server.arguments": given.arguments ?? [path.join(given.folder, "server.py")],
    "security.workspace.trust.enabled": false,
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Dark Modern",
    "telemetry.telemetryLevel": "off",
    "files.autoSave": "off",
    "editor.minimap.enabled": false,
    "chat.commandCenter.enabled": false,
    "workbench.tips.enabled": false,
  }),
);

const [program, ...before] = given.server.endsWith(".js") ? [process.execPath, given.server] : [given.server];
const places = ["--user-data-dir", data, "--extensions-dir", extensions];
const seen = { failures: {}, console: [] };
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

await finished(spawn(program, [...before, ...places, "--install-extension", given.vsix], { stdio: "ignore" }));
const port = await freePort();
const address = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`];
const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
const server = spawn(program, [...before, ...places, ...address, ...quiet, workspace], { stdio: "ignore" });
let browser;
try {
  browser = await chromium.launch({ executablePath: given.browser, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  // what the page's policy forbade of our own files; the workbench has refusals of its own
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text()) && /dist\/page|media\/page/.test(message.text())) {
      seen.console.push(message.text());
    }
  });
  await drive(page);
} catch (error) {
  seen.failures.drive = String(error);
} finally {
  await browser?.close();
  server.kill();
}
process.stdout.write(JSON.stringify(seen));
process.exit(0);

async function drive(page) {
  const step = async (name, does) => {
    try {
      seen[name] = await does();
    } catch (error) {
      seen.failures[name] = String(error).split("\n").slice(0, 3).join(" ");
    }
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  };
  await reached(page, `http://127.0.0.1:${port}/?folder=${workspace}`);
  await page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
  const editor = page.locator(".editor-instance .monaco-editor").first();
  await page.getByRole("treeitem", { name: "my.ode" }).dblclick({ timeout: 30_000 });
  await editor.locator(".view-line").first().waitFor();

  const palette = async (command) => {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").first().fill(`>${command}`);
    await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await page.keyboard.press("Enter");
  };
  const line = (number) => editor.locator(".view-line").filter({ hasText: number });
  const text = async () => {
    const lines = await editor.locator(".view-line").evaluateAll((all) =>
      all
        .map((one) => [Number.parseFloat(one.style.top), one.textContent.replaceAll("\u00a0", " ")])
        .sort((a, b) => a[0] - b[0])
        .map((pair) => pair[1]),
    );
    return lines;
  };
  const word = (shown) => editor.locator(".view-line span span").filter({ hasText: shown }).first();
  const goto = async (place) => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input").first().fill(`:${place}`);
    await page.keyboard.press("Enter");
    await pause(200);
  };

  await step("language", async () => {
    await page.locator(".statusbar-item", { hasText: /^ODE$/ }).first().waitFor({ timeout: 30_000 });
    return page.locator("#sctui\\.sctui\\.sctui\\.status, [id*='sctui.status']").first().getAttribute("aria-label");
  });
  await step("squiggles", async () => {
    await editor.locator(".squiggly-warning").first().waitFor({ timeout: 30_000 });
    // while they are drawn anew there may be none for a moment
    const count = () => editor.locator(".squiggly-warning").count();
    for (let waited = 0; waited < 5_000 && (await count()) !== 2; waited += 100) {
      await pause(100);
    }
    return count();
  });
  await step("colours", async () => {
    const of = async (shown) => word(shown).evaluate((one) => getComputedStyle(one).color);
    return { directive: await of(/^title$/), unit: await of(/^volt$/), number: await of(/^65$/) };
  });
  await step("problems", async () => {
    await page.keyboard.press("Control+Shift+m");
    const rows = page.locator(".markers-panel .monaco-list-row .marker-message-details-container");
    await rows.first().waitFor();
    const messages = await rows.allInnerTexts();
    await word(/E_L/).hover();
    await pause(700);
    await page.screenshot({ path: path.join(pictures, "problemsAndHover.png") });
    await page.mouse.move(700, 700);
    return messages;
  });
  await page.keyboard.press("Control+j");
  await step("lens", async () => {
    await goto("1:1");
    const lenses = editor.locator(".codelens-decoration");
    await lenses.first().waitFor({ timeout: 20_000 });
    await pause(500);
    return lenses.allInnerTexts();
  });
  await step("hover", async () => {
    await word(/E_L/).hover();
    const shown = editor.locator(".monaco-hover-content", { hasText: "E_L" }).first();
    await shown.waitFor({ timeout: 10_000 });
    await pause(300);
    const said = await shown.innerText();
    await page.mouse.move(700, 700);
    return said;
  });
  await step("completion", async () => {
    await goto("5:5");
    await page.keyboard.press("Control+Space");
    const rows = page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.first().waitFor({ timeout: 10_000 });
    const labels = await rows.locator(".label-name").allInnerTexts();
    await page.keyboard.press("Escape");
    return labels;
  });
  await step("fix", async () => {
    await goto("7:5");
    await page.keyboard.press("Control+.");
    const action = page.locator(".action-widget .monaco-list-row", { hasText: /threshold/i }).first();
    await action.waitFor({ timeout: 10_000 });
    await page.keyboard.press("Enter");
    await line("# threshold: v > -50*mV").first().waitFor({ timeout: 10_000 });
    for (let waited = 0; waited < 10_000 && (await editor.locator(".squiggly-warning").count()) > 0; waited += 50) {
      await pause(50);
    }
    return { text: await text(), squiggles: await editor.locator(".squiggly-warning").count() };
  });
  await step("lensAfterFix", async () => {
    const lenses = editor.locator(".codelens-decoration a");
    await lenses.first().waitFor({ timeout: 20_000 });
    await pause(500);
    return lenses.allInnerTexts();
  });
  await step("rename", async () => {
    await goto("4:2");
    await page.keyboard.press("F2");
    const box = page.locator(".rename-box input");
    await box.waitFor({ timeout: 10_000 });
    await box.fill("V_rest");
    await page.keyboard.press("Enter");
    await line("reset: v = V_rest").first().waitFor({ timeout: 10_000 });
    return text();
  });
  await step("steady", async () => {
    const shown = editor.locator(".monaco-hover-content", { hasText: "steady state" }).first();
    for (let attempt = 0; attempt < 20 && !(await shown.isVisible()); attempt += 1) {
      await goto("2:2");
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Control+i");
      await pause(700);
    }
    const picture = shown.locator("img").first();
    await picture.waitFor({ timeout: 10_000 });
    return {
      text: await shown.innerText(),
      width: await picture.evaluate((one) => one.naturalWidth),
      colour: decodeURIComponent(await picture.getAttribute("src")).match(/fill="(#\w+)"/)[1],
    };
  });
  await page.keyboard.press("Escape");
  await step("menu", async () => {
    await page.locator("[id*='sctui.status']").first().click();
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await rows.first().waitFor();
    const labels = await rows.allInnerTexts();
    await page.keyboard.press("Escape");
    return labels;
  });

  const inner = () => page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  const settled = async (frame) => frame.locator("body:not(.busy)").waitFor({ timeout: 20_000 });
  const sample = (frame) => frame.locator("canvas").first().evaluate((canvas) => canvas.toDataURL());
  await step("preview", async () => {
    await goto("1:1");
    await palette("ODE: Open Preview");
    const frame = inner();
    await frame.locator("#plots canvas, #error:not([hidden])").first().waitFor({ timeout: 30_000 });
    await settled(frame);
    return {
      error: (await frame.locator("#error").isVisible()) ? await frame.locator("#error").innerText() : "",
      title: await frame.locator("#title").innerText(),
      summary: await frame.locator("#summary").innerText(),
      canvases: await frame.locator("canvas").count(),
      sliders: await frame.locator("input[type=range]").evaluateAll((all) => all.map((one) => one.dataset.name)),
      presets: await frame.locator("#preset option").allInnerTexts(),
    };
  });
  if (seen.preview?.canvases > 0) {
    const frame = inner();
    const changed = async (before) => {
      for (let waited = 0; waited < 15_000; waited += 25) {
        if ((await sample(frame)) !== before) {
          return waited;
        }
        await pause(25);
      }
      throw new Error("the plot did not change");
    };
    await step("previewFollows", async () => {
      const before = await sample(frame);
      await editor.click({ position: { x: 500, y: 300 } });
      await goto("9:19");
      await page.keyboard.press("Shift+End");
      const began = Date.now();
      await page.keyboard.type("3*nA)");
      await changed(before);
      await pause(500);
      return { milliseconds: Date.now() - began - 500, line: (await text())[8], summary: await frame.locator("#summary").innerText() };
    });
    await step("previewStale", async () => {
      await goto("2:9");
      await page.keyboard.type("(((");
      await frame.locator("body.stale").waitFor({ timeout: 10_000 });
      const shown = { badge: await frame.locator("#badge").innerText(), error: await frame.locator("#error").innerText() };
      for (let at = 0; at < 3; at += 1) {
        await page.keyboard.press("Backspace");
      }
      await page.keyboard.press("Escape");
      await frame.locator("body:not(.stale)").waitFor({ timeout: 10_000 });
      return { ...shown, line: (await text())[1] };
    });
    await step("previewSlider", async () => {
      const slider = frame.locator("input[type=range][data-name=tau_m]");
      const before = await sample(frame);
      const box = await slider.boundingBox();
      await page.mouse.move(box.x + box.width * 0.1, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 8 });
      await changed(before);
      const during = (await text()).find((one) => one.startsWith("tau_m"));
      await pause(500);
      await page.screenshot({ path: path.join(pictures, "previewDragging.png") });
      await page.mouse.up();
      await line(/^tau_m/).filter({ hasNotText: "= 10*ms" }).first().waitFor({ timeout: 10_000 });
      return { during, after: (await text()).find((one) => one.startsWith("tau_m")) };
    });
    await step("previewViews", async () => {
      const titles = {};
      for (const name of ["Phase plane", "f-I curve", "Traces"]) {
        await frame.getByRole("tab", { name }).click();
        await pause(1500);
        await settled(frame);
        titles[name] = {
          canvases: await frame.locator("canvas").count(),
          error: (await frame.locator("#error").isVisible()) ? await frame.locator("#error").innerText() : "",
        };
        await page.screenshot({ path: path.join(pictures, `view-${name.replace(" ", "-")}.png`) });
      }
      return titles;
    });
  }
  await step("nullclines", async () => {
    await editor.click({ position: { x: 500, y: 300 } }); // the group of the texts, not that of the preview
    await page.getByRole("treeitem", { name: "plane.ode" }).dblclick();
    const frame = inner();
    await frame.getByRole("tab", { name: "Phase plane" }).click();
    const canvas = frame.locator("canvas[aria-label*='w nullcline']").first();
    await canvas.waitFor({ timeout: 20_000 });
    await settled(frame);
    await pause(300);
    await page.screenshot({ path: path.join(pictures, "phasePlane.png") });
    const seenLines = await canvas.getAttribute("aria-label");
    await frame.getByRole("tab", { name: "Traces" }).click();
    await page.locator(".tab", { hasText: "my.ode" }).first().click();
    return seenLines;
  });
  await step("verify", async () => {
    await editor.click({ position: { x: 500, y: 300 } });
    await palette("ODE: Check What the Model");
    const notice = page.locator(".notification-toast", { hasText: "expect:" }).first();
    await notice.waitFor({ timeout: 30_000 });
    return notice.innerText();
  });
  await step("export", async () => {
    await palette("ODE: Export to Brian 2");
    const tab = page.locator(".tab.active", { hasText: "Untitled" }).first();
    await tab.waitFor({ timeout: 20_000 });
    await pause(500);
    const shown = await page.locator(".editor-group-container.active .view-line").allInnerTexts();
    await page.keyboard.press("Control+Shift+Tab");
    await page.locator(".tab", { hasText: "my.ode" }).first().click();
    return shown.join("\n").replaceAll("\u00a0", " ");
  });
  await step("verilog", async () => {
    await editor.click({ position: { x: 500, y: 300 } });
    await palette("ODE: Compile to Verilog");
    const notice = page.locator(".notification-toast", { hasText: "leaky.v" }).first();
    await notice.waitFor({ timeout: 40_000 });
    const said = await notice.innerText();
    await pause(600);
    const shown = await page.locator(".editor-group-container.active .view-line").allInnerTexts();
    await page.screenshot({ path: path.join(pictures, "compiled.png") });
    await page.locator(".tab", { hasText: "my.ode" }).first().click();
    return { said, text: shown.join("\n").replaceAll("\u00a0", " ") };
  });
  await step("killed", async () => {
    const pid = async () => Number.parseInt(await readFile(path.join(given.folder, "server.pid"), "utf8"), 10);
    const first = await pid();
    process.kill(first, "SIGKILL");
    for (let waited = 0; waited < 20_000 && (await pid()) === first; waited += 50) {
      await pause(50);
    }
    await editor.click({ position: { x: 500, y: 300 } });
    await goto("13:1");
    await page.keyboard.type("# refractry: 2*ms");
    await editor.locator(".squiggly-warning").first().waitFor({ timeout: 10_000 });
    return { again: (await pid()) !== first };
  });
  await step("missing", async () => {
    const own = path.join(workspace, ".vscode");
    await mkdir(own, { recursive: true });
    await writeFile(path.join(own, "settings.json"), JSON.stringify({ "sctui.server.path": "/nowhere/sctui-lsp" }));
    const status = page.locator("[id*='sctui.status'][aria-label*='not found']").first();
    await status.waitFor({ timeout: 20_000 });
    const notice = page.locator(".notification-toast", { hasText: "language server" }).first();
    await notice.waitFor({ timeout: 10_000 });
    const said = await notice.innerText();
    await page.screenshot({ path: path.join(pictures, "missingNotice.png") });
    await writeFile(path.join(own, "settings.json"), "{}");
    await page.locator("[id*='sctui.status'][aria-label*='running']").first().waitFor({ timeout: 20_000 });
    return said;
  });
  await step("restart", async () => {
    await palette("ODE: Restart Server");
    await pause(500);
    await page.locator("[id*='sctui.status'][aria-label*='running']").first().waitFor({ timeout: 20_000 });
    return page.locator("[id*='sctui.status']").first().getAttribute("aria-label");
  });
}

async function reached(page, url) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await page.goto(url, { timeout: 60_000 });
      return;
    } catch (error) {
      if (attempt > 60) {
        throw error;
      }
      await pause(500);
    }
  }
}

function finished(child) {
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("exit", (code) => (code === 0 ? done() : failed(new Error(`it ended with ${code}`))));
  });
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port: found } = probe.address();
      probe.close(() => done(found));
    });
  });
}
