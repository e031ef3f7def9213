/** @file What the stability rewrites make of each value of an imported model, and which values they replace. */
import { topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { withInputs } from "../../graph/node.ts";
import type { OpDef } from "../../graph/op.ts";
import type { ImportedModel } from "../../onnx/import/imported.ts";
import { constantOp } from "../../ops/constant.ts";
import { attrsKey, Interner } from "../../rewrite/intern.ts";
import type { Rewrite } from "../../rewrite/rule.ts";
import { stabilize } from "../../rewrite/stabilize.ts";

export interface Images {
  /** Rewritten value of each ONNX value; equal values are one node. */
  readonly of: ReadonlyMap<string, Node>;
  /** ONNX values that a rewrite replaced by something else, operands first. */
  readonly changed: readonly string[];
}

/** Every ONNX value is made an output, so that the rewriting says what became of each. */
export function imagesOf(imported: ImportedModel, rules: readonly Rewrite[]): Images {
  const { graph, tensors, sources } = imported;
  const { graph: rewritten } = stabilize({ inputs: graph.inputs, outputs: tensors }, { rules });
  const canonical = canonicalise();
  const of = new Map([...rewritten.outputs].map(([name, node]) => [name, canonical(node)]));
  const nameOf = new Map([...tensors].filter(([name, node]) => sources.get(node)?.tensor === name).map(swapped));
  const kept = new Map<Node, Node>();
  const changed: string[] = [];
  for (const node of topological(tensors.values())) {
    const inputs = node.inputs.map((input) => of.get(nameOf.get(input) ?? "") ?? kept.get(input)!);
    const rebuilt = canonical(withInputs(node, inputs));
    kept.set(node, rebuilt);
    const name = nameOf.get(node);
    if (name !== undefined && isReplaced(of.get(name)!, rebuilt)) changed.push(name);
  }
  return { of, changed };
}

const swapped = <A, B>([a, b]: readonly [A, B]): [B, A] => [b, a];

/** Gives one node for all that compute the same. */
function canonicalise(): (node: Node) => Node {
  const interner = new Interner();
  const known = new Map<Node, Node>();
  return (root) => {
    for (const node of topological([root])) {
      if (known.has(node)) continue;
      const rebuilt = withInputs(
        node,
        node.inputs.map((input) => known.get(input)!),
      );
      const one = interner.intern(rebuilt);
      known.set(node, one);
      known.set(one, one);
    }
    return known.get(root)!;
  };
}

/** A folded constant and a random node that was rebuilt are what they were. */
function isReplaced(image: Node, rebuilt: Node): boolean {
  if (image === rebuilt || image.op === (constantOp as OpDef)) return false;
  const sameOp = image.op === rebuilt.op && attrsKey(image.attrs) === attrsKey(rebuilt.attrs);
  return !(sameOp && image.inputs.every((input, i) => input === rebuilt.inputs[i]));
}
