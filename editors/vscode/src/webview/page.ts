// The page of the preview: shows what the extension sends and says what the user does.

import type { FromPage, Plot, PreviewResult, ToPage, View } from "../preview";
import { Controls } from "./controls";
import { Picture } from "./plot";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  setState(state: Kept): void;
  getState(): Kept | undefined;
};

interface Kept {
  view: View;
}

const VIEWS: [View, string][] = [
  ["traces", "Traces"],
  ["phase", "Phase plane"],
  ["fi", "f-I curve"],
];
const STALE = "stale";

const editor = acquireVsCodeApi();
const part = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const title = part("title");
const badge = part("badge");
const error = part("error");
const plots = part("plots");
const summary = part("summary");
const presets = part<HTMLSelectElement>("preset");
const tabs = part("views");

let view: View = editor.getState()?.view ?? "traces";
let pictures: Picture[] = [];
let earlier: PreviewResult | null = null; // the last that was whole
const controls = new Controls(
  part("controls"),
  (name, value) => editor.postMessage({ kind: "drag", name, value }),
  (name, value) => editor.postMessage({ kind: "release", name, value }),
);

function width(): number {
  return Math.max(100, plots.clientWidth);
}

function show(file: string, preset: string | null, result: PreviewResult, withControls: boolean): void {
  title.textContent = result.title || file;
  document.body.classList.remove("busy");
  document.body.classList.toggle(STALE, result.stale);
  badge.textContent = result.stale ? STALE : "";
  say(result.error?.message ?? "", result.error?.line ?? null);
  summary.textContent = result.summary;
  offer(result.presets, preset);
  draw(result);
  controls.set(withControls ? result.controls : []);
}

function draw(whole: PreviewResult): void {
  const result = withEarlier(whole);
  while (pictures.length > result.plots.length) {
    pictures.pop()?.canvas.remove();
  }
  while (pictures.length < result.plots.length) {
    const picture = new Picture((x) => {
      for (const one of shares(result.view) ? pictures : [picture]) {
        one.point(x);
      }
    });
    pictures.push(picture);
    plots.append(picture.canvas);
  }
  plots.dataset["count"] = String(Math.min(4, result.plots.length));
  const range = shares(result.view) ? across(result.plots) : null;
  result.plots.forEach((plot, at) => pictures[at]?.set(plot, at === 0 ? result.spikes : [], range));
}

/** Until the part arrives that takes longer, that of the text before is shown: a curve that blinks says nothing. */
function withEarlier(result: PreviewResult): PreviewResult {
  const same = earlier?.title === result.title && earlier.view === result.view;
  const [now, before] = [result.plots[0], earlier?.plots[0]];
  if (!result.more) {
    earlier = result;
    return result;
  }
  if (!same || now === undefined || before === undefined || now.lines[0]?.name !== before.lines[0]?.name) {
    return result;
  }
  return { ...result, plots: [{ ...now, lines: [...now.lines, ...before.lines.slice(now.lines.length)] }] };
}

function shares(of: View): boolean {
  return of === "traces";
}

/** From the least to the largest x of all plots. */
function across(of: Plot[]): [number, number] | null {
  const ends = of.flatMap((plot) => plot.lines.flatMap((line) => [line.x[0], line.x[line.x.length - 1]]));
  const known = ends.filter((one): one is number => typeof one === "number");
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return low < high ? [low, high] : null;
}

function say(message: string, line: number | null): void {
  error.hidden = message === "";
  error.textContent = message;
  if (line !== null && message !== "") {
    const link = document.createElement("button");
    link.textContent = `line ${line + 1}`;
    link.addEventListener("click", () => editor.postMessage({ kind: "goto", line }));
    error.append(" ", link);
  }
}

function offer(names: string[], chosen: string | null): void {
  const label = presets.parentElement;
  if (label !== null) {
    label.hidden = names.length === 0;
  }
  const wanted = ["", ...names];
  if (wanted.join("\n") !== [...presets.options].map((one) => one.value).join("\n")) {
    presets.replaceChildren(...wanted.map((name) => new Option(name || "none", name)));
  }
  presets.value = chosen ?? "";
}

function tab(): void {
  tabs.replaceChildren(
    ...VIEWS.map(([name, label]) => {
      const button = document.createElement("button");
      button.textContent = label;
      button.setAttribute("role", "tab");
      button.setAttribute("aria-selected", String(name === view));
      button.addEventListener("click", () => {
        view = name;
        editor.setState({ view });
        tab();
        editor.postMessage({ kind: "view", view });
      });
      return button;
    }),
  );
}

window.addEventListener("message", (event: MessageEvent<ToPage>) => {
  const message = event.data;
  if (message.kind === "shown") {
    show(message.file, message.preset, message.result, message.controls);
  } else if (message.kind === "busy") {
    document.body.classList.add("busy");
  } else {
    document.body.classList.remove("busy");
    document.body.classList.toggle(STALE, pictures.length > 0);
    badge.textContent = pictures.length > 0 ? STALE : "";
    title.textContent ||= message.file;
    say(message.message, null);
  }
});
presets.addEventListener("change", () => editor.postMessage({ kind: "preset", preset: presets.value || null }));

let measured = 0;
new ResizeObserver(() => {
  for (const picture of pictures) {
    picture.draw();
  }
  if (measured !== 0 && Math.abs(width() - measured) > 0.2 * measured) {
    measured = width();
    editor.postMessage({ kind: "resized", width: measured });
  }
}).observe(plots);
// The theme: VS Code changes the classes and the style of the root.
new MutationObserver(() => pictures.forEach((picture) => picture.draw())).observe(document.documentElement, {
  attributes: true,
});

tab();
measured = width();
editor.postMessage({ kind: "ready", width: measured, view });
