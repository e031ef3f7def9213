/** @file ONNX Dropout, which passes its input on unless it is asked to train: then kept values grow by 1/(1 − ratio). */
import type { Node } from "../../../graph/node.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { cast } from "../../../ops/cast.ts";
import { compare } from "../../../ops/compare.ts";
import { constantLike, scalar } from "../../../ops/constant.ts";
import { div } from "../../../ops/div.ts";
import { mul } from "../../../ops/mul.ts";
import { reshape } from "../../../ops/reshape.ts";
import { sub } from "../../../ops/sub.ts";
import { where } from "../../../ops/where.ts";
import type { ImportContext, Imported, Importer } from "../_importer.ts";
import { seedOf, unitUniform } from "./_random.ts";

function passed(node: ImportContext): Imported {
  const x = node.input(0);
  if (node.opset >= 12 && node.optional(2) && !isOff(node)) {
    return dropped(node, x);
  }
  return [x, node.isUsed(1) ? allOn(x) : null];
}

function dropped(node: ImportContext, x: Node): Imported {
  const ratio = node.optional(1) ? cast(reshape(node.input(1), []), x.dtype) : constantLike(x, 0.5);
  const kept = compare(">=", unitUniform(seedOf(node, true), x.shape, x.dtype), ratio);
  const grown = mul(x, div(constantLike(x, 1), sub(constantLike(x, 1), ratio)));
  const training = cast(reshape(node.input(2), []), "bool");
  return [where(training, where(kept, grown, constantLike(x, 0)), x), where(training, kept, allOn(x))];
}

/** Training with a ratio of 0 drops nothing. */
function isOff(node: ImportContext): boolean {
  const training = node.constantOf(2)?.data[0];
  const ratio = node.optional(1) ? node.constantOf(1)?.data[0] : 0.5;
  return training === 0 || ratio === 0;
}

const allOn = (x: Node): Node => broadcastTo(scalar("bool", 1), x.shape);

export const dropoutImporter: Importer = {
  opType: "Dropout",
  import: passed,
  samples: [
    { opset: 10, inputs: [{ shape: [2, 3] }] },
    { opset: 13, inputs: [{ shape: [2, 3] }, { shape: [], values: [0.5], constant: true }], outputs: 2 },
    {
      opset: 13,
      inputs: [
        { shape: [2, 3] },
        { shape: [], values: [0.5], constant: true },
        { shape: [], dtype: "bool", values: [0], constant: true },
      ],
    },
  ],
};
