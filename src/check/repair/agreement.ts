/** @file Whether a repaired model computes what the original computes, on samples inside the ranges. */
import { evaluate, type Precision } from "../../engine/reference/evaluate.ts";
import { isFloat, type Value } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import { type FloatType, floatLimits } from "../../util/float.ts";
import { sizeOf } from "../../util/shape.ts";
import type { Subject } from "../subject.ts";
import { Space } from "../witness/space.ts";

/** Values of the inputs by name. */
export type Sample = ReadonlyMap<string, Value>;

export interface Comparison {
  readonly before: Subject;
  readonly after: Subject;
  /** Names of the model's outputs. */
  readonly outputs: readonly string[];
  /** Whether the values may differ where a clip or an epsilon of the original acts. */
  readonly guardsDropped: boolean;
}

/** Points in ever smaller parts of the ranges: an original that overflows over most of them is finite in some. */
export function samplesIn({ inputs, graph }: Subject, seed: number): Sample[] {
  const space = new Space(inputs, seed);
  const elements = topological(graph.outputs.values()).reduce((total, { shape }) => total + sizeOf(shape), 0);
  const spreads = elements > 3e6 ? [] : elements > 3e5 ? [0.3, 0.02] : [1, 0.3, 0.1, 0.02, 0.002];
  const rounds = elements > 3e5 ? 1 : 4;
  const places = [
    space.smallest(),
    ...Array.from({ length: rounds }, () => spreads.map((s) => space.random(s))).flat(),
  ];
  const nameOf = new Map(inputs.map(({ name, node }) => [node, name]));
  return places.map((place) => new Map([...space.point(place)].map(([node, value]) => [nameOf.get(node)!, value])));
}

/** How the values of the two models differ on the samples; null where they agree wherever the original is finite. */
export const difference = (comparison: Comparison, samples: readonly Sample[]): string | null =>
  verdict(
    samples.map((sample) => compareAt(comparison, sample)),
    comparison.guardsDropped,
    "the reference",
  );

/** What the comparisons at all samples come to: how the models differ, or null. */
export function verdict(compared: readonly Compared[], guardsDropped: boolean, engine: string): string | null {
  const found = compared.filter(({ kind }) => kind !== "not finite");
  const differing = found.filter(({ kind }) => kind !== "same");
  const broken = differing.find(({ kind }) => kind === "broken");
  if (broken) return `on ${engine}, ${broken.what}`;
  if (found.length === 0) {
    return "the original gives a finite number at none of the samples: there is nothing to compare";
  }
  const most = guardsDropped ? guardedShare : cancelledShare;
  return differing.length > most * found.length ? `on ${engine}, ${differing[0]!.what}` : null;
}

/** 1 − p of the original loses all its digits at some points, in float64 too. */
const cancelledShare = 0.2;
/** At most of the samples a clip or an epsilon may act. */
const guardedShare = 0.9;

/** "broken": not finite where the original was. */
export interface Compared {
  readonly kind: "same" | "differs" | "broken" | "not finite";
  readonly what: string;
}

function compareAt({ before, after, outputs }: Comparison, sample: Sample): Compared {
  const floats = outputs.filter((name) => isFloat(before.imported!.tensors.get(name)?.dtype ?? "bool"));
  const run = (subject: Subject, precision: Precision): Value[] =>
    evaluate(
      floats.map((name) => subject.imported!.tensors.get(name)!),
      new Map(subject.inputs.map(({ name, node }) => [node, sample.get(name)!])),
      { precision },
    );
  const rounded = { old: run(before, "declared"), now: run(after, "declared") };
  const exact = { old: run(before, "float64"), now: run(after, "float64") };
  const each = floats.map((name, k) =>
    compareOutput(name, rounded.old[k]!, {
      exact: exact.old[k]!.data,
      now: rounded.now[k]!.data,
      nowExact: exact.now[k]!.data,
    }),
  );
  const worst = (["broken", "differs", "same"] as const).find((kind) => each.some((one) => one.kind === kind));
  return each.find(({ kind }) => kind === worst) ?? { kind: "not finite", what: "" };
}

type Elements = ArrayLike<number>;

/** Over the reals both are the same number, and the repaired one is no further from it than the original was. */
function compareOutput(
  name: string,
  { dtype, data: old }: Value,
  { exact, now, nowExact }: Record<"exact" | "now" | "nowExact", Elements>,
): Compared {
  const scale = largest(exact);
  const unit = floatLimits[dtype as FloatType].epsilon;
  let kind: Compared["kind"] = "not finite";
  for (let i = 0; i < old.length; i++) {
    const [a, truth, b, truthNow] = [old[i]!, exact[i]!, now[i]!, nowExact[i]!];
    if (!Number.isFinite(a) || !Number.isFinite(truth)) continue;
    const what = `output "${name}" is ${b} where it was ${a} (element ${i})`;
    if (!Number.isFinite(b)) return { kind: "broken", what };
    const same = Math.abs(truthNow - truth) <= 1e-6 * (Math.abs(truth) + scale);
    const near = Math.abs(b - truthNow) <= 2 * Math.abs(a - truth) + 64 * unit * (Math.abs(truth) + scale);
    if (!same || !near) return { kind: "differs", what };
    kind = "same";
  }
  return { kind, what: "" };
}

/** The largest finite magnitude. */
export function largest(data: Elements): number {
  let top = 0;
  for (let i = 0; i < data.length; i++) if (Number.isFinite(data[i]!)) top = Math.max(top, Math.abs(data[i]!));
  return top;
}
