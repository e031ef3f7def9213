/** @file ONNX GroupNormalization. */
import { cast } from "../../../ops/cast.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { Importer } from "../_importer.ts";
import { intAttribute } from "./_attributes.ts";
import { alongChannels, normalized, scaled, widened } from "./_channels.ts";

export const groupNormalizationImporter: Importer = {
  opType: "GroupNormalization",
  import: (node) => {
    const x = node.input(0);
    const [batch, channels, ...spatial] = x.shape as [number, number, ...number[]];
    const groups = node.int("num_groups");
    const wide = node.opset < 21 || node.int("stash_type", 1) === 1 ? widened(x) : x;
    const split = reshape(wide, [batch, groups, channels / groups, ...spatial]);
    const { y } = normalized(
      split,
      split.shape.slice(2).map((_, i) => i + 2),
      node.float("epsilon", 1e-5),
    );
    const [scale, bias] = [node.input(1), node.input(2)];
    const narrow = cast(y, x.dtype);
    // before opset 21 each group has one scale, since then each channel
    if (scale.shape[0] === groups && groups !== channels) {
      const rank = split.shape.length;
      return reshape(scaled(narrow, alongChannels(scale, rank), alongChannels(bias, rank)), x.shape);
    }
    const rank = x.shape.length;
    return scaled(reshape(narrow, x.shape), alongChannels(scale, rank), alongChannels(bias, rank));
  },
  samples: [
    {
      opset: 21,
      attributes: [intAttribute("num_groups", 2)],
      inputs: [{ shape: [2, 4, 3] }, { shape: [4] }, { shape: [4] }],
    },
    {
      opset: 18,
      attributes: [intAttribute("num_groups", 2)],
      inputs: [{ shape: [2, 4, 3, 2] }, { shape: [2] }, { shape: [2] }],
    },
  ],
};
