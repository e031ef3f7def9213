/** @file What the tests of gradcheck share: programs with a mistake planted, what must be found, and how large it is. */
import {
  evaluate,
  type Formulas,
  type GradcheckResult,
  gradcheck,
  InitialValue,
  RandomValues,
  Tensor,
  toValue,
  trace,
  type Value,
} from "evenkeel";
import { expect } from "vitest";
import { flattenTree, mapTree } from "../../src/tensor/tree.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { isClose, tolerances } from "../tolerance.ts";

const seed = 11;

/** A prime that is no dimension of the tests' programs. */
export const m = 7;

const random = new RandomStream(seed, streams.probe);

export const normalRows = (n: number, width: number): number[][] =>
  Array.from({ length: n }, () => Array.from({ length: width }, () => random.normal()));

export const oneHotRows = (n: number, classes: number): number[][] =>
  Array.from({ length: n }, () => {
    const label = random.below(classes);
    return Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0));
  });

export interface Rows {
  readonly x: readonly number[][];
  readonly y: readonly number[][];
}

export interface Expected {
  readonly mistake: string;
  /** Parameters whose gradient is wrong: all of them. */
  readonly wrong: readonly string[];
  /** Layers in which the mistake is made; wrong gradients below them follow. */
  readonly layers: readonly number[];
  readonly detail: RegExp;
  /** Of written to true, where they differ by nothing else. */
  readonly factor?: number;
}

const isTensorOrNothing = (x: unknown): x is Tensor | undefined => x === undefined || x instanceof Tensor;
const isInitial = (x: unknown): x is InitialValue => x instanceof InitialValue;

/** The gradients that a hand-written function gives, by the reference engine alone. */
function written<P>(formulas: Formulas<P>, { x, y }: Rows): Map<string, Value> {
  const initial = formulas.parameters(new RandomValues(seed));
  const type = (rows: number, columns: number) => ({ dtype: "float64" as const, shape: [rows, columns] });
  const types = {
    p: mapTree(initial, isInitial, ({ shape }) => ({ dtype: "float64" as const, shape })) as never,
    x: type(x.length, x[0]!.length),
    y: type(y.length, y[0]!.length),
  };
  const { graph, inputs } = trace(({ p, x, y }) => {
    const gradients = formulas.gradients!(p as never, { x: x as Tensor, y: y as Tensor });
    const leaves = flattenTree(gradients, isTensorOrNothing).filter(({ leaf }) => leaf);
    return Object.fromEntries(leaves.map(({ name, leaf }) => [name, leaf!]));
  }, types);
  const values = new Map(flattenTree(initial, isInitial).map(({ name, leaf }) => [`p.${name}`, leaf.data]));
  const flat = { x: x.flat(), y: y.flat() };
  const feeds = new Map(
    [...inputs].map(([name, node]) => {
      const data = values.get(name) ?? flat[name as "x" | "y"];
      return [node, toValue("float64", node.shape, data)];
    }),
  );
  const outputs = evaluate([...graph.outputs.values()], feeds);
  return new Map([...graph.outputs.keys()].map((name, i) => [name, outputs[i]!]));
}

const norm = (values: readonly number[]): number => Math.hypot(...values);

/** ‖wrong − right‖ / ‖right‖ of each parameter, from the two hand-written functions; null where their sizes differ. */
function sizes<P>(right: Formulas<P>, wrong: Formulas<P>, rows: Rows): Map<string, number | null> {
  const given = written(wrong, rows);
  return new Map(
    [...written(right, rows)].map(([name, truth]) => {
      const value = given.get(name);
      if (!value || String(value.shape) !== String(truth.shape)) return [name, null];
      const difference = Array.from(value.data, (v, i) => v - truth.data[i]!);
      return [name, norm(difference) / norm(Array.from(truth.data))];
    }),
  );
}

export const check = <P>(formulas: Formulas<P>, rows: Rows, options = {}): GradcheckResult =>
  gradcheck(formulas, rows, { seed, ...options });

/** The mistake, where it is made, what follows from it, and the size of each deviation. */
export function expectFound<P>(right: Formulas<P>, wrong: Formulas<P>, rows: Rows, expected: Expected): void {
  const result = check(wrong, rows, { batchSize: 100, learningRate: 0.03 });
  expect(result).toMatchObject({ right: false, examples: m, confirmation: { confirmed: true } });
  const found = result.parameters.filter((each) => !each.right);
  expect(found.map(({ name }) => name).sort()).toEqual([...expected.wrong].sort());
  const truth = sizes(right, wrong, rows);
  for (const { name, layer, deviation, factor, mistake, largest, site } of found) {
    expect({ name, mistake: mistake?.id, detail: mistake?.detail }).toEqual({
      name,
      mistake: expected.mistake,
      detail: expect.stringMatching(expected.detail),
    });
    expect(mistake!.certain).toBe(true);
    expect(expected.layers).toContain(mistake!.from ?? layer);
    const size = truth.get(name)!;
    if (size === null) {
      expect(deviation).toBeNaN();
    } else {
      expect(isClose(deviation, size, tolerances.float64.rounding.gradient), `${name}: ${deviation}, not ${size}`).toBe(
        true,
      );
      expect(largest.length).toBeGreaterThan(0);
    }
    if (expected.factor !== undefined) expect(factor).toBeCloseTo(expected.factor, 8);
    expect(site === null || site.file.endsWith(".test.ts")).toBe(true);
  }
}
