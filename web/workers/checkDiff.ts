/** @file The nodes that a repair took out of a model and put in, a line each. */

import type { AttributeProto, GraphProto, NodeProto } from "../../src/onnx/wire/onnx.ts";
import { decodeUtf8 } from "../../src/onnx/wire/utf8.ts";
import type { NodeLine } from "./checked.ts";

/** In the order of the graphs: at each place what is gone, then what stands there now. */
export function nodeDiff(before: GraphProto, after: GraphProto): NodeLine[] {
  const [was, now] = [before, after].map(({ node = [] }) => node.map(lineOf)) as [string[], string[]];
  const [known, kept] = [new Set(was), new Set(now)];
  const lines: NodeLine[] = [];
  let next = 0;
  const addUpTo = (end: number): void => {
    for (; next < end; next++) if (!known.has(now[next]!)) lines.push({ sign: "+", text: now[next]! });
  };
  const places = new Map(now.map((line, i) => [line, i]));
  for (const line of was) {
    if (kept.has(line)) addUpTo(places.get(line)!);
    else lines.push({ sign: "-", text: line });
  }
  addUpTo(now.length);
  return lines;
}

/** "p = Softmax(z, axis=1)". */
function lineOf({ opType = "", input = [], output = [], attribute = [] }: NodeProto): string {
  const given = [...input.map((name) => name || "nothing"), ...attribute.map(attributeText)];
  return `${output.filter((name) => name !== "").join(", ")} = ${opType}(${given.join(", ")})`;
}

function attributeText({ name = "", f, i, s, ints, floats }: AttributeProto): string {
  const value = i ?? f ?? (s && JSON.stringify(decodeUtf8(s))) ?? listText(ints ?? floats);
  return `${name}=${value ?? "…"}`;
}

const listText = (numbers: readonly (bigint | number)[] | undefined): string | undefined =>
  numbers && `[${numbers.join(", ")}]`;
