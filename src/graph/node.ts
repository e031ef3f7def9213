/** @file Node: one op applied to inputs, immutable, with its type and where it came from. */

import { ShapeError } from "../util/errors.ts";
import type { Shape } from "../util/shape.ts";
import type { DType, Type } from "./dtype.ts";
import type { OpDef } from "./op.ts";

/** A place in the user's program. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a node came from: the user's line, and what passes did to it. */
export interface Origin {
  readonly site: Site | null;
  /** For example "gradient of exp" or "rewritten by log-softmax"; outermost last. */
  readonly via: readonly string[];
}

export interface Node<A = unknown> {
  readonly id: number;
  readonly op: OpDef<A>;
  readonly inputs: readonly Node[];
  readonly attrs: A;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Origin;
}

const nowhere: Origin = { site: null, via: [] };
let currentOrigin: Origin = nowhere;
let nextId = 1;

/** Runs `build`; nodes it makes carry `origin`. */
export function withOrigin<T>(origin: Origin, build: () => T): T {
  const previous = currentOrigin;
  currentOrigin = origin;
  try {
    return build();
  } finally {
    currentOrigin = previous;
  }
}

/** Runs `build`; nodes it makes come from the user's line `site`. */
export const atSite = <T>(site: Site | null, build: () => T): T => withOrigin({ site, via: currentOrigin.via }, build);

/** Runs `build`; nodes it makes are part of `part`, such as the layer "dense2". */
export const within = <T>(part: string, build: () => T): T =>
  withOrigin({ site: currentOrigin.site, via: [...currentOrigin.via, part] }, build);

/** Runs `build`; nodes it makes have the origin of `node` with one step added. */
export const derivedFrom = <T>(node: Node, step: string, build: () => T): T =>
  withOrigin({ site: node.origin.site, via: [...node.origin.via, step] }, build);

export const formatSite = (site: Site): string => `${site.file}:${site.line}:${site.column}`;

/** Applies an op: checks its inputs, infers the type, records the origin. */
export function makeNode<A>(op: OpDef<A>, inputs: readonly Node[], attrs: A): Node<A> {
  const { shape, dtype } = inferAt(op, inputs, attrs);
  return { id: nextId++, op, inputs, attrs, shape, dtype, origin: currentOrigin };
}

function inferAt<A>(op: OpDef<A>, inputs: readonly Type[], attrs: A): Type {
  try {
    return op.infer(inputs, attrs);
  } catch (error) {
    if (error instanceof ShapeError && currentOrigin.site && !error.detail.where) {
      throw new ShapeError(error.message, {
        ...error.detail,
        where: formatSite(currentOrigin.site),
        site: currentOrigin.site,
      });
    }
    throw error;
  }
}

/** The same op on other inputs, with the same origin: how passes rebuild a graph. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((input, i) => input === node.inputs[i])) return node;
  return withOrigin(node.origin, () => makeNode(node.op, inputs, node.attrs));
}
