// What the extension and the server say to each other about the preview. The page gets the same shapes.
//
// sctui/preview        request, client to server: what the model of a text does; cancelled when a later one is made
// sctui/setParameter   request, client to server: write a number into the text (the server sends workspace/applyEdit)

export const PREVIEW = "sctui/preview";
export const SET_PARAMETER = "sctui/setParameter";

export type View = "traces" | "phase" | "fi";

export interface PreviewParams {
  textDocument: { uri: string };
  /** The preset to start from, null for the values of the file. */
  preset: string | null;
  /** Values of parameters and levels of inputs in place of the text's, in the units of `Control`. */
  overrides: Record<string, number>;
  view: View;
  /** Pixels across: more than two samples a pixel of a trace are of no use. */
  width: number;
  /** False: without what takes longer than the run, the nullclines of a phase plane, so that it is seen at once. */
  whole: boolean;
}

/** One line: as many xs as ys. A number that is not finite, which JSON has none of, is null and interrupts the line. */
export interface Line {
  name: string;
  x: (number | null)[];
  y: (number | null)[];
  style: "line" | "dashed" | "points";
}

export interface Axis {
  /** Empty where the lines of the plot say what is shown. */
  label: string;
  unit: string;
}

/** One picture. Those of a result stand one below the other; in the view "traces" they share their x axis. */
export interface Plot {
  title: string;
  x: Axis;
  y: Axis;
  lines: Line[];
}

/** A number of the model that can be dragged. `low` and `high` are null where the text gives no range. */
export interface Control {
  name: string;
  kind: "parameter" | "input";
  text: string;
  unit: string;
  /** What the text (or the preset) says; overrides do not change it. */
  value: number;
  low: number | null;
  high: number | null;
  log: boolean;
}

export interface PreviewResult {
  /** The version of the text that was simulated; null where the client gave none. */
  version: number | null;
  view: View;
  /** The model's title. */
  title: string;
  plots: Plot[];
  /** Spike times on the x axis of the view "traces", at most 2,000; `spikeCount` is how many there are. */
  spikes: (number | null)[];
  spikeCount: number;
  /** One line: `31 spikes in 500 ms, 62 Hz, ISI 15.9 ms, CV 0`. */
  summary: string;
  presets: string[];
  controls: Control[];
  /** The plots are those of an earlier text or of earlier overrides, the last that could be simulated. */
  stale: boolean;
  /** A part was left out because `whole` was false: ask again for it. */
  more: boolean;
  /** Why there is no newer plot, with the line (from 0) that is to blame where one is. */
  error: { message: string; line: number | null } | null;
}

export interface SetParameterParams {
  textDocument: { uri: string };
  preset: string | null;
  name: string;
  value: number;
}

export interface SetParameterResult {
  applied: boolean;
  /** Why not. */
  message: string;
}

/** From the extension to the page. */
export type ToPage =
  | { kind: "shown"; file: string; preset: string | null; result: PreviewResult; controls: boolean }
  | { kind: "busy" }
  | { kind: "failed"; file: string; message: string };

/** From the page to the extension. */
export type FromPage =
  | { kind: "ready"; width: number; view: View }
  | { kind: "resized"; width: number }
  | { kind: "view"; view: View }
  | { kind: "preset"; preset: string | null }
  | { kind: "drag"; name: string; value: number }
  | { kind: "release"; name: string; value: number }
  | { kind: "goto"; line: number };
