/** @file Functions of a model: their bodies with the attributes of a call put in. */
import { DataError } from "../../util/errors.ts";
import type { AttributeProto, FunctionProto, GraphProto, NodeProto } from "../wire/onnx.ts";

type Given = ReadonlyMap<string, AttributeProto>;

/** The function's nodes; an attribute that refers to one which the call omits is left out. */
export function bindAttributes(
  { node = [], attribute = [], attributeProto = [] }: FunctionProto,
  given: readonly AttributeProto[],
  where: string,
): readonly NodeProto[] {
  const values = new Map<string, AttributeProto>();
  for (const defaulted of attributeProto) values.set(defaulted.name ?? "", defaulted);
  for (const value of given) values.set(value.name ?? "", value);
  const known = new Set([...attribute, ...attributeProto.map(({ name = "" }) => name)]);
  const stray = given.find(({ name = "" }) => !known.has(name));
  if (stray) throw new DataError(`${where}: the model's function has no attribute "${stray.name ?? ""}"`);
  return node.map((inner) => bindNode(inner, values));
}

const bindNode = (node: NodeProto, given: Given): NodeProto => ({
  ...node,
  attribute: (node.attribute ?? []).flatMap((attribute) => bindAttribute(attribute, given)),
});

function bindAttribute(attribute: AttributeProto, given: Given): AttributeProto[] {
  if (attribute.refAttrName) {
    const value = given.get(attribute.refAttrName);
    return value ? [{ ...value, ...(attribute.name !== undefined && { name: attribute.name }) }] : [];
  }
  return [attribute.g ? { ...attribute, g: bindGraph(attribute.g, given) } : attribute];
}

const bindGraph = (graph: GraphProto, given: Given): GraphProto => ({
  ...graph,
  node: (graph.node ?? []).map((node) => bindNode(node, given)),
});
