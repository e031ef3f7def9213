/** @file Common-subexpression elimination: nodes with the same op, inputs and attributes become one node. */
import type { Graph } from "../graph/graph.ts";
import { mapGraph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { isAbsent } from "../graph/op.ts";

/** Constants above this many elements are the same only if they share their array. */
const comparedElements = 64;

/** Gives one node for all that compute the same value; the first keeps its origin. */
export class Interner {
  readonly #nodes = new Map<string, Node>();
  readonly #known = new Set<Node>();

  intern(node: Node): Node {
    if (this.#known.has(node) || !isShareable(node)) return node;
    const key = `${node.op.name}(${node.inputs.map((input) => input.id).join()})${attrsKey(node.attrs)}`;
    const present = this.#nodes.get(key);
    if (present && present.op === node.op) return present;
    this.#nodes.set(key, node);
    this.#known.add(node);
    return node;
  }
}

/** Inputs are fed apart, and two random draws differ. */
const isShareable = ({ op, inputs }: Node): boolean =>
  op.accuracy !== "random" && (inputs.length > 0 || !isAbsent(op.reference) || op.body !== undefined);

const keys = new WeakMap<object, string>();
let arrays = 0;

/** A text that is equal for equal attributes; unlike JSON it keeps −0, NaN and infinities apart. */
export function attrsKey(value: unknown): string {
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  const known = keys.get(value);
  if (known !== undefined) return known;
  const key = objectKey(value);
  keys.set(value, key);
  return key;
}

function objectKey(value: object): string {
  if (ArrayBuffer.isView(value)) {
    const elements = value as unknown as ArrayLike<number>;
    if (elements.length > comparedElements) return `#${arrays++}`;
    return `${value.constructor.name}[${Array.from(elements, attrsKey).join()}]`;
  }
  if (Array.isArray(value)) return `[${value.map(attrsKey).join()}]`;
  const fields = Object.entries(value).map(([name, field]) => `${name}:${attrsKey(field)}`);
  return `{${fields.sort().join()}}`;
}

/** The graph with equal nodes merged; changes no bit of any value. */
export function mergeEqual(graph: Graph, interner: Interner = new Interner()): Graph {
  return mapGraph(graph, (node) => interner.intern(node));
}
