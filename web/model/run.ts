/** @file A run as the page holds it: its events as typed columns, growing while the run goes on. */
import type {
  EndEvent,
  EpochEvent,
  FindingEvent,
  HealthEvent,
  LayerHealth,
  RunEvent,
  StartEvent,
  StepEvent,
} from "../../src/record/events.ts";
import { Column, firstAtLeast } from "./column.ts";

/** What is recorded of a layer at each measurement of its health. */
const layerFields = {
  gradientNorm: ({ gradientNorm }: LayerHealth) => gradientNorm,
  weightNorm: ({ weightNorm }: LayerHealth) => weightNorm,
  updateRatio: ({ updateRatio }: LayerHealth) => updateRatio,
  p5: ({ activationQuantiles }: LayerHealth) => activationQuantiles.p5,
  p50: ({ activationQuantiles }: LayerHealth) => activationQuantiles.p50,
  p95: ({ activationQuantiles }: LayerHealth) => activationQuantiles.p95,
  largest: ({ activationQuantiles }: LayerHealth) => activationQuantiles.max,
  deadShare: ({ deadShare }: LayerHealth) => deadShare,
  saturatedShare: ({ saturatedShare }: LayerHealth) => saturatedShare,
};

export type LayerField = keyof typeof layerFields;
export const layerFieldNames: readonly LayerField[] = Object.keys(layerFields) as LayerField[];

export type Layer = Readonly<Record<LayerField, Column>> & {
  readonly name: string;
  /** Hexadecimal, two digits a unit, of each measurement; "" where it is not told. */
  readonly firing: string[];
};

export class Run {
  readonly name: string;
  readonly steps: Column = new Column();
  readonly cost: Column = new Column();
  readonly learningRate: Column = new Column();
  readonly healthSteps: Column = new Column();
  readonly largestLogit: Column = new Column();
  readonly logitGap: Column = new Column();
  readonly layers: Layer[] = [];
  readonly epochs: EpochEvent[] = [];
  readonly findings: FindingEvent[] = [];
  start: StartEvent | null = null;
  end: EndEvent | null = null;
  readonly #byName = new Map<string, Layer>();

  constructor(name: string) {
    this.name = name;
  }

  add(event: RunEvent): void {
    switch (event.t) {
      case "start":
        this.#begin(event);
        break;
      case "step":
        this.#stepped(event);
        break;
      case "health":
        this.#measured(event);
        break;
      case "epoch":
        this.epochs.push(event);
        break;
      case "finding":
        this.findings.push(event);
        break;
      case "end":
        this.end = event;
    }
  }

  /** The last step that is known of. */
  get lastStep(): number {
    return Math.max(0, this.steps.last || 0, this.healthSteps.last || 0, this.end?.step ?? 0);
  }

  /** What came after the step that is resumed from is done again. */
  #begin(event: StartEvent): void {
    this.start = event;
    this.end = null;
    const { resumedAt } = event;
    const steps = firstAtLeast(this.steps.values, resumedAt);
    for (const column of [this.steps, this.cost, this.learningRate]) column.cut(steps);
    const health = firstAtLeast(this.healthSteps.values, resumedAt);
    for (const column of [this.healthSteps, this.largestLogit, this.logitGap]) column.cut(health);
    for (const layer of this.layers) {
      for (const field of layerFieldNames) layer[field].cut(health);
      layer.firing.length = Math.min(layer.firing.length, health);
    }
    removeWhere(this.epochs, ({ step }) => step > resumedAt);
    removeWhere(this.findings, ({ step }) => step >= resumedAt);
  }

  /** The newest step may come before others, so that it is seen soon. */
  #stepped({ step, cost, learningRate }: StepEvent): void {
    const { values, length, last } = this.steps;
    const place = step <= last ? firstAtLeast(values, step) : length;
    if (values[place] === step) return;
    this.steps.insert(place, Number(step));
    this.cost.insert(place, Number(cost));
    this.learningRate.insert(place, Number(learningRate));
  }

  #measured(event: HealthEvent): void {
    if (event.step <= this.healthSteps.last) return;
    const before = this.healthSteps.length;
    this.healthSteps.push(Number(event.step));
    this.largestLogit.push(numberOrNaN(event.largestLogit));
    this.logitGap.push(numberOrNaN(event.largestLogitGap));
    for (const measured of event.layers) {
      const layer = this.#layer(measured.name, before);
      for (const field of layerFieldNames) layer[field].push(Number(layerFields[field](measured)));
      layer.firing.push(measured.firing ?? "");
    }
  }

  #layer(name: string, measurementsBefore: number): Layer {
    const known = this.#byName.get(name);
    if (known) return known;
    const columns = Object.fromEntries(layerFieldNames.map((field) => [field, new Column()])) as Record<
      LayerField,
      Column
    >;
    const layer: Layer = { ...columns, name, firing: Array.from({ length: measurementsBefore }, () => "") };
    for (const field of layerFieldNames) {
      for (let i = 0; i < measurementsBefore; i++) layer[field].push(Number.NaN);
    }
    this.layers.push(layer);
    this.#byName.set(name, layer);
    return layer;
  }
}

const numberOrNaN = (value: number | null): number => (value === null ? Number.NaN : Number(value));

function removeWhere<T>(items: T[], goes: (item: T) => boolean): void {
  const kept = items.filter((item) => !goes(item));
  items.splice(0, items.length, ...kept);
}
