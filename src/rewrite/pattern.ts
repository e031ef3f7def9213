/** @file Patterns of graph nodes as plain data, and the matcher that binds their variables. */
import type { Node } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { uniformValue } from "./constants.ts";

export type Pattern =
  | { readonly kind: "any"; readonly name: string; readonly when?: Condition }
  | { readonly kind: "constant"; readonly name?: string; readonly accepts: (value: number) => boolean }
  | OpPattern
  | { readonly kind: "either"; readonly alternatives: readonly Pattern[] }
  | ChainPattern;

/** A further condition on a matched node, given what is bound so far. */
export type Condition = (node: Node, bindings: Bindings) => boolean;

export interface OpPattern {
  readonly kind: "op";
  readonly op: OpDef;
  readonly inputs: readonly Pattern[];
  /** Binds the node itself; another use of the name must be the same node. */
  readonly name?: string;
  readonly when?: Condition;
}

/** Zero or more nodes on the way down to `inner`; binds the nodes passed, outermost first. */
export interface ChainPattern {
  readonly kind: "chain";
  readonly name: string;
  /** The node below `node` if the chain may go on through it, else null. */
  readonly step: (node: Node) => Node | null;
  readonly inner: Pattern;
  readonly when?: (passed: readonly Node[], inner: Node, bindings: Bindings) => boolean;
}

/** A variable: matches every node; each use of one name must be the same node. */
export const any = (name: string, when?: Condition): Pattern => ({ kind: "any", name, ...(when && { when }) });

/** A constant whose elements all equal `value` exactly, of any shape. */
export const constant = (value: number): Pattern => ({ kind: "constant", accepts: (found) => found === value });

export const constantWhere = (name: string, accepts: (value: number) => boolean): Pattern => ({
  kind: "constant",
  name,
  accepts,
});

type OpOptions = Pick<OpPattern, "name" | "when">;

/** An application of the op; a commutative op is tried in both orders of its operands. */
export function op(op: OpDef, ...parts: readonly (Pattern | OpOptions)[]): OpPattern {
  const inputs = parts.filter((part): part is Pattern => "kind" in part);
  return { kind: "op", op, inputs, ...parts.find((part): part is OpOptions => !("kind" in part)) };
}

export const either = (...alternatives: readonly Pattern[]): Pattern => ({ kind: "either", alternatives });

export const chain = (
  name: string,
  step: ChainPattern["step"],
  inner: Pattern,
  when?: ChainPattern["when"],
): Pattern => ({
  kind: "chain",
  name,
  step,
  inner,
  ...(when && { when }),
});

type Bound = Node | number | readonly Node[];

/** What a match bound, as a persistent list, so that trying another order forgets by itself. */
export class Bindings {
  readonly #name: string;
  readonly #value: Bound | null;
  readonly #rest: Bindings | null;
  static readonly none: Bindings = new Bindings("", null, null);

  private constructor(name: string, value: Bound | null, rest: Bindings | null) {
    this.#name = name;
    this.#value = value;
    this.#rest = rest;
  }

  /** Null where the name is bound to something else. */
  bind(name: string, value: Bound): Bindings | null {
    const present = this.#find(name);
    if (present === undefined) return new Bindings(name, value, this);
    return present === value ? this : null;
  }

  #find(name: string): Bound | undefined {
    let list: Bindings | null = this;
    while (list && list.#value !== null) {
      if (list.#name === name) return list.#value;
      list = list.#rest;
    }
    return undefined;
  }

  #get(name: string): Bound {
    const value = this.#find(name);
    if (value === undefined) throw new Error(`the pattern binds no "${name}"`);
    return value;
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  node(name: string): Node {
    return this.#get(name) as Node;
  }

  /** The attributes of the node bound to the name. */
  attrs<A>(name: string): A {
    return this.node(name).attrs as A;
  }

  number(name: string): number {
    return this.#get(name) as number;
  }

  path(name: string): readonly Node[] {
    return this.#get(name) as readonly Node[];
  }
}

type Then = (bindings: Bindings) => Bindings | null;

/** The first way in which the pattern fits the node, or null. */
export const match = (pattern: Pattern, node: Node): Bindings | null =>
  matchThen(pattern, node, Bindings.none, (b) => b);

/** Fits `pattern`, then asks `then`; where that fails, the next way of fitting is tried. */
function matchThen(pattern: Pattern, node: Node, bindings: Bindings, then: Then): Bindings | null {
  switch (pattern.kind) {
    case "any": {
      const bound = bindings.bind(pattern.name, node);
      return bound && (!pattern.when || pattern.when(node, bound)) ? then(bound) : null;
    }
    case "constant": {
      const value = uniformValue(node);
      if (value === null || !pattern.accepts(value)) return null;
      const bound = pattern.name ? bindings.bind(pattern.name, value) : bindings;
      return bound && then(bound);
    }
    case "op":
      return matchOp(pattern, node, bindings, then);
    case "either":
      for (const alternative of pattern.alternatives) {
        const found = matchThen(alternative, node, bindings, then);
        if (found) return found;
      }
      return null;
    case "chain":
      return matchChain(pattern, node, bindings, then);
  }
}

function matchOp(pattern: OpPattern, node: Node, bindings: Bindings, then: Then): Bindings | null {
  if (node.op !== pattern.op || node.inputs.length !== pattern.inputs.length) return null;
  const bound = pattern.name ? bindings.bind(pattern.name, node) : bindings;
  if (!bound) return null;
  const finish: Then = (b) => (!pattern.when || pattern.when(node, b) ? then(b) : null);
  const { inputs } = node;
  const found = matchAll(pattern.inputs, inputs, 0, bound, finish);
  if (found || !node.op.commutative || inputs.length !== 2 || inputs[0] === inputs[1]) return found;
  return matchAll(pattern.inputs, [inputs[1]!, inputs[0]!], 0, bound, finish);
}

function matchAll(
  patterns: readonly Pattern[],
  nodes: readonly Node[],
  from: number,
  b: Bindings,
  then: Then,
): Bindings | null {
  if (from === patterns.length) return then(b);
  return matchThen(patterns[from]!, nodes[from]!, b, (bound) => matchAll(patterns, nodes, from + 1, bound, then));
}

function matchChain(pattern: ChainPattern, top: Node, bindings: Bindings, then: Then): Bindings | null {
  const passed: Node[] = [];
  for (let node: Node | null = top; node; node = pattern.step(node)) {
    const [path, inner] = [[...passed], node];
    const found = matchThen(pattern.inner, inner, bindings, (b) => {
      if (pattern.when && !pattern.when(path, inner, b)) return null;
      const bound = b.bind(pattern.name, path);
      return bound && then(bound);
    });
    if (found) return found;
    passed.push(node);
  }
  return null;
}

/** The ops a node may have for the pattern to fit it, or null where every op may. */
export function rootOps(pattern: Pattern): ReadonlySet<OpDef> | null {
  if (pattern.kind === "op") return new Set([pattern.op]);
  if (pattern.kind !== "either") return null;
  const sets = pattern.alternatives.map(rootOps);
  return sets.includes(null) ? null : new Set(sets.flatMap((set) => [...set!]));
}
