/** @file ONNX Scan, written out step by step. */
import type { Node } from "../../../graph/node.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import { transpose } from "../../../ops/transpose.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import { attributeType, elementType } from "../../wire/onnx.ts";
import type { ImportContext, Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";
import { maxTurns, stacked } from "./loop.ts";

/** Entry i of an axis, without the axis. */
const entry = (x: Node, axis: number, i: number): Node =>
  reshape(
    slice(
      x,
      x.shape.map((_, a) => (a === axis ? i : 0)),
      x.shape.map((d, a) => (a === axis ? i + 1 : d)),
    ),
    x.shape.filter((_, a) => a !== axis),
  );

/** The first axis moved to `axis`. */
const movedTo = (x: Node, axis: number): Node => {
  const others = x.shape.slice(1).map((_, i) => i + 1);
  return transpose(x, [...others.slice(0, axis), 0, ...others.slice(axis)]);
};

function steps(node: ImportContext): readonly Node[] {
  if (node.opset < 9) return node.unknown("before opset 9 it runs over batches");
  const body = node.graph("body");
  const scans = node.int("num_scan_inputs");
  const inputs = node.inputs();
  const stateCount = inputs.length - scans;
  const made = (body.output ?? []).length;
  if (scans < 1 || stateCount < 0 || made < stateCount) {
    return node.unknown(`it scans ${scans} of ${inputs.length} inputs, and its body has ${made} outputs`);
  }
  let states = inputs.slice(0, stateCount);
  const axes = node.ints("scan_input_axes", new Array<number>(scans).fill(0));
  const given = inputs
    .slice(stateCount)
    .map((x, i) => ({ x, axis: normalizeAxes("Scan", axes[i]!, x.shape.length)[0]! }));
  const backward = node.ints("scan_input_directions", new Array<number>(scans).fill(0));
  const length = given[0]!.x.shape[given[0]!.axis]!;
  if (length > maxTurns || length === 0)
    return node.unknown(`it runs ${length} steps; 1 to ${maxTurns} are written out`);
  const rows = Array.from({ length: made - stateCount }, (): Node[] => []);
  for (let t = 0; t < length; t++) {
    const entries = given.map(({ x, axis }, i) => entry(x, axis, backward[i] === 1 ? length - 1 - t : t));
    const results = node.inline(body, [...states, ...entries]);
    states = results.slice(0, stateCount);
    rows.forEach((each, i) => {
      each.push(results[stateCount + i]!);
    });
  }
  const outputAxes = node.ints(
    "scan_output_axes",
    rows.map(() => 0),
  );
  const reversed = node.ints(
    "scan_output_directions",
    rows.map(() => 0),
  );
  const outputs = rows.map((each, i) => {
    const all = stacked(reversed[i] === 1 ? each.toReversed() : each);
    return movedTo(all, normalizeAxes("Scan", outputAxes[i]!, all.shape.length)[0]!);
  });
  return [...states, ...outputs];
}

const row = (name: string) => ({
  name,
  type: { tensorType: { elemType: elementType.float, shape: { dim: [{ dimValue: 2n }] } } },
});

/** Running sums of rows. */
const summing = {
  name: "body",
  type: attributeType.graph,
  g: {
    name: "body",
    input: [row("s"), row("x")],
    output: [row("next"), row("copy")],
    node: [
      { opType: "Add", input: ["s", "x"], output: ["next"] },
      { opType: "Identity", input: ["next"], output: ["copy"] },
    ],
  },
} as const;

export const scanImporter: Importer = {
  opType: "Scan",
  import: steps,
  samples: [
    {
      opset: 11,
      attributes: [summing, intAttribute("num_scan_inputs", 1)],
      inputs: [{ shape: [2] }, { shape: [3, 2] }],
      outputs: 2,
    },
  ],
};
