/** @file Random graphs from an op registry, random boxes for their inputs, and random points of the boxes. */
import { type Box, emptyBox, hullOf, uniformBox } from "../src/graph/box.ts";
import { isFloat, toValue, type Value } from "../src/graph/dtype.ts";
import type { Graph } from "../src/graph/graph.ts";
import { everyIndex } from "../src/graph/grid.ts";
import { makeNode, type Node } from "../src/graph/node.ts";
import { isAbsent, type OpDef, type Range, type SampleInput } from "../src/graph/op.ts";
import { eachCell } from "../src/ops/_cells.ts";
import { broadcastTo } from "../src/ops/broadcastTo.ts";
import { constant } from "../src/ops/constant.ts";
import { input } from "../src/ops/input.ts";
import { reshape } from "../src/ops/reshape.ts";
import { slice } from "../src/ops/slice.ts";
import { ShapeError } from "../src/util/errors.ts";
import { type FloatType, floatLimits, roundTo } from "../src/util/float.ts";
import type { RandomStream } from "../src/util/philox.ts";
import { type Shape, sizeOf } from "../src/util/shape.ts";

const shapes: readonly Shape[] = [[], [3], [2, 1], [2, 3], [2, 3], [3, 2], [1, 3], [2, 2, 3], [3, 3]];

const pick = <T>(list: readonly T[], random: RandomStream): T => list[random.below(list.length)]!;

export interface RandomGraph {
  readonly graph: Graph;
  readonly given: ReadonlyMap<Node, Box>;
}

interface Building {
  readonly dtype: FloatType;
  readonly random: RandomStream;
  readonly pool: Node[];
  readonly inputs: Node[];
  readonly given: Map<Node, Box>;
}

/** A graph of 3 to 12 ops on inputs with boxes; `dtype` stands for the floats of the ops' samples. */
export function randomGraph(ops: readonly OpDef[], dtype: FloatType, random: RandomStream): RandomGraph {
  const building: Building = { dtype, random, pool: [], inputs: [], given: new Map() };
  const usable = ops.filter((op) => op.samples.some(({ inputs }) => inputs.length > 0) && !isAbsent(op.range));
  for (let i = 1 + random.below(3); i > 0; i--) newInput(pick(shapes, random), building);
  for (let i = 3 + random.below(10); i > 0; i--) building.pool.push(nextNode(pick(usable, random), building));
  const used = new Set(building.pool.flatMap(({ inputs }) => inputs));
  const outputs = building.pool.filter((node) => !used.has(node));
  return {
    graph: { inputs: building.inputs, outputs: new Map(outputs.map((node, i) => [`y${i}`, node])) },
    given: building.given,
  };
}

function newInput(shape: Shape, building: Building): Node {
  const { dtype, random, inputs, pool, given } = building;
  if (random.uniform() < 0.3) {
    const data = Array.from({ length: sizeOf(shape) }, () => pointIn(randomRange(dtype, random), dtype, random));
    const node = constant(toValue(dtype, shape, data));
    pool.push(node);
    return node;
  }
  const node = input(`x${inputs.length}`, dtype, shape);
  inputs.push(node);
  given.set(node, randomBox(shape, dtype, random));
  pool.push(node);
  return node;
}

function nextNode(op: OpDef, building: Building): Node {
  const { random, pool, dtype } = building;
  const sample = pick(
    op.samples.filter(({ inputs }) => inputs.length > 0),
    random,
  );
  // attributes name axes and indices: other shapes than the sample's fit elementwise ops only
  for (let attempt = 0; attempt < 6 && op.cells === eachCell; attempt++) {
    const operands = sample.inputs.map((wanted) => ofDtype(wanted, building) ?? pick(pool, random));
    const node = tryNode(op, operands, sample.attrs);
    if (node && sizeOf(node.shape) <= 64) return node;
  }
  return makeNode(
    op,
    sample.inputs.map((wanted) => {
      const given = ofDtype(wanted, building);
      const fitting = pool.filter((node) => node.dtype === dtype);
      return given && !isFloat(given.dtype) ? shaped(given, wanted.shape) : shaped(pick(fitting, random), wanted.shape);
    }),
    sample.attrs,
  );
}

/** A node for an operand that must be whole or boolean: one of the pool or new; null where any float will do. */
function ofDtype(wanted: SampleInput, { random, pool, inputs, given }: Building): Node | null {
  if (wanted.dtype === undefined || isFloat(wanted.dtype)) return null;
  const same = pool.filter((node) => node.dtype === wanted.dtype && wanted.dtype === "bool");
  if (same.length > 0 && random.uniform() < 0.8) return pick(same, random);
  const [lo, hi] = wanted.domain ?? [0, 1];
  const data = Array.from({ length: sizeOf(wanted.shape) }, () => Math.round(lo + (hi - lo) * random.uniform()));
  if (random.uniform() < 0.5) return constant(toValue(wanted.dtype, wanted.shape, data));
  const node = input(`x${inputs.length}`, wanted.dtype, wanted.shape);
  inputs.push(node);
  given.set(node, uniformBox(wanted.shape, { lo: Math.ceil(lo), hi: Math.floor(hi), nan: false }));
  return node;
}

function tryNode(op: OpDef, operands: readonly Node[], attrs: unknown): Node | null {
  try {
    return makeNode(op, operands, attrs);
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}

/** The node's elements, or the first of them repeated, under another shape. */
function shaped(node: Node, shape: Shape): Node {
  if (sizeOf(node.shape) === sizeOf(shape)) return reshape(node, shape);
  const first = slice(
    node,
    node.shape.map(() => 0),
    node.shape.map(() => 1),
  );
  return broadcastTo(
    reshape(
      first,
      shape.map(() => 1),
    ),
    shape,
  );
}

/** Ends at which something happens in a dtype. */
function endsOf(dtype: FloatType): number[] {
  const { max, minNormal, minPositive, epsilon } = floatLimits[dtype];
  const root = Math.sqrt(max);
  const positive = [max, root, minNormal, minPositive, 1, 1, 1 + epsilon, 1 - epsilon, 50, 88, 100, 1e-3, 10, 0.5];
  return [...positive, ...positive.map((x) => -x), 0, 0, 0].map((x) => roundTo(x, dtype));
}

function randomRange(dtype: FloatType, random: RandomStream): Range {
  const end = (): number =>
    random.uniform() < 0.4
      ? pick(endsOf(dtype), random)
      : roundTo((random.uniform() - 0.5) * pick([4, 4, 40, 200], random), dtype);
  const [a, b] = [end(), end()];
  return { lo: Math.min(a, b), hi: Math.max(a, b), nan: false };
}

/** One range for all elements, or one for each. */
function randomBox(shape: Shape, dtype: FloatType, random: RandomStream): Box {
  if (random.uniform() < 0.6) return uniformBox(shape, randomRange(dtype, random));
  const box = emptyBox(shape, shape.map(everyIndex));
  for (let i = 0; i < box.lo.length; i++) {
    const { lo, hi } = randomRange(dtype, random);
    box.lo[i] = lo;
    box.hi[i] = hi;
  }
  return box;
}

/** An end, 0, or an inner point by size or by order of magnitude. */
function pointIn({ lo, hi }: Range, dtype: FloatType, random: RandomStream): number {
  const choice = random.uniform();
  if (choice < 0.2) return lo;
  if (choice < 0.4) return hi;
  if (choice < 0.5 && lo <= 0 && hi >= 0) return 0;
  const inner =
    choice < 0.75
      ? lo * (1 - random.uniform()) + hi * random.uniform()
      : pick([lo, hi], random) * 10 ** (-45 * random.uniform());
  return Math.min(Math.max(roundTo(inner, dtype), lo), hi);
}

/** A value inside the box, each element at an end more often than not. */
export function randomPoint(node: Node, box: Box, random: RandomStream): Value {
  const whole = !isFloat(node.dtype);
  const hull = hullOf(box);
  const data = Array.from({ length: sizeOf(node.shape) }, (_, i) => {
    const cell = box.lo.length === 1 ? 0 : i;
    const range = { lo: box.lo[cell]!, hi: box.hi[cell]!, nan: false };
    if (whole) return hull.lo + random.below(hull.hi - hull.lo + 1);
    return pointIn(range, node.dtype as FloatType, random);
  });
  return toValue(node.dtype, node.shape, data);
}
