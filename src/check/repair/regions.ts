/** @file Which replaced values a finding calls for: those whose replacement computes without the node that it is about. */
import type { Node } from "../../graph/node.ts";
import type { ImportedModel, OnnxSource } from "../../onnx/import/imported.ts";
import type { Finding } from "../finding.ts";
import type { Images } from "./images.ts";

/** A value that is replaced, with the nodes of the original that its replacement does without. */
export interface Region {
  readonly source: OnnxSource;
  readonly rules: readonly string[];
  readonly nodes: ReadonlySet<Node>;
}

export const mends = ({ nodes }: Region, findings: readonly Finding[]): boolean =>
  findings.some(({ node }) => nodes.has(node));

/** Operands first. */
export function regionsOf(imported: ImportedModel, images: Images, findings: readonly Finding[]): Region[] {
  const { tensors, sources } = imported;
  const named = new Map<Node, string>();
  for (const name of tensors.keys()) {
    const image = images.of.get(name)!;
    if (!named.has(image)) named.set(image, name);
  }
  const regions = images.changed.map((tensor): Region => {
    const node = tensors.get(tensor)!;
    const image = images.of.get(tensor)!;
    const used = leavesOf(image, named, tensors);
    return { source: sources.get(node)!, rules: rulesIn(image, used.inner), nodes: coneOf(node, used.leaves) };
  });
  const wanted = new Set(regions.filter((region) => mends(region, findings)));
  return regions.filter((region) => wanted.has(region));
}

/** The original values that an image reads, and the new nodes above them. */
function leavesOf(
  image: Node,
  named: ReadonlyMap<Node, string>,
  tensors: ReadonlyMap<string, Node>,
): { leaves: ReadonlySet<Node>; inner: ReadonlySet<Node> } {
  const leaves = new Set<Node>();
  const inner = new Set<Node>([image]);
  const stack = [...image.inputs];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const name = named.get(node);
    if (name !== undefined) leaves.add(tensors.get(name)!);
    else if (!inner.has(node)) {
      inner.add(node);
      stack.push(...node.inputs);
    }
  }
  return { leaves, inner };
}

function coneOf(node: Node, leaves: ReadonlySet<Node>): ReadonlySet<Node> {
  const cone = new Set<Node>([node]);
  const stack = [node];
  for (let at = stack.pop(); at; at = stack.pop()) {
    for (const input of at.inputs) {
      if (leaves.has(input) || cone.has(input)) continue;
      cone.add(input);
      stack.push(input);
    }
  }
  return cone;
}

const mark = "rewritten by ";

function rulesIn(image: Node, inner: ReadonlySet<Node>): string[] {
  const via = [image, ...inner].flatMap(({ origin }) => origin.via);
  return [...new Set(via.filter((step) => step.startsWith(mark)).map((step) => step.slice(mark.length)))];
}
