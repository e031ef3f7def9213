/** @file What is drawn on a chart beside its lines: bands, levels, flags, and rails for values without a place. */
import type uPlot from "uplot";
import { firstAtLeast } from "../model/column.ts";
import type { ChartSpec, Line } from "./spec.ts";

export interface Rails {
  /** Pixels above the highest value, for NaN and infinities; 0 where there are none. */
  readonly top: number;
  /** Pixels below the lowest, a rail a line, for exact zeros. */
  readonly foot: number;
}

const railHeight = 4;
const isBad = (value: number): boolean => !Number.isFinite(value);
const isZero = (value: number): boolean => value === 0;

interface Odd {
  readonly zeros: boolean;
  /** Row of the first value that is not finite; -1 where all are. */
  readonly bad: number;
}

/** Values are looked through once, not at every drawing. */
const known = new WeakMap<object, Odd>();

function oddOf(values: ArrayLike<number>): Odd {
  const before = known.get(values);
  if (before) return before;
  let [zeros, bad] = [false, -1];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value === 0) zeros = true;
    else if (bad < 0 && isBad(value)) bad = row;
  }
  const odd = { zeros, bad };
  known.set(values, odd);
  return odd;
}

const zeroLines = ({ axis, lines }: ChartSpec): readonly Line[] =>
  axis === "log" ? lines.filter(({ railed, values }) => railed && oddOf(values).zeros) : [];

const badLines = ({ lines }: ChartSpec): readonly Line[] =>
  lines.filter(({ railed, values }) => railed && oddOf(values).bad >= 0);

export function railsOf(spec: ChartSpec): Rails {
  const zeros = zeroLines(spec).length;
  return { top: badLines(spec).length > 0 ? 14 : 0, foot: zeros > 0 ? 4 + zeros * (railHeight + 1) : 0 };
}

export type Paint = (property: string) => string;

/** Behind the grid. */
export function drawBands(u: uPlot, { bands }: ChartSpec, paint: Paint): void {
  const { left, top, width, height } = u.bbox;
  const inside = (y: number): number => Math.max(top, Math.min(top + height, y));
  for (const { from, to, tone } of bands) {
    const [high, low] = [inside(u.valToPos(to, "y", true)), inside(u.valToPos(from, "y", true))];
    u.ctx.fillStyle = paint(`--band-${tone}`);
    u.ctx.fillRect(left, high, width, low - high);
  }
}

/** In front of the lines. */
export function drawMarks(u: uPlot, spec: ChartSpec, paint: Paint): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  drawLevels(u, spec, paint);
  drawFlags(u, spec, paint);
  drawRails(u, spec, paint);
  ctx.restore();
}

const fontOf = (): string => `${Math.round(10 * devicePixelRatio)}px system-ui, sans-serif`;

function drawLevels(u: uPlot, { levels }: ChartSpec, paint: Paint): void {
  const { ctx, bbox } = u;
  const places = levels.map(({ value }) => u.valToPos(value, "y", true));
  for (const [i, { value, label, tone }] of levels.entries()) {
    const y = Math.round(u.valToPos(value, "y", true)) + 0.5;
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
    const color = paint(tone === "bad" ? "--bad" : "--soft");
    line(ctx, color, [4, 3], [bbox.left, y, bbox.left + bbox.width, y]);
    ctx.font = fontOf();
    ctx.textAlign = "right";
    const room = 14 * devicePixelRatio;
    // Another line just above, or an earlier one at the same height: the name stands below.
    const isCrowded = places.some(
      (place, other) => other !== i && y - place < room && (place < y - 2 || (place <= y + 2 && other < i)),
    );
    const above = y - bbox.top > room && !isCrowded;
    ctx.textBaseline = above ? "bottom" : "top";
    outlined(ctx, label, bbox.left + bbox.width - 4, above ? y - 1 : y + 2, color, paint("--card"));
  }
}

function drawFlags(u: uPlot, { flags }: ChartSpec, paint: Paint): void {
  const { ctx, bbox } = u;
  const right = bbox.left + bbox.width;
  for (const [i, { step, label }] of flags.entries()) {
    const x = Math.round(u.valToPos(step, "x", true)) + 0.5;
    if (!(x >= bbox.left && x <= right)) continue;
    line(ctx, paint("--bad"), [], [x, bbox.top, x, bbox.top + bbox.height]);
    ctx.font = fontOf();
    const before = x > bbox.left + bbox.width / 2;
    ctx.textAlign = before ? "right" : "left";
    ctx.textBaseline = "top";
    const y = bbox.top + (2 + 13 * i) * devicePixelRatio;
    outlined(ctx, label, before ? x - 4 : x + 4, y, paint("--bad"), paint("--card"));
  }
}

function drawRails(u: uPlot, spec: ChartSpec, paint: Paint): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  for (const [i, line] of zeroLines(spec).entries()) {
    ctx.fillStyle = paint(line.color);
    const y = bbox.top + bbox.height - (i + 1) * (railHeight + 1) * ratio;
    ticks(u, line, isZero, (x, width) => ctx.fillRect(x, y, width, railHeight * ratio));
  }
  const bad = badLines(spec);
  if (bad.length === 0) return;
  ctx.fillStyle = paint("--bad");
  for (const line of bad) ticks(u, line, isBad, (x, width) => ctx.fillRect(x, bbox.top, width, 5 * ratio));
  labelBad(u, bad, paint);
}

function labelBad(u: uPlot, lines: readonly Line[], paint: Paint): void {
  const first = lines.map(({ steps, values }) => {
    const { bad: row } = oddOf(values);
    return { step: steps[row]!, value: values[row]! };
  });
  const earliest = first.sort((a, b) => a.step - b.step)[0]!;
  const { ctx, bbox } = u;
  const x = u.valToPos(earliest.step, "x", true);
  const before = x > bbox.left + bbox.width / 2;
  ctx.font = fontOf();
  ctx.textAlign = before ? "right" : "left";
  ctx.textBaseline = "top";
  const text = `${String(earliest.value)} at step ${earliest.step}`;
  outlined(ctx, text, before ? x - 5 : x + 5, bbox.top + 6 * devicePixelRatio, paint("--bad"), paint("--card"));
}

/** Calls `mark` for every pixel's column with such a value, once. */
function ticks(
  u: uPlot,
  { steps, values }: Line,
  is: (value: number) => boolean,
  mark: (x: number, width: number) => void,
): void {
  const least = Math.max(2, Math.round(1.5 * devicePixelRatio));
  const from = Math.max(0, firstAtLeast(steps, u.scales.x!.min ?? 0) - 1);
  let done = Number.NEGATIVE_INFINITY;
  for (let row = from; row < steps.length; row++) {
    if (!is(values[row]!)) continue;
    const x = Math.floor(u.valToPos(steps[row]!, "x", true));
    if (x > u.bbox.left + u.bbox.width) return;
    const next = row + 1 < steps.length && is(values[row + 1]!) ? u.valToPos(steps[row + 1]!, "x", true) : x + least;
    const end = Math.max(x + least, Math.ceil(next));
    if (end <= done) continue;
    mark(Math.max(x, done), end - Math.max(x, done));
    done = end;
  }
}

function line(ctx: CanvasRenderingContext2D, color: string, dash: number[], [x0, y0, x1, y1]: readonly number[]): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = Math.max(1, devicePixelRatio);
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x0!, y0!);
  ctx.lineTo(x1!, y1!);
  ctx.stroke();
  ctx.setLineDash([]);
}

function outlined(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  color: string,
  behind: string,
): void {
  ctx.lineJoin = "round";
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.strokeStyle = behind;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}
