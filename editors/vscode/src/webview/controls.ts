// Sliders for the numbers of the model. While one is dragged the page shows what it would do; on release the number
// goes into the text.

import type { Control } from "../preview";

const STEPS = 400;

export class Controls {
  private readonly rows = new Map<string, Row>();
  private held: string | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly drag: (name: string, value: number) => void,
    private readonly release: (name: string, value: number) => void,
  ) {}

  /** Brings the sliders up to date; the one that is held is left alone. */
  set(controls: Control[]): void {
    const wanted = controls.filter((one) => one.low !== null && one.high !== null && one.low < one.high);
    const names = new Set(wanted.map((one) => one.name));
    for (const [name, row] of this.rows) {
      if (!names.has(name)) {
        row.element.remove();
        this.rows.delete(name);
      }
    }
    for (const control of wanted) {
      let row = this.rows.get(control.name);
      if (row === undefined) {
        row = this.made(control.name);
        this.rows.set(control.name, row);
      }
      if (this.held !== control.name) {
        row.set(control);
      }
    }
    const order = wanted.flatMap((one) => this.rows.get(one.name)?.element ?? []);
    // Moving a slider within the page would tear it from the pointer that drags it.
    if (order.some((element, at) => this.place.children[at] !== element) && this.held === null) {
      this.place.replaceChildren(...order);
    }
    this.place.hidden = wanted.length === 0;
  }

  private made(name: string): Row {
    return new Row(
      name,
      (value) => {
        this.held = name;
        this.drag(name, value);
      },
      (value) => {
        this.held = null;
        this.release(name, value);
      },
    );
  }
}

class Row {
  readonly element = document.createElement("div");
  private readonly slider = document.createElement("input");
  private readonly box = document.createElement("input");
  private readonly unit = document.createElement("span");
  private control: Control | null = null;

  constructor(
    readonly name: string,
    private readonly drag: (value: number) => void,
    private readonly release: (value: number) => void,
  ) {
    const label = document.createElement("label");
    label.textContent = name;
    label.htmlFor = `slider-${name}`;
    this.slider.type = "range";
    this.slider.id = label.htmlFor;
    this.slider.min = "0";
    this.slider.max = String(STEPS);
    this.slider.dataset["name"] = name;
    this.slider.addEventListener("input", () => this.dragged());
    this.slider.addEventListener("change", () => this.released(this.value()));
    this.box.type = "number";
    this.box.step = "any";
    this.box.setAttribute("aria-label", `value of ${name}`);
    this.box.addEventListener("change", () => this.typed());
    this.element.append(label, this.slider, this.box, this.unit);
  }

  set(control: Control): void {
    this.control = control;
    this.element.title = control.text;
    this.unit.textContent = control.unit === "1" ? "" : control.unit;
    this.box.value = written(control.value);
    this.slider.value = String(Math.round(place(control, control.value) * STEPS));
    this.slider.setAttribute("aria-valuetext", `${this.box.value} ${control.unit}`);
  }

  private value(): number {
    const control = this.control;
    return control === null ? 0 : Number(written(valueAt(control, Number(this.slider.value) / STEPS)));
  }

  private dragged(): void {
    this.box.value = written(this.value());
    this.slider.setAttribute("aria-valuetext", `${this.box.value} ${this.unit.textContent ?? ""}`);
    this.drag(this.value());
  }

  private released(value: number): void {
    this.release(value);
  }

  private typed(): void {
    const value = Number(this.box.value);
    if (this.box.value.trim() !== "" && Number.isFinite(value)) {
      this.released(value);
    } else if (this.control !== null) {
      this.set(this.control);
    }
  }
}

/** Where on the slider a value stands, from 0 to 1. */
export function place(control: Control, value: number): number {
  const low = control.low ?? 0;
  const high = control.high ?? 1;
  const part =
    control.log && low > 0 && value > 0
      ? Math.log(value / low) / Math.log(high / low)
      : (value - low) / (high - low);
  return Math.min(1, Math.max(0, part));
}

/** The value at a place of the slider. */
export function valueAt(control: Control, part: number): number {
  const low = control.low ?? 0;
  const high = control.high ?? 1;
  return control.log && low > 0 ? low * (high / low) ** part : low + (high - low) * part;
}

/** A value as somebody would write it: four digits, no exponent where none is needed. */
export function written(value: number): string {
  return String(Number(value.toPrecision(4)));
}
