/** @file Any other operand at which an op is infinite or undefined. */
import { acos } from "../../onnx/import/foreign/acos.ts";
import { clip } from "../../ops/clip.ts";
import { example } from "./_example.ts";
import type { EventRule } from "./_rule.ts";

export const outOfDomain: EventRule = {
  id: "out-of-domain",
  title: "an operand can leave the domain of its function",
  what: "An operand can lie where the function has no finite value: beyond ±1 for acos, asin and atanh, below 1 for acosh, far from 0 for sinh and cosh.",
  why: "Outside of its domain a function gives NaN, at its edge or where it grows too fast ±Infinity.",
  remedy: "Bound the operand before the function: clip(x, −1 + 1e-6, 1 − 1e-6) for acos and atanh.",
  severity: "error",
  references: ["IEEE 754-2019, 9.2: exceptions of elementary functions"],
  precedence: 60,
  explain: ({ event, backward }) =>
    !backward && event.kind === "hazard"
      ? {
          message: `${event.hazard!.what}: the result is ${event.hazard!.gives}`,
          help: "bound the operand before the function",
        }
      : null,
  examples: {
    bad: example("acos(x), x in [−2, 2]", { x: { shape: [4], lo: -2, hi: 2 } }, ({ x }) => acos(x)),
    good: example("acos(clip(x, −1, 1)), x in [−2, 2]", { x: { shape: [4], lo: -2, hi: 2 } }, ({ x }) =>
      acos(clip(x, -1, 1)),
    ),
  },
};
