/** @file One pass over a graph: the box of every node, and the events met on the way. */
import { type Box, type CellContext, hullOf, uniformBox } from "../graph/box.ts";
import { isFloat, isHalf, type Value } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { isAbsent, type Range } from "../graph/op.ts";
import { eachCell, repeatedCells, sameCells } from "../ops/_cells.ts";
import { floatLimits } from "../util/float.ts";
import { sizeOf } from "../util/shape.ts";
import { clampedTo, magnitudeOf, withoutNan } from "./clamp.ts";
import { boxOfValue, constantValue } from "./constants.ts";
import { type Escape, escaped } from "./escape.ts";
import type { FollowingEvent, RangeEvent } from "./event.ts";
import { excludes } from "./excludes.ts";
import { type HazardMet, hasInfinity, hazardsMet, isFiniteBox, withoutZones } from "./hazards.ts";
import { type Facts, tightened } from "./relation.ts";
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
  /** Nodes that an overflow's infinity can reach. */
  readonly escapes: Map<Node, Escape>;
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
  escapes: new Map(),
});

export type Given = ReadonlyMap<Node, Range | Box>;

const isBox = (given: Range | Box): given is Box => "cuts" in given;

/** Computes the box of a node from those of its operands, and notes what can go wrong there. */
export function visit(node: Node, given: Given, inputs: ReadonlySet<Node>, pass: Pass): void {
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
  const isInput = inputs.has(node);
  const unknown = !isInput && isAbsent(node.op.range) && !node.op.cells;
  if (unknown || isInput) {
    if (unknown) pass.unknown.add(node);
    if (unknown) pass.unsure.set(node, node);
    pass.boxes.set(node, unknownBox(node));
    return;
  }
  const box = computed(node, pass);
  const unsure = firstOf(node.inputs, pass.unsure);
  if (unsure && isHuge(box, node)) pass.unsure.set(node, unsure);
  pass.boxes.set(node, box);
}

/** Takes over what another pass found for the node; its events stay there. */
export function copyVisit(node: Node, from: Pass, to: Pass): void {
  const copy = <T>(source: ReadonlyMap<Node, T>, target: Map<Node, T>): void => {
    const found = source.get(node);
    if (found !== undefined) target.set(node, found);
  };
  copy(from.boxes, to.boxes);
  copy(from.values, to.values);
  copy(from.clipped, to.clipped);
  copy(from.unsure, to.unsure);
  copy(from.escapes, to.escapes);
  if (from.unknown.has(node)) to.unknown.add(node);
}

/** What is known of the first of the nodes of which something is. */
const firstOf = <T>(nodes: readonly Node[], known: ReadonlyMap<Node, T>): T | undefined =>
  known.size === 0 ? undefined : nodes.map((node) => known.get(node)).find((found) => found !== undefined);

/** An input without a stated range and an unknown op: any finite number. */
function unknownBox(node: Node): Box {
  const [lo, hi] = limitsOf(node.dtype);
  return uniformBox(node.shape, { lo, hi, nan: false });
}

function computed(node: Node, pass: Pass): Box {
  if (sizeOf(node.shape) === 0) return uniformBox(node.shape, { lo: 0, hi: 0, nan: false });
  const operands = node.inputs.map((input) => pass.boxes.get(input)!);
  const result = applied(node, operands, pass);
  const arrived = escaped(node, pass.boxes, pass.escapes);
  if (arrived && !arrived.range.nan) pass.escapes.set(node, arrived);
  if (!isFloat(node.dtype) || isFiniteBox(result)) {
    const cause = firstOf(node.inputs, pass.clipped);
    if (cause && isFloat(node.dtype) && isHuge(result, node)) pass.clipped.set(node, cause);
    if (arrived?.range.nan) noteMeeting(node, arrived, pass);
    return result;
  }
  return afterEvents(node, operands, result, pass);
}

/** Beyond the square root of the largest number, which sizes reach from large sizes only. */
const isHuge = (box: Box, { dtype }: Node): boolean => magnitudeOf(box) > Math.sqrt(limitsOf(dtype)[1]);

/** The op's rule, rounded outward, and tightened by what is known of it besides. */
function applied(node: Node, operands: readonly Box[], pass: Pass): Box {
  const raw = rawCells(node, operands, pass);
  return tightened(node, rounded(raw, node, pass.flushToZero), factsOf(pass));
}

/** The node's rule on other operands, rounded outward, without relations. */
export const again = (node: Node, operands: readonly Box[], pass: Pass): Box =>
  rounded(rawCells(node, operands, pass), node, pass.flushToZero);

/** How far back a box is computed again under an assumption. */
const reappliedDepth = 12;

export const factsOf = (pass: Pass): Facts => ({
  boxes: pass.boxes,
  flushToZero: pass.flushToZero,
  reapplied: (node, assumed) => reapplied(node, new Map(assumed), pass, reappliedDepth),
});

/** Ops whose element at a place depends on the operands' elements at that place alone. */
const keepsPlaces = ({ op: { cells } }: Node): boolean =>
  cells === eachCell || cells === repeatedCells || cells === sameCells;

/**
 * The node's box computed again from the boxes known of nodes before it, without relations; null where none is used.
 * Elements must keep their places, for what is known is known of one place at a time.
 */
function reapplied(node: Node, known: Map<Node, Box | null>, pass: Pass, levels: number): Box | null {
  const found = known.get(node);
  if (found !== undefined) return found;
  if (levels === 0 || !keepsPlaces(node) || pass.values.has(node)) return null;
  const operands = node.inputs.map((input) => reapplied(input, known, pass, levels - 1));
  const changed = operands.some((box) => box !== null);
  const result = changed
    ? again(
        node,
        operands.map((box, i) => box ?? pass.boxes.get(node.inputs[i]!)!),
        pass,
      )
    : null;
  known.set(node, result);
  return result;
}

function rawCells(node: Node, operands: readonly Box[], pass: Pass): Box {
  const { range, cells } = node.op;
  if (cells) return cells(operands, node, contextOf(node, pass));
  if (isAbsent(range)) return unknownBox(node);
  return uniformBox(node.shape, range(operands.map(hullOf), node));
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
  const facts = factsOf(pass);
  const reached = hazardsMet(node, operands, result);
  const met = reached.filter(
    ({ hazard, limit, isPoint }) => !isPoint || !excludes(node.inputs[hazard.operand]!, limit, facts),
  );
  for (const { hazard, found, limit } of met) note(node, { kind: "hazard", hazard, found, limit }, pass);
  const finite = withoutZones(node, operands, reached).map((box, i) =>
    withoutNan(clampedTo(box, limitsOf(node.inputs[i]!.dtype))),
  );
  const without = applied(node, finite, pass);
  if (met.length === 0) {
    const hull = hullOf(without);
    const handedOn = operands.some((box) => hullOf(box).nan);
    if (hull.lo < limits[0] || hull.hi > limits[1]) {
      note(
        node,
        { kind: "overflow", hazard: null, found: hull, limit: limits[1], nearPoint: reached.length > 0 },
        pass,
      );
    } else if (hullOf(result).nan && !handedOn) {
      note(node, { kind: "not-a-number", hazard: null, found: hullOf(result), limit: limits[1] }, pass);
    }
    if (handedOn || operands.some(hasInfinity)) return intended(result, without, limits, handedOn);
  }
  if (isOverflow(met, pass.events.at(-1), node))
    pass.escapes.set(node, { range: { ...hullOf(result), nan: false }, root: node });
  return withoutNan(clampedTo(without, limits));
}

/** Whether what was noted at the node gives infinities of one sign, which later nodes can see. */
const isOverflow = (met: readonly HazardMet[], last: RangeEvent | undefined, node: Node): boolean =>
  met.length > 0
    ? met.every(({ hazard }) => hazard.gives === "Infinity")
    : last?.node === node && last.kind === "overflow";

/** Two infinities of one overflow meet: the first NaN is a finding of its own, for it is no longer a large number. */
function noteMeeting(node: Node, { range, root }: Escape, pass: Pass): void {
  const [, limit] = limitsOf(node.dtype);
  const found = { lo: range.lo, hi: range.hi, nan: true };
  const rest = { flushOnly: false, source: root, gradual: false, discarded: false };
  if (!firstOf(node.inputs, pass.unsure)) {
    pass.events.push({ node, kind: "not-a-number", hazard: null, found, limit, ...rest });
  }
}

/** Infinities of the operands that the result hands on stay, those that arise here are cut off. */
function intended(result: Box, without: Box, limits: readonly [number, number], nan: boolean): Box {
  const { lo: least, hi: most } = hullOf(without);
  const keepsLow = least >= limits[0];
  const keepsHigh = most <= limits[1];
  const clamped = clampedTo(result, [keepsLow ? -Infinity : limits[0], keepsHigh ? Infinity : limits[1]]);
  return nan ? clamped : withoutNan(clamped);
}

interface Noted extends Pick<RangeEvent, "kind" | "hazard" | "found" | "limit"> {
  /** The operand comes as near to a forbidden point as its dtype allows, but not to the point. */
  readonly nearPoint?: boolean;
}

function note(node: Node, noted: Noted, pass: Pass): void {
  const cause = noted.kind === "hazard" ? undefined : firstOf(node.inputs, pass.clipped);
  const followsFrom = firstOf(node.inputs, pass.unsure) ?? cause;
  const source = noted.kind === "overflow" ? sourceOf(node, pass) : node;
  const { nearPoint = false, ...what } = noted;
  const gradual = nearPoint || isGradual(node, noted, pass);
  const event = { ...what, node, flushOnly: false, source, gradual, discarded: false };
  if (followsFrom) pass.following.push({ ...event, followsFrom });
  else pass.events.push(event);
  pass.clipped.set(node, followsFrom ?? node);
}

/** The node at or before an overflow whose values are huge while its own operands are not. */
function sourceOf(node: Node, { boxes }: Pass): Node {
  let source = node;
  for (;;) {
    const huge = source.inputs.filter((input) => isFloat(input.dtype) && isHuge(boxes.get(input)!, input));
    const largest = huge.sort((a, b) => magnitudeOf(boxes.get(b)!) - magnitudeOf(boxes.get(a)!))[0];
    if (!largest) return source;
    source = largest;
  }
}

/** Whether a size beyond the limit was reached in many steps of which none was steep. */
function isGradual(node: Node, { kind, hazard, limit, found }: Noted, pass: Pass): boolean {
  const root = Math.sqrt(limitsOf(node.dtype)[1]);
  if (kind === "not-a-number" || (hazard && (hazard.gives !== "Infinity" || limit < root / 2))) return false;
  const source = sourceOf(hazard ? node.inputs[hazard.operand]! : node, pass);
  if (source.inputs.length === 0) return false;
  const before = source.inputs.map((input) => magnitudeOf(pass.boxes.get(input)!));
  const reached =
    source === node ? Math.max(Math.abs(found.lo), Math.abs(found.hi)) : magnitudeOf(pass.boxes.get(source)!);
  return reached <= root * Math.max(1, ...before);
}
