/** @file ONNX Loop, written out where the number of its turns is known. */
import type { Node } from "../../../graph/node.ts";
import type { OpDef } from "../../../graph/op.ts";
import { concat } from "../../../ops/concat.ts";
import { type ConstantAttrs, constantOp, scalar } from "../../../ops/constant.ts";
import { reshape } from "../../../ops/reshape.ts";
import { attributeType, elementType } from "../../wire/onnx.ts";
import type { ImportContext, Importer } from "../_importer.ts";

/** More turns would make more nodes than anybody wants to check. */
export const maxTurns = 64;

/** Values of each turn as one value with a leading axis. */
export const stacked = (rows: readonly Node[]): Node =>
  concat(
    rows.map((row) => reshape(row, [1, ...row.shape])),
    0,
  );

/** Whether the condition holds; unknown where it depends on inputs. */
function isTrue(node: ImportContext, condition: Node): boolean {
  if (condition.op !== (constantOp as OpDef)) return node.unknown("whether it goes on depends on values");
  return (condition.attrs as ConstantAttrs).data[0] === 1;
}

function turns(node: ImportContext): readonly (Node | null)[] {
  const body = node.graph("body");
  const limit = node.optional(0) ? node.requiredNumbers(0, "the number of its turns")[0]! : Number.POSITIVE_INFINITY;
  const first = node.optional(1);
  let goesOn = first ? node.requiredNumbers(1, "whether it runs at all")[0] === 1 : true;
  let carried: readonly Node[] = Array.from({ length: node.inputCount - 2 }, (_, i) => node.input(i + 2));
  const scanned = Array.from({ length: (body.output ?? []).length - 1 - carried.length }, (): Node[] => []);
  for (let turn = 0; turn < limit && goesOn; turn++) {
    if (turn >= maxTurns) return node.unknown(`it runs more than ${maxTurns} turns`);
    const results = node.inline(body, [scalar("int64", turn), scalar("bool", 1), ...carried]);
    carried = results.slice(1, carried.length + 1);
    scanned.forEach((rows, i) => {
      rows.push(results[carried.length + 1 + i]!);
    });
    goesOn = isTrue(node, results[0]!);
  }
  if (scanned.some((rows) => rows.length === 0))
    return node.unknown("it runs no turn, so that its outputs have no shape");
  return [...carried, ...scanned.map(stacked)];
}

const named = (name: string, elemType: number) => ({ name, type: { tensorType: { elemType, shape: { dim: [] } } } });

/** s ← s + s, three times. */
const doubling = {
  name: "body",
  type: attributeType.graph,
  g: {
    name: "body",
    input: [named("i", elementType.int64), named("go", elementType.bool), named("s", elementType.float)],
    output: [named("on", elementType.bool), named("twice", elementType.float), named("row", elementType.float)],
    node: [
      { opType: "Identity", input: ["go"], output: ["on"] },
      { opType: "Add", input: ["s", "s"], output: ["twice"] },
      { opType: "Identity", input: ["twice"], output: ["row"] },
    ],
  },
} as const;

export const loopImporter: Importer = {
  opType: "Loop",
  import: turns,
  samples: [
    {
      opset: 11,
      attributes: [doubling],
      inputs: [{ shape: [], dtype: "int64", values: [3], constant: true }, null, { shape: [] }],
      outputs: 2,
    },
  ],
};
