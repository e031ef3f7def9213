/** @file clipped: the gradient is cut off at a limit. */
import type { Value } from "../../../graph/dtype.ts";
import { sameShape } from "../../../util/shape.ts";
import { shownFactor } from "../factor.ts";
import { largestSize, mapNumbers, multipleOf, norm } from "../numbers.ts";
import { isTelling, type Match, type Mistake, type MistakeContext } from "./_mistake.ts";

interface Cut {
  readonly limit: number;
  /** Share of elements at the limit. */
  readonly share: number;
  /** Of what is cut off. */
  readonly factor: number;
}

/** `written` as clip(factor · whole, −limit, limit), where it is that and some, but not all, elements are cut off. */
function cutOf(written: Value, whole: Value): Cut | null {
  const limit = largestSize(written);
  const isAtLimit = (x: number): boolean => Math.abs(x) >= limit * (1 - 1e-9);
  const free = mapNumbers(written, (x) => (isAtLimit(x) ? 0 : x));
  const atLimit = written.data.filter(isAtLimit).length;
  if (limit === 0 || atLimit < 2) return null;
  const factor = multipleOf(
    free,
    mapNumbers(whole, (x, i) => (isAtLimit(written.data[i]!) ? 0 : x)),
  );
  if (factor === null) return null;
  const agrees = written.data.every((x, i) => {
    const beyond = factor * whole.data[i]!;
    return !isAtLimit(x) || (Math.sign(x) === Math.sign(beyond) && Math.abs(beyond) >= limit * (1 - 1e-6));
  });
  return agrees ? { limit, share: atLimit / written.data.length, factor } : null;
}

const described = ({ limit, share }: Cut): string =>
  `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}% of its elements stand at ±${shownFactor(limit)}, and the true ones go on beyond`;

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
  match: (context) => {
    const { written, expected, layer } = context;
    if (!written || !sameShape(written.shape, expected.shape)) return null;
    const own = cutOf(written, expected);
    if (own) return { score: context.judge(own.factor).score, detail: described(own) };
    const dz = context.writtenCotangent();
    const above = dz && layer && cutOf(dz, layer.cotangent);
    if (!above) return byNorm(context);
    return {
      score: 0.95,
      detail: `dz of layer ${layer.index}: ${described(above)}`,
      cotangent: mapNumbers(dz, (x) => x / above.factor),
    };
  },
};
