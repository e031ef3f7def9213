/** @file What every stability rewrite must satisfy, over the registry. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import { evaluate } from "../../src/engine/reference/evaluate.ts";
import { toValue, type Value } from "../../src/graph/dtype.ts";
import { type Graph, nodesOf } from "../../src/graph/graph.ts";
import { type Node, type Site, withOrigin } from "../../src/graph/node.ts";
import { printGraph } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { constant } from "../../src/ops/constant.ts";
import { input } from "../../src/ops/input.ts";
import type { HardPoint, Rewrite, RewriteProgram } from "../../src/rewrite/rule.ts";
import { rewrites } from "../../src/rewrite/stability/index.ts";
import { stabilize } from "../../src/rewrite/stabilize.ts";
import { floatLimits } from "../../src/util/float.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { sizeOf } from "../../src/util/shape.ts";
import { Decimal, evaluateReal, gradientReal, type Real } from "../decimal.ts";
import { tolerances } from "../tolerance.ts";

const site: Site = { file: "model.ts", line: 7, column: 3 };
const seeds = [1, 2];
const allowed = tolerances.float32.rounding;
/** 40 of the 50 digits. */
const lastDigits = 1e-40;
/** Gradients are compared in this many elements: each costs two evaluations in decimal numbers. */
const comparedElements = 6;
/** An added ε ≤ 1e-6 changes log p by ε/p, and ordinary samples have p ≥ 1e-3. */
const guardEffect = 2e-3;

interface Program {
  readonly inputs: Readonly<Record<string, Node>>;
  readonly graph: Graph;
  readonly output: Node;
}

function programOf({ inputs, build }: RewriteProgram): Program {
  return withOrigin({ site, via: [] }, () => {
    const nodes = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, dtype = "float32" }]) => [name, input(name, dtype, shape)]),
    );
    const output = build(nodes);
    return { inputs: nodes, output, graph: { inputs: Object.values(nodes), outputs: new Map([["out", output]]) } };
  });
}

const outputOf = (graph: Graph): Node => graph.outputs.get("out")!;
const rewritten = (graph: Graph, rule: Rewrite): Graph => stabilize(graph, { rules: [rule] }).graph;

type Samples = ReadonlyMap<Node, Value>;

function sample({ inputs }: RewriteProgram, nodes: Program["inputs"], seed: number, hard?: HardPoint): Samples {
  const random = new RandomStream(seed, streams.probe);
  return new Map(
    Object.entries(inputs).map(([name, { shape, dtype = "float32", domain = [-3, 3], values }]) => {
      const given = hard?.inputs[name] ?? values;
      const data = Array.from({ length: sizeOf(shape) }, (_, i) =>
        given ? given[i % given.length]! : domain[0] + random.uniform() * (domain[1] - domain[0]),
      );
      return [nodes[name]!, toValue(dtype, shape, data)];
    }),
  );
}

const asReals = (values: ArrayLike<number>): Real[] => Array.from(values, (x) => new Decimal(x));
const realFeeds = (samples: Samples): Map<Node, Real[]> =>
  new Map([...samples].map(([node, { data }]) => [node, asReals(data)]));
const inFloat32 = (node: Node, samples: Samples): number[] => Array.from(evaluate([node], samples)[0]!.data);

/** A seed that is no constant along any axis, so that no gradient cancels to zero. */
const seedFor = (node: Node): Node =>
  constant(
    toValue(
      "float32",
      node.shape,
      Array.from({ length: sizeOf(node.shape) }, (_, i) => 0.5 + ((i * 7) % 11) / 8),
    ),
  );

/** What the program means: its naive form in real arithmetic, or the form after where a guard distorts it. */
function meaning(rule: Rewrite, naive: Node, stable: Node, samples: Samples): Node {
  if (rule.equality === "guard-inactive") return stable;
  return evaluateReal(naive, realFeeds(samples)).some((x) => x.isNaN()) ? stable : naive;
}

/** Largest distance relative to the largest magnitude, over the elements whose truth is known. */
function distance(found: readonly number[], truth: readonly Real[]): number {
  if (!found.every(Number.isFinite)) return Number.POSITIVE_INFINITY;
  const scale = Decimal.max(...truth.map((x) => x.abs()), floatLimits.float32.minNormal);
  return Math.max(...truth.map((x, i) => errorOver(found[i]!, x, scale)));
}

/** Largest distance relative to each element; below the smallest normal number nothing counts. */
const elementwise = (found: readonly number[], truth: readonly Real[]): number =>
  Math.max(...found.map((x, i) => errorOver(x, truth[i]!, truth[i]!.abs())));

function errorOver(found: number, truth: Real, scale: Real): number {
  if (!Number.isFinite(found)) return Number.POSITIVE_INFINITY;
  const difference = new Decimal(found).minus(truth).abs();
  return difference.lt(floatLimits.float32.minNormal) ? 0 : difference.div(scale).toNumber();
}

interface Gradient {
  readonly name: string;
  readonly node: Node;
  readonly input: Node;
}

/** Gradients taken after rewriting with the rule, and rewritten once more by all rules; or of the program as it is. */
function gradients(program: Program, declared: RewriteProgram, rule: Rewrite | null): Gradient[] {
  const graph = rule ? rewritten(program.graph, rule) : program.graph;
  const names = Object.keys(declared.inputs).filter((name) => !declared.inputs[name]!.values);
  const output = outputOf(graph);
  const nodes = differentiate(
    output,
    names.map((name) => program.inputs[name]!),
    seedFor(output),
  );
  return names.map((name, i) => {
    const outputs = new Map([["out", nodes[i]!]]);
    const node = rule ? outputOf(stabilize({ ...graph, outputs }, { gradientsTaken: true }).graph) : nodes[i]!;
    return { name, node, input: program.inputs[name]! };
  });
}

function trueGradient(rule: Rewrite, program: Program, samples: Samples, wrt: Node): readonly Real[] {
  const stable = outputOf(rewritten(program.graph, rule));
  const node = meaning(rule, program.output, stable, samples);
  const seed = asReals((seedFor(node).attrs as Value).data);
  return gradientReal(node, seed, realFeeds(samples), { input: wrt, count: comparedElements });
}

describe.each(rewrites.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  const cases = rule.cases.map((declared) => [declared.title, declared, programOf(declared)] as const);
  const hardPoints = cases.flatMap(([title, declared, program]) =>
    (declared.hard ?? []).map(
      (hard) => [`${title} at ${JSON.stringify(hard.inputs)}`, declared, program, hard] as const,
    ),
  );

  test.each(cases)("fires on %s and keeps type, graph and source line", (_title, _declared, { graph, output }) => {
    const { graph: after, applied } = stabilize(graph, { rules: [rule] });
    verify(after);
    expect(applied.length).toBeGreaterThan(0);
    expect([outputOf(after).shape, outputOf(after).dtype]).toEqual([output.shape, output.dtype]);
    for (const step of applied) expect(step).toMatchObject({ rule: rule.id, site });
    const old = new Set(nodesOf(graph));
    for (const node of nodesOf(after).filter((node) => !old.has(node))) expect(node.origin.site).toEqual(site);
    const steps = nodesOf(after).flatMap((node) => node.origin.via);
    for (const step of steps) expect(step).toBe(`rewritten by ${rule.id}`);
  });

  test.each(cases)("applied twice to %s changes nothing", (_title, _declared, { graph }) => {
    const once = rewritten(graph, rule);
    const twice = stabilize(once, { rules: [rule] });
    expect(twice.applied).toEqual([]);
    expect(printGraph(twice.graph)).toBe(printGraph(once));
  });

  test.each(cases)("%s under all rules ends in a graph that they leave alone", (_title, _declared, { graph }) => {
    const once = stabilize(graph).graph;
    verify(once);
    const twice = stabilize(once);
    expect(twice.applied).toEqual([]);
    expect(printGraph(twice.graph)).toBe(printGraph(once));
  });

  test.each(cases)("both sides of %s are the same real number", (_title, declared, { inputs, graph, output }) => {
    const stable = outputOf(rewritten(graph, rule));
    for (const seed of seeds) {
      const samples = sample(declared, inputs, seed);
      const [before, after] = [output, stable].map((node) => evaluateReal(node, realFeeds(samples))) as [
        Real[],
        Real[],
      ];
      const limit = rule.equality === "real" ? lastDigits : guardEffect;
      after.forEach((x, i) => {
        const difference = x.minus(before[i]!).abs().div(before[i]!.abs().plus(1)).toNumber();
        expect(difference, `seed ${seed}, element ${i}: ${before[i]} became ${x}`).toBeLessThan(limit);
      });
    }
  });

  test.each(cases)("%s is accurate in float32 over its domain", (_title, declared, { inputs, graph, output }) => {
    const stable = outputOf(rewritten(graph, rule));
    for (const seed of seeds) {
      const samples = sample(declared, inputs, seed);
      const truth = evaluateReal(meaning(rule, output, stable, samples), realFeeds(samples));
      expect(distance(inFloat32(stable, samples), truth), `seed ${seed}`).toBeLessThanOrEqual(allowed.forward.relative);
    }
  });

  test.each(cases)("the gradients of %s are right", (_title, declared, program) => {
    const samples = sample(declared, program.inputs, seeds[0]!);
    for (const { name, node, input } of gradients(program, declared, rule)) {
      const truth = trueGradient(rule, program, samples, input);
      const found = distance(inFloat32(node, samples), truth);
      expect(found, `seed ${seeds[0]}, input ${name}`).toBeLessThanOrEqual(allowed.gradient.relative);
    }
  });

  test.each(rule.nearMisses.map((program) => [program.title, program] as const))(
    "leaves %s alone",
    (_title, declared) => {
      const { graph } = programOf(declared);
      const untouched = stabilize(graph, { rules: [] }).graph;
      const { graph: after, applied } = stabilize(graph, { rules: [rule] });
      expect(applied).toEqual([]);
      expect(printGraph(after)).toBe(printGraph(untouched));
    },
  );

  if (rule.role === "stabilizes") {
    test("has a point at which the form before fails", () => expect(hardPoints.length).toBeGreaterThan(0));
  }

  if (hardPoints.length === 0) return;

  test.each(hardPoints)("%s: right after, at least 1000 times worse before", (_title, declared, program, hard) => {
    const samples = sample(declared, program.inputs, 1, hard);
    const stable = outputOf(rewritten(program.graph, rule));
    const truth = evaluateReal(meaning(rule, program.output, stable, samples), realFeeds(samples));
    const after = elementwise(inFloat32(stable, samples), truth);
    expect(after).toBeLessThanOrEqual(allowed.forward.relative);
    const underAllRules = outputOf(stabilize(program.graph).graph);
    expect(elementwise(inFloat32(underAllRules, samples), truth)).toBeLessThanOrEqual(allowed.forward.relative);
    if (hard.fails !== "value") return;
    const before = elementwise(inFloat32(program.output, samples), truth);
    expect(before).toBeGreaterThanOrEqual(1000 * Math.max(after, floatLimits.float32.epsilon / 2));
  });

  const differentiable = hardPoints.filter(([, , , hard]) => !hard.noGradient);
  if (differentiable.length === 0) return;

  test.each(differentiable)("%s: finite and right gradients after", (_title, declared, program, hard) => {
    const samples = sample(declared, program.inputs, 1, hard);
    let before = 0;
    let after = 0;
    const naive = gradients(program, declared, null);
    gradients(program, declared, rule).forEach(({ node, input }, i) => {
      const truth = trueGradient(rule, program, samples, input);
      after = Math.max(after, distance(inFloat32(node, samples), truth));
      before = Math.max(before, distance(inFloat32(naive[i]!.node, samples), truth));
    });
    expect(after).toBeLessThanOrEqual(allowed.gradient.relative);
    if (hard.fails === "gradient") {
      expect(before).toBeGreaterThanOrEqual(1000 * Math.max(after, floatLimits.float32.epsilon / 2));
    }
  });
});
