/** @file What two runs show together that neither shows alone. */
import type { BiasOnly } from "./biasOnly.ts";
import { rateOf } from "./biasOnly.ts";
import { type Curve, placeOf } from "./curve.ts";
import { ratioAbove } from "./fits.ts";
import { paceOf } from "./pace.ts";
import type { Statement } from "./statements/_statement.ts";
import { divergence } from "./statements/divergence.ts";
import type { View } from "./view.ts";
import { percent, printed, shown } from "./words.ts";

export interface Named {
  readonly name: string;
  readonly view: View;
}

type Comparison = (a: Named, b: Named) => Statement | null;

/** What the two runs show, most certain first. */
export function compareRuns(a: Named, b: Named): Statement[] {
  return comparisons.map((compare) => compare(a, b)).filter((statement) => statement !== null);
}

/** A ratio that lies near a whole number is that number. */
function roundRatio(ratio: number): string {
  const near = Math.round(ratio);
  return near > 1 && Math.abs(ratio / near - 1) < 0.05 ? String(near) : shown(ratio, 2);
}

/** Two runs on the same labels creep towards the same floor: the better-known floor serves both. */
const biasRates: Comparison = (a, b) => {
  const [first, second] = [a.view.biasOnly, b.view.biasOnly];
  if (!first || !second || first.classes !== second.classes || a.view.cost!.unit !== b.view.cost!.unit) return null;
  const width = ({ lowestRate, highestRate, rate }: BiasOnly): number => (highestRate - lowestRate) / rate;
  const known = width(first) < width(second) ? first : second;
  const rates = [first, second].map((each) => rateAt(each, known.fit.floor));
  const [rateA, rateB] = rates;
  if (!rateA || !rateB) return null;
  const [slow, fast] = rateA < rateB ? [rateA, rateB] : [rateB, rateA];
  const ratio = fast / slow;
  const own = [first.rate, second.rate];
  const unit = a.view.cost!.unit;
  const slower = rateA < rateB ? a.name : b.name;
  return {
    id: "effective-rates",
    certainty: "nearly",
    headline:
      ratio < 1.05
        ? "The two runs have the same effective learning rate."
        : `The two runs' effective learning rates differ by a factor of ${roundRatio(ratio)}: ${slower} has the smaller one.`,
    arithmetic: [
      `both creep towards a floor, which is the entropy of the same labels: ${shown(known.fit.floor, 6)}, best known from ${known === first ? a.name : b.name}`,
      `above that floor ${a.name} keeps ${ratioText(first, known.fit.floor)} ${per(unit)}, η = ${shown(rateA, 3)}; ${b.name} keeps ${ratioText(second, known.fit.floor)}, η = ${shown(rateB, 3)}`,
      `${shown(fast, 4)} ÷ ${shown(slow, 4)} = ${shown(ratio, 3)}; with a floor of its own for each run ${shown(Math.max(...own) / Math.min(...own), 2)}`,
    ],
    numbers: { rateA, rateB, ratio, floor: known.fit.floor },
  };
};

const per = (unit: Curve["unit"]): string => (unit === "epoch" ? "an epoch" : `a ${unit}`);
const ratioText = ({ values }: BiasOnly, floor: number): string => shown(ratioAbove(floor, values)?.ratio ?? 0, 6);

function rateAt({ values, classes, stride, digit }: BiasOnly, floor: number): number | null {
  const fit = ratioAbove(floor, values);
  const change = Math.abs(values[0]! - values.at(-1)!);
  return fit && fit.largestResidual <= Math.max(3 * digit, 0.03 * change) ? rateOf(fit.ratio, classes, stride) : null;
}

/** A leap at rates that differ: not the rate alone. */
const sameLeap: Comparison = (a, b) => {
  const [first, second] = [a.view, b.view];
  const rates = biasRates(a, b);
  if (!first.jump || !second.jump || !rates || rates.numbers.ratio! < 3) return null;
  const [x, y] = [placeOf(first.cost!, first.jump.after), placeOf(second.cost!, second.jump.after)];
  return {
    id: "leap-at-both-rates",
    certainty: "likely",
    headline: `Both runs leap, at rates that differ by ${roundRatio(rates.numbers.ratio!)}: the learning rate alone is not the cause.`,
    arithmetic: [
      x === y ? `the first value far above the start is that of ${x} in both` : `${a.name}: ${x}; ${b.name}: ${y}`,
      "updates that are ten times smaller and still far too large are hundreds of times too large: that is the size of a gradient that is added up instead of averaged, or of inputs that were not scaled",
    ],
    numbers: {},
  };
};

/** First costs that agree to several digits come from the same first weights. */
const sameStart: Comparison = (a, b) => {
  const [x, y] = [a.view.cost?.y[0], b.view.cost?.y[0]];
  if (x === undefined || y === undefined || !(x > 0) || !(y > 0)) return null;
  const apart = Math.abs(x - y) / x;
  // Fresh networks of 10 classes differ by some hundredths in their first cost.
  if (apart > 1e-3) return null;
  return {
    id: "same-start",
    certainty: apart === 0 ? "nearly" : "likely",
    headline: "Both runs begin with the same weights on the same data.",
    arithmetic: [
      apart === 0
        ? `the first cost is ${printed(x)} in both, to the last digit`
        : `first costs ${printed(x)} and ${printed(y)}: ${percent(apart, 2)} apart; other random weights would differ by some percent. As they are not equal, the first one printed was measured after something that differs already: an update, or the order of the examples`,
    ],
    numbers: { first: x, second: y, apart },
  };
};

const growth: Comparison = (a, b) => {
  const [first, second] = [a, b].map(({ view }) => divergenceOf(view));
  if (!first || !second) return null;
  const ratio = second.etaLambdaSquared! / first.etaLambdaSquared!;
  return {
    id: "growth-rates",
    certainty: "likely",
    headline: `The growth of the two runs implies learning rates that differ by a factor of ${roundRatio(Math.max(ratio, 1 / ratio))}.`,
    arithmetic: [
      `factor ${shown(first.growth!, 3)} means ηλ = ${shown(first.etaLambdaSquared!, 3)}, factor ${shown(second.growth!, 3)} means ${shown(second.etaLambdaSquared!, 3)}; with the same curvature λ their ratio is that of the rates: ${shown(ratio, 3)}`,
    ],
    numbers: { ratio },
  };
};

const divergenceOf = (view: View): Statement["numbers"] | null => divergence.look(view)?.numbers ?? null;

/** With small rates the cost depends on rate × updates alone: one curve is the other, run faster. */
const pace: Comparison = (a, b) => {
  const [first, second] = [a.view, b.view];
  if (!first.cost || !second.cost || first.jump || second.jump || first.plateau?.since === 0) return null;
  const found = paceOf(first.cost, second.cost);
  if (!found || first.cost.unit !== second.cost.unit) return null;
  const { ratio, spread, levels } = found;
  const [faster, times] = ratio >= 1 ? [b.name, ratio] : [a.name, 1 / ratio];
  return {
    id: "pace",
    certainty: "likely",
    headline:
      times < 1.1
        ? "The two runs learn at the same pace."
        : `${faster} learns ${roundRatio(times)} times as fast: its effective learning rate is about that much larger.`,
    arithmetic: [
      `the same ${levels} costs are reached ${shown(times, 3)} times as early (± ${percent(spread, 2)})`,
      "as long as rates are well below the limit of what is stable, the cost depends on rate × updates alone",
    ],
    numbers: { ratio, spread },
  };
};

const comparisons: readonly Comparison[] = [biasRates, sameLeap, sameStart, growth, pace];
