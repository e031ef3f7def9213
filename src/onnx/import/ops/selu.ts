/** @file ONNX Selu. */
import { constantLike } from "../../../ops/constant.ts";
import { elu } from "../../../ops/elu.ts";
import { mul } from "../../../ops/mul.ts";
import { selu } from "../../../ops/selu.ts";
import type { Importer } from "../_importer.ts";
import { floatAttribute } from "./_attributes.ts";
import { unaryImporter } from "./_elementwise.ts";

const alpha = Math.fround(1.6732632);
const gamma = Math.fround(1.050701);

// gamma (x > 0 ? x : alpha (eˣ − 1)); the defaults are selu's constants in float32
export const seluImporter: Importer = unaryImporter(
  "Selu",
  (x, node) => {
    const [a, g] = [node.float("alpha", alpha), node.float("gamma", gamma)];
    return Math.fround(a) === alpha && Math.fround(g) === gamma ? selu(x) : mul(elu(x, a), constantLike(x, g));
  },
  [
    { opset: 7, inputs: [{ shape: [2, 3] }] },
    { opset: 7, attributes: [floatAttribute("alpha", 2), floatAttribute("gamma", 3)], inputs: [{ shape: [2, 3] }] },
  ],
);
