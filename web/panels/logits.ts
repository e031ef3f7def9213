/** @file Panel: how large the logits are, against what exp and log of the dtype can hold. */
import type { Level, Line } from "../charts/spec.ts";
import { shown as written } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { beside, noHealth, noteBeside, notMeasured } from "./_layers.ts";
import type { Panel, Shown } from "./_panel.ts";

/** exp(x) is Infinity above the first; exp(−x) is 0, and −log of it Infinity, above the second. */
const limits = {
  float32: { overflow: 88.72, vanishing: 103.28 },
  float64: { overflow: 709.78, vanishing: 744.44 },
} as const;

const dtypeOf = ({ start }: Run): keyof typeof limits =>
  start?.experiment?.precision === "float64" ? "float64" : "float32";

/** Whether the program that runs takes exp of the logits as they are. */
const isLiteral = ({ start }: Run): boolean => start?.experiment?.rewrites === "off";

function levels(run: Run): readonly Level[] {
  const dtype = dtypeOf(run);
  const { overflow, vanishing } = limits[dtype];
  return [
    { value: overflow, label: `exp overflows ${dtype}: ${overflow}`, tone: "bad", inView: true },
    { value: vanishing, label: `p = 0, −log p = Infinity: ${vanishing}`, tone: "bad", inView: true },
  ];
}

function lines({ healthSteps, largestLogit, logitGap }: Run): readonly Line[] {
  const steps = healthSteps.values;
  const line = { steps, look: "line", told: true, railed: true } as const;
  return [
    { ...line, name: "largest logit", color: "--layer-1", values: largestLogit.values },
    { ...line, name: "largest gap", color: "--layer-3", values: logitGap.values },
  ];
}

const has = ({ largestLogit }: Run): boolean => !largestLogit.values.every(Number.isNaN);

/** NaN is passed over: Math.max would give NaN. */
function peakOf(values: Float64Array): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > peak) peak = value;
  return peak;
}

function sentence({ run }: Shown): string {
  if (run.healthSteps.length === 0) return noHealth;
  if (!has(run)) return "This model has no logits.";
  const peak = peakOf(run.largestLogit.values);
  const { overflow } = limits[dtypeOf(run)];
  const beyond = peak > overflow;
  const held = isLiteral(run)
    ? beyond
      ? "exp as it is written overflows."
      : `exp as it is written holds up to ${overflow}.`
    : beyond
      ? "exp as it is written would overflow; the rewritten form does not."
      : `exp would hold up to ${overflow}.`;
  return `The largest logit was ${written(peak)}: ${held}`;
}

export const logits: Panel = {
  id: "logits",
  title: "Logits",
  place: "left",
  note: (shown) => noteBeside(`${dtypeOf(shown.run)} limits`, shown),
  picture: (shown) => {
    const { run } = shown;
    if (run.healthSteps.length === 0) return notMeasured(run);
    if (!has(run)) return null;
    const peak = Math.max(peakOf(run.largestLogit.values), peakOf(run.logitGap.values));
    const axis = peak > 10 * limits[dtypeOf(run)].vanishing ? "asinh" : "linear";
    return { kind: "chart", chart: { lines: beside(shown, lines), axis, levels: levels(run), bands: [], flags: [] } };
  },
  sentence,
  table: ({ run }) => ({
    head: ["step", "largest logit", "largest gap"],
    rows: Array.from(run.healthSteps.values, (step, row) => [
      step,
      run.largestLogit.values[row]!,
      run.logitGap.values[row]!,
    ]),
  }),
};
