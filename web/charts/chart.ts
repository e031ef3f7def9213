/** @file Line charts over steps: the only file that draws with uPlot. */
import uPlot from "uplot";
import type { Frame, Span } from "../model/thin.ts";
import { splitsOf, stepName, stepSplits, stepTransform, transforms, valueName } from "./axis.ts";
import { extent, type Gathered, gather } from "./gather.ts";
import { drawBands, drawMarks, type Rails, railsOf } from "./marks.ts";
import type { ChartSpec, Line } from "./spec.ts";

/** Room for the names of values and of steps, the same in every chart and strip so that their steps lie above each other. */
export const gutter = { left: 44, right: 10, top: 4, foot: 18 } as const;

export interface View {
  readonly span: Span;
  readonly logarithmicSteps: boolean;
  /** Another number where colours are to be read again. */
  readonly painted: number;
}

export interface ChartListeners {
  /** The step under the pointer, null where it has left. */
  readonly hovered: (step: number | null) => void;
  readonly zoomed: (span: Span | null) => void;
}

export class Chart {
  readonly #host: HTMLElement;
  readonly #listeners: ChartListeners;
  #plot: uPlot | null = null;
  #structure = "";
  #spec: ChartSpec | null = null;
  #view: View = { span: { from: 0, to: 1 }, logarithmicSteps: true, painted: 0 };
  #gathered: Gathered = { rows: [[]], lines: [] };
  #range: [number, number] = [0, 1];

  /** A chart that is drawn again places its cursor again, which is nobody's pointing. */
  #isPointedAt = false;

  constructor(host: HTMLElement, listeners: ChartListeners) {
    this.#host = host;
    this.#listeners = listeners;
    host.addEventListener("pointerenter", () => {
      this.#isPointedAt = true;
    });
    host.addEventListener("pointerleave", () => {
      this.#isPointedAt = false;
      listeners.hovered(null);
    });
  }

  update(spec: ChartSpec, view: View): void {
    this.#spec = spec;
    this.#view = view;
    const width = this.#host.clientWidth;
    const height = this.#host.clientHeight;
    if (width < 80 || height < 40) return;
    const frame = frameOf(view, width);
    this.#gathered = gather(spec.lines, spec.axis, frame);
    this.#range = rangeOf(spec, extent(this.#gathered, frame), railsOf(spec), height - gutter.top - gutter.foot);
    const structure = structureOf(spec, this.#gathered, view);
    if (!this.#plot || structure !== this.#structure) {
      this.#plot?.destroy();
      this.#structure = structure;
      this.#plot = new uPlot(this.#options(width, height), this.#data(), this.#host);
      return;
    }
    if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
    this.#plot.setData(this.#data(), true);
  }

  /** Shows the line of a step that is hovered anywhere on the page. */
  hover(step: number | null): void {
    const plot = this.#plot;
    if (!plot) return;
    const left = step === null ? -10 : plot.valToPos(step, "x");
    plot.setCursor({ left, top: step === null ? -10 : 1 }, false);
  }

  destroy(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #data(): uPlot.AlignedData {
    return this.#gathered.rows as unknown as uPlot.AlignedData;
  }

  readonly #paint = (property: string): string =>
    getComputedStyle(this.#host).getPropertyValue(property).trim() || "#888";

  #options(width: number, height: number): uPlot.Options {
    const { axis } = this.#spec!;
    const steps = (): uPlot.Scale["distr"] => 100 as uPlot.Scale["distr"];
    const x = stepTransform(this.#view.logarithmicSteps);
    const y = transforms[axis];
    const { lines } = this.#gathered;
    return {
      width,
      height,
      padding: [gutter.top, gutter.right, 0, 0],
      legend: { show: false },
      scales: {
        x: {
          time: false,
          distr: steps()!,
          fwd: x.forward,
          bwd: x.back,
          range: () => [this.#view.span.from, this.#view.span.to],
        },
        y: { distr: steps()!, fwd: y.forward, bwd: y.back, range: () => this.#range },
      } as uPlot.Scales,
      axes: [this.#stepAxis(), this.#valueAxis()],
      series: [{}, ...lines.map((line) => seriesOf(line, this.#paint))],
      bands: this.#fills(),
      cursor: {
        y: false,
        points: { size: 5 },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            this.#listeners.zoomed(null);
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(u) => drawBands(u, this.#spec!, this.#paint)],
        draw: [(u) => drawMarks(u, this.#spec!, this.#paint)],
        setCursor: [(u) => this.#cursorMoved(u)],
        setSelect: [(u) => this.#selected(u)],
      },
    };
  }

  #fills(): uPlot.Band[] {
    const { fill } = this.#spec!;
    if (!fill) return [];
    const [upper, lower] = fill.map((name) => this.#gathered.lines.findIndex((line) => line.name === name) + 1);
    return upper && lower ? [{ series: [upper, lower], fill: this.#paint("--ribbon") }] : [];
  }

  #cursorMoved(u: uPlot): void {
    const { left = -1, idx } = u.cursor;
    if (this.#isPointedAt && left >= 0 && idx != null) this.#listeners.hovered(u.data[0][idx] ?? null);
  }

  #selected(u: uPlot): void {
    const { left, width } = u.select;
    if (width < 4) return;
    const [from, to] = [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#listeners.zoomed({ from: Math.max(0, Math.floor(from)), to: Math.ceil(to) });
  }

  #stepAxis(): uPlot.Axis {
    return {
      ...axisStyle(this.#paint),
      size: gutter.foot,
      gap: 3,
      splits: (u) =>
        stepSplits(
          this.#view.span.from,
          this.#view.span.to,
          this.#view.logarithmicSteps,
          u.bbox.width / devicePixelRatio,
        ),
      values: (_u, splits) => splits.map(stepName),
    };
  }

  #valueAxis(): uPlot.Axis {
    const { axis } = this.#spec!;
    return {
      ...axisStyle(this.#paint),
      size: gutter.left,
      gap: 4,
      splits: (u) => splitsOf(axis, this.#range[0], this.#range[1], u.bbox.height / devicePixelRatio),
      values: (_u, splits) => splits.map(valueName),
    };
  }
}

const axisStyle = (paint: (property: string) => string): uPlot.Axis => ({
  font: "10px system-ui, sans-serif",
  stroke: paint("--soft"),
  grid: { stroke: paint("--grid"), width: 1 },
  ticks: { show: false },
  filter: (_u, splits) => splits,
});

function frameOf({ span, logarithmicSteps }: View, width: number): Frame {
  const { forward, back } = stepTransform(logarithmicSteps);
  const pixels = Math.max(10, Math.ceil((width - gutter.left - gutter.right) * devicePixelRatio));
  return { span, pixels, position: forward, stepAt: back };
}

/** What a drawn chart cannot change: its axes, its colours and its lines' looks. */
const structureOf = ({ axis, fill }: ChartSpec, { lines }: Gathered, { logarithmicSteps, painted }: View): string =>
  JSON.stringify([axis, fill, logarithmicSteps, painted, lines.map(({ name, color, look }) => [name, color, look])]);

/** The visible values with a little room, and the rails above and below them. */
function rangeOf(
  { axis, levels }: ChartSpec,
  found: readonly [number, number] | null,
  rails: Rails,
  height: number,
): [number, number] {
  const { forward, back } = transforms[axis];
  const shownLevels = levels.filter(({ inView }) => inView).map(({ value }) => value);
  const values = [...(found ?? []), ...shownLevels];
  const [low, high] =
    values.length === 0 ? [forward(1), forward(10)] : [Math.min(...values), Math.max(...values)].map(forward);
  const flat = axis === "log" ? 0.3 : Math.max(0.5, Math.abs(high!) * 0.1);
  const room = high! > low! ? (high! - low!) * 0.06 : flat;
  const size = high! - low! + 2 * room;
  const perPixel = size / Math.max(20, height - rails.top - rails.foot);
  return [back(low! - room - rails.foot * perPixel), back(high! + room + rails.top * perPixel)];
}

/** So many values are shown as points too; of more only those without a line to a neighbour. */
const few = 14;
const alone: uPlot.Series.Points = {
  show: true,
  filter: (u, series) => {
    const values = u.data[series]!;
    const indices: number[] = [];
    let before = -1;
    for (let i = 0; i < values.length; i++) {
      if (values[i] === undefined) continue;
      let after = i + 1;
      while (after < values.length && values[after] === undefined) after++;
      const isAlone =
        values[i] !== null &&
        (before < 0 || values[before] === null) &&
        (after === values.length || values[after] === null);
      if (isAlone) indices.push(i);
      before = i;
    }
    return indices;
  },
};

function seriesOf({ look, color, values }: Line, paint: (property: string) => string): uPlot.Series {
  const stroke = paint(color);
  const points: uPlot.Series.Points = {
    size: 4,
    width: 0,
    fill: stroke,
    ...(values.length <= few ? { show: true } : alone),
  };
  switch (look) {
    case "dots":
      return {
        stroke,
        width: 0,
        paths: () => null,
        points: { show: true, size: 8, width: 1.5, stroke: paint("--card"), fill: stroke },
      };
    case "faint":
      return { stroke, alpha: 0.38, width: 1, points: { show: false } };
    case "dotted":
      return { stroke, width: 1.2, dash: [2, 3], points: { show: false } };
    case "bold":
      return { stroke, width: 2, points: { show: false } };
    case "line":
      return { stroke, width: 1.3, points };
  }
}
