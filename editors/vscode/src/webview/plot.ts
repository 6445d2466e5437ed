// One picture on a canvas: axes, lines, spikes, and the values under the pointer.

import type { Axis, Plot } from "../preview";
import { padded, shown, ticks } from "./ticks";

export interface Looks {
  text: string;
  faint: string;
  font: string;
  colours: string[];
  spike: string;
}

/** The theme's colours; VS Code gives them to the page as properties of its root. */
export function looks(): Looks {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const charts = ["blue", "orange", "green", "purple", "red", "yellow"];
  return {
    text: of("editor-foreground", "#888"),
    faint: of("editorIndentGuide-background1", "") || of("editorIndentGuide-background", "#8884"),
    font: `11px ${of("font-family", "sans-serif")}`,
    colours: charts.map((name) => of(`charts-${name}`, "#38a")),
    spike: of("charts-red", "#c44"),
  };
}

const LEFT = 64;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 30;
const SPIKE_ROOM = 12;

export class Picture {
  readonly canvas = document.createElement("canvas");
  private plot: Plot | null = null;
  private spikes: (number | null)[] = [];
  private x: [number, number] = [0, 1];
  private y: [number, number] = [0, 1];
  private pointer: number | null = null;

  constructor(private readonly moved: (x: number | null) => void) {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.addEventListener("pointermove", (event) => moved(this.valueAt(event.offsetX)));
    this.canvas.addEventListener("pointerleave", () => moved(null));
    this.canvas.addEventListener("keydown", (event) => this.pressed(event));
    this.canvas.addEventListener("blur", () => moved(null));
  }

  /** Shows a plot, its x axis over `range` where the pictures share one, and the spikes above it. */
  set(plot: Plot, spikes: (number | null)[], range: [number, number] | null): void {
    this.plot = plot;
    this.spikes = spikes;
    const xs = plot.lines.flatMap((line) => [least(line.x), most(line.x)]).filter(Number.isFinite);
    this.x = range ?? padded(least(xs), most(xs));
    const ys = plot.lines.flatMap((line) => [least(line.y), most(line.y)]).filter(Number.isFinite);
    this.y = padded(least(ys), most(ys));
    const shown = plot.title || plot.lines.map((line) => line.name).join(", ");
    this.canvas.setAttribute("aria-label", `${shown} against ${plot.x.label}`);
    this.draw();
  }

  /** Marks a place on the x axis and shows the values there. */
  point(x: number | null): void {
    this.pointer = x;
    this.draw();
  }

  draw(): void {
    const plot = this.plot;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    const context = this.canvas.getContext("2d");
    if (plot === null || context === null || width === 0 || height === 0) {
      return;
    }
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    context.scale(scale, scale);
    const look = looks();
    context.font = look.font;
    context.lineJoin = "round";
    const right = (value: number) => LEFT + ((value - this.x[0]) / (this.x[1] - this.x[0])) * (width - LEFT - RIGHT);
    const up = (value: number) =>
      height - BOTTOM - ((value - this.y[0]) / (this.y[1] - this.y[0])) * (height - TOP - BOTTOM - this.room());
    this.axes(context, look, plot, right, up, width, height);
    context.save();
    context.beginPath();
    context.rect(LEFT, 0, width - LEFT - RIGHT, height - BOTTOM);
    context.clip();
    plot.lines.forEach((line, at) => {
      context.strokeStyle = context.fillStyle = look.colours[at % look.colours.length] ?? look.text;
      context.setLineDash(line.style === "dashed" ? [5, 4] : []);
      if (line.style === "points") {
        dots(context, line.x, line.y, right, up);
      } else {
        stroke(context, line.x, line.y, right, up);
      }
    });
    context.setLineDash([]);
    context.strokeStyle = look.spike;
    context.beginPath();
    for (const time of this.spikes) {
      if (time !== null) {
        context.moveTo(right(time), TOP + 1);
        context.lineTo(right(time), TOP + SPIKE_ROOM - 2);
      }
    }
    context.stroke();
    context.restore();
    this.readings(context, look, plot, right, up, width, height);
  }

  private room(): number {
    return this.spikes.length > 0 ? SPIKE_ROOM : 0;
  }

  private axes(
    context: CanvasRenderingContext2D,
    look: Looks,
    plot: Plot,
    right: (value: number) => number,
    up: (value: number) => number,
    width: number,
    height: number,
  ): void {
    context.fillStyle = look.text;
    context.strokeStyle = look.faint;
    context.lineWidth = 1;
    context.beginPath();
    context.textBaseline = "middle";
    context.textAlign = "right";
    const rows = ticks(this.y[0], this.y[1], Math.max(2, Math.floor((height - TOP - BOTTOM) / 36)));
    for (const value of rows) {
      context.moveTo(LEFT, Math.round(up(value)) + 0.5);
      context.lineTo(width - RIGHT, Math.round(up(value)) + 0.5);
      context.fillText(shown(value, step(rows)), LEFT - 6, up(value));
    }
    context.textBaseline = "top";
    context.textAlign = "center";
    const columns = ticks(this.x[0], this.x[1], Math.max(2, Math.floor((width - LEFT) / 90)));
    for (const value of columns) {
      context.moveTo(Math.round(right(value)) + 0.5, height - BOTTOM);
      context.lineTo(Math.round(right(value)) + 0.5, height - BOTTOM + 4);
      context.fillText(shown(value, step(columns)), right(value), height - BOTTOM + 5);
    }
    context.stroke();
    context.fillText(titled(plot.x), (LEFT + width - RIGHT) / 2, height - 13);
    context.textAlign = "left";
    context.fillText(titled(plot.y), 4, 4);
  }

  /** The names of the lines, and where the pointer is their values. */
  private readings(
    context: CanvasRenderingContext2D,
    look: Looks,
    plot: Plot,
    right: (value: number) => number,
    up: (value: number) => number,
    width: number,
    height: number,
  ): void {
    const at = this.pointer;
    if (at !== null && at >= this.x[0] && at <= this.x[1]) {
      context.strokeStyle = look.text;
      context.setLineDash([2, 3]);
      context.beginPath();
      context.moveTo(right(at), TOP);
      context.lineTo(right(at), height - BOTTOM);
      context.stroke();
      context.setLineDash([]);
    }
    context.textAlign = "right";
    context.textBaseline = "top";
    let edge = width - RIGHT;
    const range = this.x[1] - this.x[0];
    for (const [order, line] of [...plot.lines.entries()].reverse()) {
      const value = at === null ? null : nearest(line.x, line.y, at, range / 50);
      const alone = plot.lines.length === 1 ? "" : line.name; // the axis says what a single line is
      const text = value === null ? alone : `${line.name} = ${shown(value, (this.y[1] - this.y[0]) / 200)}`;
      context.fillStyle = look.colours[order % look.colours.length] ?? look.text;
      context.fillText(text, edge, 4);
      edge -= text === "" ? 0 : context.measureText(text).width + 12;
      if (value !== null && at !== null) {
        context.beginPath();
        context.arc(right(at), up(value), 3, 0, 2 * Math.PI);
        context.fill();
      }
    }
    if (at !== null && edge > LEFT + 140) {
      context.fillStyle = look.text;
      context.fillText(`${plot.x.label} = ${shown(at, range / 500)}`, edge, 4);
    }
  }

  private valueAt(pixel: number): number {
    const part = (pixel - LEFT) / (this.canvas.clientWidth - LEFT - RIGHT);
    return this.x[0] + Math.min(1, Math.max(0, part)) * (this.x[1] - this.x[0]);
  }

  private pressed(event: KeyboardEvent): void {
    const direction = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (direction !== 0) {
      const span = this.x[1] - this.x[0];
      const from = this.pointer ?? (this.x[0] + this.x[1]) / 2;
      this.moved(Math.min(this.x[1], Math.max(this.x[0], from + (direction * span) / 200)));
      event.preventDefault();
    }
  }
}

function titled(axis: Axis): string {
  const unit = axis.unit === "1" ? "" : axis.unit;
  return unit === "" || axis.label === "" ? axis.label || unit : `${axis.label} (${unit})`;
}

function step(values: number[]): number {
  return values.length > 1 ? (values[1] ?? 1) - (values[0] ?? 0) : Math.abs(values[0] ?? 1) || 1;
}

/** Without spreading: a trace may have more numbers than a call may have arguments. */
function least(values: (number | null)[]): number {
  return values.reduce<number>((low, one) => (one !== null && one < low ? one : low), Infinity);
}

function most(values: (number | null)[]): number {
  return values.reduce<number>((high, one) => (one !== null && one > high ? one : high), -Infinity);
}

function stroke(
  context: CanvasRenderingContext2D,
  xs: (number | null)[],
  ys: (number | null)[],
  right: (value: number) => number,
  up: (value: number) => number,
): void {
  context.lineWidth = 1.3;
  context.beginPath();
  let begun = false;
  xs.forEach((x, at) => {
    const y = ys[at];
    if (x === null || y === null || y === undefined) {
      begun = false;
    } else if (begun) {
      context.lineTo(right(x), up(y));
    } else {
      context.moveTo(right(x), up(y));
      begun = true;
    }
  });
  context.stroke();
}

function dots(
  context: CanvasRenderingContext2D,
  xs: (number | null)[],
  ys: (number | null)[],
  right: (value: number) => number,
  up: (value: number) => number,
): void {
  xs.forEach((x, at) => {
    const y = ys[at];
    if (x !== null && y !== null && y !== undefined) {
      context.beginPath();
      context.arc(right(x), up(y), xs.length > 20 ? 2.5 : 4, 0, 2 * Math.PI);
      context.fill();
    }
  });
}

/** The y of the sample whose x is nearest, if one is within `reach`; xs may go back and forth. */
function nearest(xs: (number | null)[], ys: (number | null)[], x: number, reach: number): number | null {
  let best = reach;
  let found: number | null = null;
  xs.forEach((one, at) => {
    const distance = one === null ? Infinity : Math.abs(one - x);
    if (distance <= best) {
      best = distance;
      found = ys[at] ?? null;
    }
  });
  return found;
}
