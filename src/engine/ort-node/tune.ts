/** @file Measures which number of threads, spinning or not, trains a dense layer fastest on this machine. */

import { differentiate } from "../../autodiff/differentiate.ts";
import type { Value } from "../../graph/dtype.ts";
import { add } from "../../ops/add.ts";
import { constantLike } from "../../ops/constant.ts";
import { div } from "../../ops/div.ts";
import { input } from "../../ops/input.ts";
import { matmul } from "../../ops/matmul.ts";
import { maximum } from "../../ops/maximum.ts";
import { mul } from "../../ops/mul.ts";
import { sqrt } from "../../ops/sqrt.ts";
import { sub } from "../../ops/sub.ts";
import { sum } from "../../ops/sum.ts";
import { sizeOf } from "../../util/shape.ts";
import type { Program } from "../engine.ts";
import { createExecutable } from "../ort-common/executable.ts";
import type { Host } from "../ort-common/host.ts";
import type { Choice } from "./choice.ts";
import type { Machine } from "./machine.ts";

const [batch, width, units] = [128, 784, 512];

/** One step of RMSprop on Σ relu(x W)²: products, and passes over the parameters as optimizers make them. */
function layerProgram(): Program {
  const x = input("x", "float32", [batch, width]);
  const w = input("w", "float32", [width, units]);
  const v = input("v", "float32", [width, units]);
  const y = maximum(matmul(x, w), constantLike(x, 0));
  const cost = sum(mul(y, y));
  const [gradient] = differentiate(cost, [w]);
  const squares = add(mul(v, constantLike(v, 0.9)), mul(gradient!, gradient!));
  const step = div(gradient!, add(sqrt(squares), constantLike(v, 1)));
  const next = sub(w, mul(step, constantLike(w, 1e-6)));
  return {
    name: "tuning",
    graph: {
      inputs: [x, w, v],
      outputs: new Map([
        ["next", next],
        ["squares", squares],
        ["cost", cost],
      ]),
    },
    state: new Map([
      ["w", "next"],
      ["v", "squares"],
    ]),
    perStep: [],
    resident: ["x"],
  };
}

/** Milliseconds of one step: the median of a few calls, so that a machine busy with other work shows. */
async function measure(host: Host, program: Program, choice: Choice, deadline: number): Promise<number> {
  const executable = await createExecutable(host, program, { provider: "cpu", ...choice, flushSubnormals: false });
  const fill = (shape: readonly number[], low: number): Value => ({
    dtype: "float32",
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => low + ((i * 7919) % 101) / 1010),
  });
  await executable.bind({ x: fill([batch, width], 0), w: fill([width, units], -0.05), v: fill([width, units], 0) });
  const steps = 2;
  const times: number[] = [];
  await executable.run(1);
  for (let call = 0; call < 6 && (call === 0 || performance.now() < deadline); call++) {
    const start = performance.now();
    await executable.run(steps);
    times.push((performance.now() - start) / steps);
  }
  await executable.dispose();
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** Thread counts worth trying: all physical cores first, then all hardware threads, then halves. */
export function threadCandidates({ cores, threads }: Machine): number[] {
  return [...new Set([cores, threads, Math.ceil(cores / 2), Math.ceil(cores / 4)])];
}

/**
 * Another choice must take less than this part of the time of all physical cores without spinning: threads because two
 * runs should choose alike, spinning because a machine that gets busy later makes its steps 2 to 5 times slower.
 */
const clearlyFaster = ({ spinning }: Choice): number => (spinning ? 0.93 : 0.85);

interface Measured {
  readonly choice: Choice;
  readonly ms: number;
}

/** The best of the measured choices; the first is preferred. */
export function pickChoice([preferred, ...others]: readonly Measured[]): Choice {
  const faster = others.filter(({ choice, ms }) => ms < clearlyFaster(choice) * preferred!.ms);
  return faster.reduce((a, b) => (b.ms < a.ms ? b : a), preferred!).choice;
}

export interface TuneLimits {
  /** Number of threads that the caller has fixed. */
  readonly threads: number | null;
  readonly spinning: boolean | null;
  readonly milliseconds: number;
}

export async function tune(
  host: Host,
  machine: Machine,
  { threads, spinning, milliseconds }: TuneLimits,
): Promise<Choice> {
  const program = layerProgram();
  const choices = (threads === null ? threadCandidates(machine) : [threads]).flatMap((count) =>
    (spinning === null && count > 1 ? [false, true] : [spinning ?? false]).map((spins) => ({
      threads: count,
      spinning: spins,
    })),
  );
  const start = performance.now();
  const measured: Measured[] = [];
  for (const [i, choice] of choices.entries()) {
    const deadline = start + (milliseconds * (i + 1)) / choices.length;
    measured.push({ choice, ms: await measure(host, program, choice, deadline) });
  }
  return pickChoice(measured);
}
