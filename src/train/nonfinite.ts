/** @file Finds the first op that produced a value that is not finite, by replaying steps with every node measured. */
import type { Engine, Program } from "../engine/engine.ts";
import { referenceEngine } from "../engine/reference/reference.ts";
import type { TypedArray, Value } from "../graph/dtype.ts";
import { isFloat } from "../graph/dtype.ts";
import { nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Hazard } from "../graph/op.ts";
import { cast } from "../ops/cast.ts";
import { concat } from "../ops/concat.ts";
import { constantLike } from "../ops/constant.ts";
import { max } from "../ops/max.ts";
import { min } from "../ops/min.ts";
import { mul } from "../ops/mul.ts";
import { reshape } from "../ops/reshape.ts";
import { sum } from "../ops/sum.ts";
import type { NonFiniteOrigin } from "../record/events.ts";
import type { FloatType } from "../util/float.ts";
import { sizeOf } from "../util/shape.ts";
import { isFiniteValue } from "./finite.ts";

export type { NonFiniteOrigin } from "../record/events.ts";

interface Replay {
  readonly engine: Engine;
  readonly program: Program;
  /** Residents and the state before the first replayed step. */
  readonly values: Readonly<Record<string, Value>>;
  readonly perStep: Readonly<Record<string, TypedArray>>;
  readonly steps: number;
}

/** Numbers measured per node: 0 if every element is finite (else NaN), then the smallest and the largest element. */
const measures = 3;

/** The first op of the steps that gives such a value; null where every value stays finite. */
export async function findNonFinite(replay: Replay): Promise<NonFiniteOrigin | null> {
  if (!replay.engine.hidesNonFinite) return findInside(replay);
  const bad = await firstBadStep(replay);
  const found = bad && (await findInside({ ...replay, ...bad, engine: referenceEngine(), steps: 1 }));
  return found && { ...found, step: bad.step };
}

/** Runs step by step and looks at what each returns. */
async function firstBadStep({
  engine,
  program,
  values,
  perStep,
  steps,
}: Replay): Promise<(Pick<Replay, "values" | "perStep"> & { step: number }) | null> {
  const executable = await engine.compile(program);
  try {
    await executable.bind(values);
    for (let step = 0; step < steps; step++) {
      const slices = Object.fromEntries(
        Object.entries(perStep).map(([name, data]): [string, TypedArray] => {
          const length = data.length / steps;
          return [name, data.slice(step * length, (step + 1) * length)];
        }),
      );
      const before = await executable.readState();
      const outputs = await executable.run(1, slices);
      const results = [...Object.values(outputs), ...Object.values(await executable.readState())];
      if (!results.every(isFiniteValue)) return { step, values: { ...values, ...before }, perStep: slices };
    }
    return null;
  } finally {
    await executable.dispose();
  }
}

/** Replays the steps on an instrumented copy of the program. */
async function findInside({ engine, program, values, perStep, steps }: Replay): Promise<NonFiniteOrigin | null> {
  const nodes = nodesOf(program.graph).filter((node) => isFloat(node.dtype) && sizeOf(node.shape) > 0);
  const executable = await engine.compile(instrumented(program, nodes));
  try {
    await executable.bind(values);
    const outputs = await executable.run(steps, perStep);
    const probe = outputs.probe!.data;
    const width = nodes.length * measures;
    for (let step = 0; step < steps; step++) {
      const at = (index: number): Measured => measuredAt(probe, step * width + index * measures);
      const index = nodes.findIndex((_, i) => !at(i).finite);
      if (index >= 0) return describe(nodes, index, step, at);
    }
    return null;
  } finally {
    await executable.dispose();
  }
}

interface Measured {
  readonly finite: boolean;
  readonly lo: number;
  readonly hi: number;
}

const measuredAt = (probe: TypedArray, offset: number): Measured => ({
  finite: probe[offset] === 0,
  lo: probe[offset + 1]!,
  hi: probe[offset + 2]!,
});

/** The program with one more output, `probe`, that measures every node. */
function instrumented(program: Program, nodes: readonly Node[]): Program {
  const probes = nodes.flatMap((node) => [sum(mul(node, constantLike(node, 0))), min(node), max(node)]);
  const probe = concat(
    probes.map((value) => reshape(cast(value, "float32"), [1])),
    0,
  );
  return {
    ...program,
    name: `${program.name}, every node measured`,
    graph: { ...program.graph, outputs: new Map([...program.graph.outputs, ["probe", probe]]) },
  };
}

function describe(
  nodes: readonly Node[],
  index: number,
  step: number,
  at: (index: number) => Measured,
): NonFiniteOrigin {
  const node = nodes[index]!;
  const operands = node.inputs.map((input) => {
    const measured = nodes.indexOf(input);
    return measured < 0 ? { lo: Number.NaN, hi: Number.NaN } : { lo: at(measured).lo, hi: at(measured).hi };
  });
  const { lo, hi } = at(index);
  const infinite = Math.abs(lo) === Number.POSITIVE_INFINITY || Math.abs(hi) === Number.POSITIVE_INFINITY;
  return {
    step,
    op: node.op.name,
    gives: infinite ? "Infinity" : "NaN",
    operands,
    limit: crossedLimit(node, operands),
    site: node.origin.site,
    via: node.origin.via,
  };
}

/** The declared hazard that one of the operands' extremes meets. */
function crossedLimit(node: Node, operands: NonFiniteOrigin["operands"]): NonFiniteOrigin["limit"] {
  const dtype = node.inputs[0]?.dtype as FloatType | undefined;
  if (!dtype || !isFloat(dtype as "float32")) return null;
  const meets = (hazard: Hazard): number | undefined => {
    const { lo, hi } = operands[hazard.operand]!;
    return [hi, lo, ...(lo <= 0 && hi >= 0 ? [0] : [])].find((x) => hazard.unsafe(x, dtype));
  };
  for (const hazard of node.op.hazards) {
    const value = meets(hazard);
    if (value !== undefined) return { operand: hazard.operand, value, limit: hazard.limit(dtype), what: hazard.what };
  }
  return null;
}
