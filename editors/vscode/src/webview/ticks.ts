// Round numbers along an axis.

/** The range that an axis shows, from its data: never empty, a little wider than they are. */
export function padded(low: number, high: number): [number, number] {
  if (!(low <= high)) {
    return [0, 1];
  }
  const room = high > low ? 0.04 * (high - low) : Math.max(Math.abs(high), 1) * 0.1;
  return [low - room, high + room];
}

/** Multiples of 1, 2 or 5 times a power of ten within a range, about as many as fit. */
export function ticks(low: number, high: number, most: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span) || most < 1) {
    return [];
  }
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => tidy((first + at) * step, step));
}

/** A number with as many digits as a step of this size needs. */
export function shown(value: number, step: number): string {
  const digits = Math.min(12, Math.max(0, -Math.floor(Math.log10(Math.abs(step) || 1))));
  const large = Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-5);
  return large ? value.toExponential(2) : value.toFixed(digits).replace("-", "−");
}

function tidy(value: number, step: number): number {
  return Math.abs(value) < step / 1e6 ? 0 : Number(value.toPrecision(12));
}
