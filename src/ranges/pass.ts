/** @file One pass over a graph: the box of every node, and the events met on the way. */
import { type Box, type CellContext, hullOf, uniformBox } from "../graph/box.ts";
import { isFloat, isHalf, type Value } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { isAbsent, type Range } from "../graph/op.ts";
import { floatLimits } from "../util/float.ts";
import { clampedTo, magnitudeOf, withoutNan } from "./clamp.ts";
import { boxOfValue, constantValue } from "./constants.ts";
import type { FollowingEvent, RangeEvent } from "./event.ts";
import { hasInfinity, hazardsMet, isFiniteBox, withoutZones } from "./hazards.ts";
import { tightened } from "./relation.ts";
import { limitsOf, rounded } from "./rounding.ts";

export interface Pass {
  readonly flushToZero: boolean;
  readonly boxes: Map<Node, Box>;
  readonly values: Map<Node, Value>;
  readonly events: RangeEvent[];
  readonly following: FollowingEvent[];
  /** Nodes whose op says nothing about its results. */
  readonly unknown: Set<Node>;
  /** Nodes whose bounds were cut off at an event, or follow from such bounds: the node of the event. */
  readonly clipped: Map<Node, Node>;
  /** Nodes whose bounds follow from an unknown op. */
  readonly unsure: Map<Node, Node>;
}

export const newPass = (flushToZero: boolean): Pass => ({
  flushToZero,
  boxes: new Map(),
  values: new Map(),
  events: [],
  following: [],
  unknown: new Set(),
  clipped: new Map(),
  unsure: new Map(),
});

type Given = ReadonlyMap<Node, Range | Box>;

const isBox = (given: Range | Box): given is Box => "cuts" in given;

/** Computes the box of a node from those of its operands, and notes what can go wrong there. */
export function visit(node: Node, given: Given, pass: Pass): void {
  const stated = given.get(node);
  if (stated) {
    pass.boxes.set(node, rounded(isBox(stated) ? stated : uniformBox(node.shape, stated), node, pass.flushToZero));
    return;
  }
  const value = constantValue(node, pass.values);
  if (value) {
    pass.values.set(node, value);
    pass.boxes.set(node, rounded(boxOfValue(value), node, pass.flushToZero));
    return;
  }
  const unknown = node.inputs.length > 0 && isAbsent(node.op.range) && !node.op.cells;
  const unsure = unknown ? node : node.inputs.map((input) => pass.unsure.get(input)).find((found) => found);
  if (unsure) pass.unsure.set(node, unsure);
  if (unknown || node.inputs.length === 0) {
    if (unknown) pass.unknown.add(node);
    pass.boxes.set(node, unknownBox(node));
    return;
  }
  pass.boxes.set(node, computed(node, pass));
}

/** An input without a stated range and an unknown op: any finite number. */
function unknownBox(node: Node): Box {
  const [lo, hi] = limitsOf(node.dtype);
  return uniformBox(node.shape, { lo, hi, nan: false });
}

function computed(node: Node, pass: Pass): Box {
  const operands = node.inputs.map((input) => pass.boxes.get(input)!);
  const result = applied(node, operands, pass);
  if (!isFloat(node.dtype) || isFiniteBox(result)) {
    const cause = node.inputs.map((input) => pass.clipped.get(input)).find((found) => found);
    if (cause && isFloat(node.dtype) && isHuge(result, node)) pass.clipped.set(node, cause);
    return result;
  }
  return afterEvents(node, operands, result, pass);
}

/** Beyond the square root of the largest number, which sizes reach from large sizes only. */
const isHuge = (box: Box, { dtype }: Node): boolean => magnitudeOf(box) > Math.sqrt(limitsOf(dtype)[1]);

/** The op's rule, rounded outward, and tightened by what is known of it besides. */
export function applied(node: Node, operands: readonly Box[], pass: Pass): Box {
  const { range, cells } = node.op;
  const raw = cells
    ? cells(operands, node, contextOf(node, pass))
    : uniformBox(node.shape, (range as Exclude<typeof range, { absent: string }>)(operands.map(hullOf), node));
  return tightened(node, rounded(raw, node, pass.flushToZero), pass);
}

function contextOf(node: Node, { values, flushToZero }: Pass): CellContext {
  const summed = isFloat(node.dtype) ? floatLimits[isHalf(node.dtype) ? "float32" : node.dtype] : floatLimits.float64;
  return {
    constant: (operand) => values.get(node.inputs[operand]!) ?? null,
    roundoff: summed.epsilon / 2,
    largest: summed.max,
    smallest: flushToZero ? summed.minNormal : summed.minPositive,
  };
}

/** Notes why the result is not finite, and gives the box with which the analysis goes on. */
function afterEvents(node: Node, operands: readonly Box[], result: Box, pass: Pass): Box {
  const limits = limitsOf(node.dtype);
  const met = hazardsMet(node, operands, result);
  for (const { hazard, found, limit } of met) note(node, { kind: "hazard", hazard, found, limit }, pass);
  const finite = withoutZones(node, operands, met).map((box, i) =>
    withoutNan(clampedTo(box, limitsOf(node.inputs[i]!.dtype))),
  );
  const without = applied(node, finite, pass);
  if (met.length === 0) {
    const hull = hullOf(without);
    const handedOn = operands.some((box) => hullOf(box).nan);
    if (hull.lo < limits[0] || hull.hi > limits[1]) {
      note(node, { kind: "overflow", hazard: null, found: hull, limit: limits[1] }, pass);
    } else if (hullOf(result).nan && !handedOn) {
      note(node, { kind: "not-a-number", hazard: null, found: hullOf(result), limit: limits[1] }, pass);
    }
    if (handedOn || operands.some(hasInfinity)) return intended(result, without, limits, handedOn);
  }
  return withoutNan(clampedTo(without, limits));
}

/** Infinities of the operands that the result hands on stay, those that arise here are cut off. */
function intended(result: Box, without: Box, limits: readonly [number, number], nan: boolean): Box {
  const { lo: least, hi: most } = hullOf(without);
  const keepsLow = least >= limits[0];
  const keepsHigh = most <= limits[1];
  const clamped = clampedTo(result, [keepsLow ? -Infinity : limits[0], keepsHigh ? Infinity : limits[1]]);
  return nan ? clamped : withoutNan(clamped);
}

type Noted = Pick<RangeEvent, "kind" | "hazard" | "found" | "limit">;

function note(node: Node, noted: Noted, pass: Pass): void {
  const event: RangeEvent = {
    ...noted,
    node,
    flushOnly: false,
    source: sourceOf(node, noted.kind, pass),
    discarded: false,
  };
  const causes = noted.kind === "hazard" ? [] : node.inputs.map((input) => pass.clipped.get(input));
  const followsFrom = pass.unsure.get(node) ?? causes.find((cause) => cause);
  if (followsFrom) pass.following.push({ ...event, followsFrom });
  else pass.events.push(event);
  pass.clipped.set(node, followsFrom ?? node);
}

/** The node before an overflow whose values are huge while its own operands are not. */
function sourceOf(node: Node, kind: RangeEvent["kind"], { boxes }: Pass): Node {
  let source = node;
  while (kind === "overflow") {
    const huge = source.inputs.filter((input) => isFloat(input.dtype) && isHuge(boxes.get(input)!, input));
    const largest = huge.sort((a, b) => magnitudeOf(boxes.get(b)!) - magnitudeOf(boxes.get(a)!))[0];
    if (!largest) break;
    source = largest;
  }
  return source;
}
