/** @file The cost of the run as a curve, log over log, with the cost of guessing and where it was not finite. */
import type { RunEvent, StepEvent } from "../../../record/events.ts";
import { shown } from "../../3-causes/_edits.ts";
import { type Markup, markup } from "./markup.ts";

/** A known level: "ln 10". */
export interface Level {
  readonly name: string;
  readonly value: number;
}

const width = 1000;
const height = 240;
/** Room below for the steps, and above for values that are not finite. */
const [top, bottom] = [22, 24];

interface Scale {
  /** To 0 … width, from the step. */
  x(step: number): number;
  /** To pixels from the top, from the cost. */
  y(cost: number): number;
  readonly ticks: readonly number[];
  readonly steps: readonly number[];
}

/** null where the record has no two finite costs. */
export function costCurve(events: readonly RunEvent[], levels: readonly Level[]): Markup | null {
  const steps = events.filter((event): event is StepEvent => event.t === "step");
  const finite = steps.filter(({ cost }) => Number.isFinite(cost));
  if (finite.length < 2) return null;
  const scale = scaleOf(finite, levels);
  const bad = steps.find(({ cost }) => !Number.isFinite(cost));
  const [first, last] = [finite[0]!, finite.at(-1)!];
  const said = `The cost went from ${shown(first.cost)} at step ${first.step} to ${shown(last.cost)} at step ${last.step}${bad ? `, and was ${bad.cost} at step ${bad.step}` : ""}.`;
  return markup`<figure class="curve-figure"><svg height="${height}" role="img" aria-label="${said}">
${scale.ticks.map((tick) => tickLine(tick, scale))}
${scale.steps.map((step) => markup`<text x="${share(scale.x(step))}" y="${height - 6}" text-anchor="${step === 0 ? "start" : "middle"}">${step.toLocaleString("en-US")}</text>`)}
${levels.map(({ name, value }) => levelLine(name, value, scale))}
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" height="${height}"><polyline class="curve" points="${points(finite, scale)}"/></svg>
${bad ? markup`<circle class="fails" cx="${share(scale.x(bad.step))}" cy="8" r="5"/><text x="${share(scale.x(bad.step))}" y="12" dx="-10" text-anchor="end">${String(bad.cost)} at step ${bad.step}</text>` : null}
</svg><figcaption>${said} Steps and cost on logarithmic axes.</figcaption></figure>`;
}

const share = (x: number): string => `${((100 * x) / width).toFixed(2)}%`;

function tickLine(tick: number, { y }: Scale): Markup {
  const at = y(tick).toFixed(1);
  return markup`<line class="grid" x1="0" x2="100%" y1="${at}" y2="${at}"/><text x="-6" y="${at}" dy="4" text-anchor="end">${tickName(tick)}</text>`;
}

const tickName = (tick: number): string =>
  tick >= 1e5 || tick <= 1e-4 ? tick.toExponential(0).replace("+", "") : shown(tick);

function levelLine(name: string, value: number, { y }: Scale): Markup {
  const at = y(value).toFixed(1);
  return markup`<line class="level" x1="0" x2="100%" y1="${at}" y2="${at}"/><text class="level-name" x="100%" y="${at}" dy="-4" text-anchor="end">${name} = ${shown(value)}</text>`;
}

/** Costs that are not all above 0 have no logarithm: then the axis is linear. */
function scaleOf(finite: readonly StepEvent[], levels: readonly Level[]): Scale {
  const values = [...finite.map(({ cost }) => cost), ...levels.map(({ value }) => value)];
  const [lo, hi] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const isLog = lo > 0;
  const of = (cost: number): number => (isLog ? Math.log10(cost) : cost);
  const least = isLog ? 0.1 : Math.max(1e-12, Math.abs(hi) * 0.1);
  const middle = (of(lo) + of(hi)) / 2;
  const half = (1.08 * Math.max(of(hi) - of(lo), least)) / 2;
  const room = height - top - bottom;
  const lastStep = finite.at(-1)!.step;
  return {
    x: (step) => (width * Math.log1p(step)) / Math.log1p(Math.max(1, lastStep)),
    y: (cost) => top + (room * (middle + half - of(cost))) / (2 * half),
    ticks: isLog ? decades(middle - half, middle + half) : [lo, hi],
    steps: [0, ...[10, 100, 1000, 10_000, 100_000, 1_000_000].filter((step) => step <= 0.8 * lastStep)],
  };
}

/** At most six powers of ten, or the ends where there is none between. */
function decades(lo: number, hi: number): readonly number[] {
  const all = Array.from({ length: Math.floor(hi) - Math.ceil(lo) + 1 }, (_, i) => Math.ceil(lo) + i);
  const every = Math.ceil(all.length / 6);
  return all.length < 2 ? [10 ** lo, 10 ** hi] : all.filter((_, i) => i % every === 0).map((power) => 10 ** power);
}

/** The smallest and the largest cost of each column of the picture: nothing that stood out is lost. */
function points(finite: readonly StepEvent[], { x, y }: Scale): string {
  const columns = new Map<number, StepEvent[]>();
  for (const event of finite) {
    const column = Math.round(x(event.step));
    const held = columns.get(column);
    if (held) held.push(event);
    else columns.set(column, [event]);
  }
  const kept = [...columns.values()].flatMap((events) => {
    const sorted = [...events].sort((a, b) => a.cost - b.cost);
    const ends = sorted.length > 2 ? [sorted[0]!, sorted.at(-1)!] : sorted;
    return ends.sort((a, b) => a.step - b.step);
  });
  return kept.map(({ step, cost }) => `${x(step).toFixed(1)},${y(cost).toFixed(1)}`).join(" ");
}
