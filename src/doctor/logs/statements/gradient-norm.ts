/** @file Gradient norms that vanish, grow, or are not finite. */
import { median, placeOf } from "../curve.ts";
import { printed, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

/** SageMaker Debugger calls a mean gradient below 1e-7 vanished. */
const vanished = 1e-7;
/** A norm this many times the usual one moves the weights as far as so many steps. */
const burst = 100;

export const gradientNorm: StatementRule = {
  id: "gradient-norm",
  look({ gradientNorm: norm }) {
    if (!norm || norm.y.length < 3) return null;
    const broken = norm.y.findIndex((value) => !Number.isFinite(value));
    const values = norm.finite.map((i) => norm.y[i]!);
    const usual = median(values);
    const peak = norm.finite.reduce<number | null>(
      (most, i) => (most === null || norm.y[i]! > norm.y[most]! ? i : most),
      null,
    );
    const numbers = { median: usual, ...(peak !== null && { largest: norm.y[peak]! }) };
    const last = values.slice(-Math.max(1, Math.floor(values.length / 4)));
    if (broken >= 0) {
      return {
        certainty: "certain",
        headline: `The gradient is not finite first at ${placeOf(norm, broken)}.`,
        arithmetic: [
          `${norm.name} before: ${broken > 0 ? printed(norm.y[broken - 1]!) : "none"}; median ${shown(usual, 3)}`,
        ],
        numbers: { ...numbers, first: norm.x[broken]! },
      };
    }
    if (last.every((value) => value < vanished)) {
      return {
        certainty: "certain",
        headline: `The gradient has vanished: its norm is ${shown(last.at(-1)!, 2)} at the end.`,
        arithmetic: [
          `below ${vanished} in the last quarter of the run; median ${shown(usual, 3)}: updates that change nothing`,
        ],
        numbers,
      };
    }
    if (peak === null || norm.y[peak]! < burst * usual) return null;
    return {
      certainty: "certain",
      headline: `The gradient bursts at ${placeOf(norm, peak)}: its norm is ${shown(norm.y[peak]! / usual, 2)} times the usual one.`,
      arithmetic: [
        `${shown(norm.y[peak]!, 4)} against a median of ${shown(usual, 3)}; one such update moves the weights as far as ${shown(norm.y[peak]! / usual, 2)} usual ones`,
      ],
      numbers,
    };
  },
};
