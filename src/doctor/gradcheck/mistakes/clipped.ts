/** @file clipped: the gradient is cut off at a limit. */
import type { Value } from "../../../graph/dtype.ts";
import { sameShape } from "../../../util/shape.ts";
import { shownFactor } from "../factor.ts";
import { extremes, isZero, mapNumbers, multipleOf, norm } from "../numbers.ts";
import { isTelling, type Match, type Mistake, type MistakeContext } from "./_mistake.ts";

interface Cut {
  readonly lo: number;
  readonly hi: number;
  /** Share of elements at a limit. */
  readonly share: number;
  /** Of what is cut off. */
  readonly factor: number;
}

/** `written` as clip(factor · whole, lo, hi), where it is that and some elements are cut off. */
function cutOf(written: Value, whole: Value): Cut | null {
  const { data } = written;
  const [lo, hi] = extremes(written);
  const near = (x: number, limit: number): boolean => Math.abs(x - limit) <= 1e-9 * Math.abs(limit);
  // a single element at an end is the largest, not one that is cut off
  const [cutsLow, cutsHigh] = [lo, hi].map((limit) => data.filter((x) => near(x, limit)).length > 1);
  const isCut = (x: number): boolean => (cutsLow! && near(x, lo)) || (cutsHigh! && near(x, hi));
  const free = mapNumbers(written, (x) => (isCut(x) ? 0 : x));
  const cut = data.filter(isCut).length;
  if (cut === 0 || lo === hi || data.length < 4) return null;
  const factor = isZero(free)
    ? 1
    : multipleOf(
        free,
        mapNumbers(whole, (x, i) => (isCut(data[i]!) ? 0 : x)),
      );
  if (factor === null) return null;
  let beyond = 0;
  for (let i = 0; i < data.length; i++) {
    const [x, uncut] = [data[i]!, factor * whole.data[i]!];
    if (!isCut(x)) continue;
    const over = near(x, hi) ? uncut - hi : lo - uncut;
    if (over < -1e-6 * Math.abs(x)) return null;
    if (over > 1e-6 * Math.abs(x)) beyond++;
  }
  return beyond > 0 ? { lo, hi, share: cut / data.length, factor } : null;
}

/** With the limits as they stand in the program, before what comes of them is scaled. */
function described({ lo, hi, share }: Cut, scale = 1): string {
  const [first, second] = [lo / scale, hi / scale].sort((a, b) => a - b).map(shownFactor);
  const limits = lo === -hi ? `±${second}` : `${first} or ${second}`;
  const part = share === 1 ? "all" : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
  return `${part} of its elements stand at ${limits}, and the true ones go on beyond`;
}

/** A norm that a person would choose: two digits at most. */
const isRound = (x: number): boolean => Math.abs(x - Number(x.toPrecision(2))) <= 1e-9 * x;

function byNorm({ written, multiple, expected }: MistakeContext): Match | null {
  const factor = multiple()?.factor;
  const size = norm(written!);
  if (factor === undefined || factor <= 0 || factor >= 1 || !isRound(size) || !isTelling(expected)) return null;
  return {
    score: 0.95,
    detail: `its norm is ${shownFactor(size)}, that of the true one ${shownFactor(norm(expected))}: it is clipped by its norm`,
  };
}

export const clipped: Mistake = {
  id: "clipped",
  title: "The gradient is clipped",
  what: "Elements beyond a limit are set to the limit, or the whole is scaled down to a norm, within the gradient itself.",
  why: "clip(g, −c, c) is no gradient of the cost: it changes the direction, and where everything stands at the limit only signs are left. Clipped at a layer, it is wrong for all layers below.",
  remedy: "Return the gradient as it is; the optimizer clips it once, where it is asked to (clipValue, clipNorm).",
  references: [
    "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013, arXiv 1211.5063",
    "Goodfellow, Bengio and Courville, Deep learning, 2016, section 10.11.1 (clipping gradients)",
  ],
  match: (context) => {
    const { written, expected, layer } = context;
    if (!written || !sameShape(written.shape, expected.shape)) return null;
    const own = cutOf(written, expected);
    if (own) return { score: context.judge(own.factor).score, detail: described(own) };
    const dz = context.writtenCotangent();
    const above = dz && layer && cutOf(dz.value, layer.cotangent);
    if (!above) return byNorm(context);
    return {
      score: 0.95,
      detail: `dz of layer ${layer.index}: ${described(above, dz.scale)}`,
      cotangent: mapNumbers(dz.value, (x) => x / above.factor),
    };
  },
};
