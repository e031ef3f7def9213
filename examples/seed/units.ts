/** @file What is left of a trained network: the units that still answer to some image, and what its output bias alone does. */
import { cast, type Engine, greater, max, mul, type Program, sum, trace, type Value } from "evenkeel";
import { forward, layerDims } from "./forum.ts";
import type { ForumRun } from "./runs.ts";

/** Of each hidden layer, how many units are above 0 for any training image. */
export async function livingUnits(engine: Engine, { parameters, plan }: ForumRun): Promise<number[]> {
  const x = plan.data.train["data.inputs"]!;
  const scale = Number(plan.blueprint.layout.inputScaling.multiply);
  const matrices = (name: string): Value[] => layerDims.slice(1).map((_, l) => parameters[`${name}.${l}`]!);
  const types = { x, w: matrices("w"), b: matrices("b") };
  const { graph } = trace(({ x, w, b }) => {
    const { z } = forward(mul(cast(x, "float64"), scale).T, { w, b });
    return z.slice(0, -1).map((layer) => sum(cast(greater(max(layer, { axis: 1 }), 0), "float64")));
  }, types);
  const resident = graph.inputs.map(({ attrs }) => (attrs as { name: string }).name);
  const program: Program = { name: "living units", graph, state: new Map(), perStep: [], resident };
  const executable = await engine.compile(program);
  await executable.bind(Object.fromEntries(resident.map((name) => [name, parameters[name] ?? x])));
  const counts = await executable.run(1);
  await executable.dispose();
  return Array.from(graph.outputs.keys(), (name) => counts[name]!.data[0]!);
}

/** What a step takes off the cost where only the output bias b learns: rate · ‖softmax(b) − p‖², p the labels' frequencies. */
export function stepOfBias({ parameters, plan }: ForumRun, rate: number): number {
  const { data: labels } = plan.data.train["data.targets"]!;
  const b = Array.from(parameters[`b.${layerDims.length - 2}`]!.data);
  const total = b.reduce((sum, value) => sum + Math.exp(value), 0);
  const frequencies = b.map((_, k) => labels.filter((label) => label === k).length / labels.length);
  return rate * b.reduce((sum, value, k) => sum + (Math.exp(value) / total - frequencies[k]!) ** 2, 0);
}
