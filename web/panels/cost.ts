/** @file Panel: the cost of every step. */
import type { Flag, Level, Line } from "../charts/spec.ts";
import { whole, shown as written } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { latest, smooth } from "../model/smooth.ts";
import type { Panel, Shown } from "./_panel.ts";

/** Smoothing a few values would hide them. */
const leastSmoothed = 30;

function curve(run: Run, name: string, color: string, { smoothing, logarithmicCost }: Shown): readonly Line[] {
  const [steps, values] = [run.steps.values, run.cost.values];
  const line = { name, color, steps, values, told: true, railed: true } as const;
  if (smoothing === 0 || values.length < leastSmoothed) return [{ ...line, look: "line" }];
  return [
    { ...line, look: "faint" },
    { ...line, values: smooth(values, smoothing, logarithmicCost), look: "bold", told: false, railed: false },
  ];
}

/** The cost on the validation part, or on the test part where there is none, after each epoch. */
function unseen({ epochs }: Run): readonly Line[] {
  const part = epochs.some(({ validation }) => validation?.loss !== undefined) ? "validation" : "test";
  const known = epochs.flatMap((epoch) => {
    const value = epoch[part]?.loss;
    return value === undefined ? [] : [{ step: epoch.step, value }];
  });
  if (known.length === 0) return [];
  const steps = known.map(({ step }) => step);
  const values = known.map(({ value }) => value);
  return [{ name: part, color: "--layer-2", steps, values, look: "dots", told: true, railed: true }];
}

/** −ln(1/C): the cost of naming each of C classes with the same probability. */
export function guessing({ start }: Run): Level | null {
  if (start?.data.targets?.kind !== "labels") return null;
  const loss: unknown = start.experiment?.loss?.name;
  if (typeof loss !== "string" || !loss.includes("cross-entropy")) return null;
  const { classes } = start.data.targets;
  if (!(classes > 1)) return null;
  const value = Math.log(classes);
  return { value, label: `guessing: ln ${classes} = ${written(value)}`, tone: "soft", inView: false };
}

const flagsOf = ({ findings, lastStep }: Run): readonly Flag[] =>
  findings
    .filter(({ step }) => step > 0 && step < lastStep)
    .slice(0, 3)
    .map(({ step, message }) => ({ step, label: short(message) }));

const short = (text: string): string => (text.length > 44 ? `${text.slice(0, 43)}…` : text);

function lines(shown: Shown): readonly Line[] {
  const { run, replay, compared } = shown;
  return [
    ...(replay ? curve(replay, "replay", "--grey", shown) : []),
    ...(compared ? curve(compared, compared.name, "--compared", shown) : []),
    ...curve(run, "cost", "--cost", shown),
    ...unseen(run),
  ];
}

interface Found {
  readonly step: number;
  readonly value: number;
}

/** Step and value of the lowest cost; null where none is finite. */
function best({ steps, cost }: Run): Found | null {
  const [at, values] = [steps.values, cost.values];
  let row = -1;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]) && (row < 0 || values[i]! < values[row]!)) row = i;
  }
  return row < 0 ? null : { step: at[row]!, value: values[row]! };
}

export function firstNotFinite({ steps, cost }: Run): Found | null {
  const values = cost.values;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return { step: steps.values[i]!, value: values[i]! };
  }
  return null;
}

/** Whether a logarithmic axis has a place for all values that are finite, but for zeros. */
function notNegative(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! < 0) return false;
  return true;
}

function sentence({ run, replay }: Shown): string {
  const { steps, cost } = run;
  if (steps.length === 0) return "No step was done yet.";
  const broken = firstNotFinite(run);
  if (broken)
    return `The cost was ${broken.value} at step ${whole(broken.step)}: from there on nothing can be learned.`;
  const lowest = best(run)!;
  const now = latest(cost.values);
  const beside = replay && replay.cost.length > 0 ? ` The replay is at ${written(latest(replay.cost.values))}.` : "";
  const level = guessing(run);
  const stuck = level && Math.abs(now / level.value - 1) < 0.03 ? `, the level of guessing` : "";
  return `From ${written(cost.values[0]!)} to about ${written(now)}${stuck}; lowest ${written(lowest.value)} at step ${whole(lowest.step)}.${beside}`;
}

export const cost: Panel = {
  id: "cost",
  title: "Cost",
  place: "left",
  note: ({ replay, compared }) =>
    [replay && "grey: the fix", compared && `violet: ${compared.name}`].filter(Boolean).join(" · "),
  picture: (shown) => {
    const drawn = lines(shown);
    const positive = drawn.every(({ values }) => notNegative(values));
    const level = guessing(shown.run);
    return {
      kind: "chart",
      chart: {
        lines: drawn,
        axis: shown.logarithmicCost && positive ? "log" : "linear",
        levels: level ? [level] : [],
        bands: [],
        flags: flagsOf(shown.run),
      },
    };
  },
  sentence,
  table: ({ run }) => ({
    head: ["step", "cost", "learning rate"],
    rows: Array.from(run.steps.values, (step, row) => [step, run.cost.values[row]!, run.learningRate.values[row]!]),
  }),
};
