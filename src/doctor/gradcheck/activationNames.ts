/** @file What a person calls a function that a program applies to a layer's sum, by what it does to the numbers. */
import type { Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { mapNumbers } from "./numbers.ts";

type Elementwise = (z: number) => number;

const known: Readonly<Record<string, Elementwise>> = {
  relu: (z) => Math.max(z, 0),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
};

/** Ops whose name is no word for an activation. */
const nameless: ReadonlySet<string> = new Set(["add", "sub", "mul", "div", "neg", "where", "cast", "pow", "maximum"]);

/** Roundings of another way to compute the same function. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

const isSame = (a: Value, b: Value): boolean => a.data.every((x, i) => near(x, b.data[i]!));

/** @param value what the node makes of z, in its shape; @param exampleAxis along which z has one entry an example */
export function activationName({ op }: Node, z: Value, value: Value, exampleAxis: number | null): string {
  for (const [name, f] of Object.entries(known)) if (isSame(value, mapNumbers(z, f))) return name;
  if (exampleAxis !== null && isSame(value, softmaxOf(z, exampleAxis))) return "softmax";
  if (op.name === "leakyRelu") return "leaky relu";
  return nameless.has(op.name) ? "activation" : op.name;
}

/** Of a matrix; literally, for a softmax that overflows is none. */
function softmaxOf(z: Value, exampleAxis: number): Value {
  const columns = z.shape.at(-1) ?? 1;
  const exampleOf = (i: number): number => (exampleAxis === z.shape.length - 1 ? i % columns : Math.floor(i / columns));
  const powers = mapNumbers(z, Math.exp);
  const totals = new Map<number, number>();
  powers.data.forEach((x, i) => {
    totals.set(exampleOf(i), (totals.get(exampleOf(i)) ?? 0) + x);
  });
  return mapNumbers(powers, (x, i) => x / totals.get(exampleOf(i))!);
}
