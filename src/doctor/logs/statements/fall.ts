/** @file The cost falls: by how much, exponentially or as a power law, and when it will be halved. */
import { blocksFrom, type Curve, digitOf, noiseOf, placeOf } from "../curve.ts";
import { type Decay, fitDecay, fitLine, ratios } from "../fits.ts";
import { percent, printed, shown } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

const fewest = 8;
/** A fall of less than a tenth may be noise. */
const least = 0.1;
/** One fit must leave less than this of what the other leaves. */
const better = 0.7;

interface Shapes {
  readonly exponential: Decay;
  readonly power: Decay;
  /** Of the first value, and the distance of two. */
  readonly start: number;
  readonly stride: number;
}

function fitShapes(curve: Curve): Shapes | null {
  const blocks = blocksFrom(curve, 0);
  const [x, y] = [blocks.map((block) => block.x), blocks.map((block) => block.y)];
  const [start, end] = [x[0]!, x.at(-1)!];
  const [span, stride] = [end - start, (end - start) / (x.length - 1)];
  // What is positive all along does not end below 0.
  const lowest = y.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  const decaying = (each: number, q: number): number => Math.exp(-q * (each - start));
  const powered = (each: number, p: number): number => ((each - start) / stride + 1) ** -p;
  const exponential = fitDecay(x, y, decaying, ratios(0.5 / span, 60 / span, 160), lowest);
  const power = fitDecay(x, y, powered, ratios(0.03, 4, 160), lowest);
  return exponential && power && { exponential, power, start, stride };
}

function described(shapes: Shapes, curve: Curve): string[] {
  const { exponential: e, power: p, stride } = shapes;
  const y = curve.finite.map((i) => curve.y[i]!);
  const noise = Math.max(noiseOf(y), digitOf(curve));
  const halves = Math.LN2 / e.parameter;
  const asExponential = `exponential: ${shown(e.floor, 3)} + ${shown(e.height, 3)} · e^(−${shown(e.parameter, 3)} t), half of what is left every ${shown(halves, 3)} ${curve.unit}s; residual ${shown(e.deviation, 2)}`;
  const unit = stride === 1 ? `${curve.unit}s` : `${shown(stride, 3)} ${curve.unit}s`;
  const asPower = `power law: ${shown(p.floor, 3)} + ${shown(p.height, 3)} · t^−${shown(p.parameter, 3)}, t counted in ${unit} from 1; residual ${shown(p.deviation, 2)}`;
  const verdict =
    e.deviation < better * p.deviation
      ? `the exponential fits ${shown(p.deviation / e.deviation, 2)} times better: one mode of the problem dominates`
      : p.deviation < better * e.deviation
        ? `the power law fits ${shown(e.deviation / p.deviation, 2)} times better: many modes of different speed, and each further gain takes a multiple of the time`
        : `both fit alike, the noise is about ${shown(noise, 2)}: the numbers do not tell which`;
  return [asExponential, asPower, verdict];
}

function accuracyOf({ name, y, finite }: Curve): string[] {
  const [first, last] = [finite[0], finite.at(-1)];
  return first === undefined || last === undefined || first === last
    ? []
    : [`${name}: ${percent(y[first]!, 4)} to ${percent(y[last]!, 4)}`];
}

export const fall: StatementRule = {
  id: "fall",
  look({ cost, jump, plateau, learningRate, accuracy, validationAccuracy }) {
    if (!cost || jump || cost.finite.length < fewest || cost.finite.length < cost.y.length) return null;
    const blocks = blocksFrom(cost, 0);
    const tenth = Math.max(1, Math.floor(blocks.length / 10));
    const mean = (part: typeof blocks): number => part.reduce((sum, { y }) => sum + y, 0) / part.length;
    const [first, last] = [mean(blocks.slice(0, tenth)), mean(blocks.slice(-tenth))];
    const fallen = 1 - last / first;
    if (!(first > 0) || fallen < least) return null;
    const shapes = fitShapes(cost);
    const quarter = blocks.slice(-Math.max(3, Math.ceil(blocks.length / 4)));
    const line = fitLine(
      quarter.map(({ x }) => x),
      quarter.map(({ y }) => y),
    );
    const late = (-line.slope * (quarter.at(-1)!.x - quarter[0]!.x)) / Math.abs(last);
    const still = !plateau && late > 0.02 && last > 0;
    return {
      certainty: "certain",
      headline: `The network learns: the cost falls by ${percent(fallen, 3)}${still ? ", and is still falling at the end" : ""}.`,
      arithmetic: [
        `${printed(cost.y[0]!)} at ${placeOf(cost, 0)} to ${printed(cost.y.at(-1)!)} at ${placeOf(cost, cost.y.length - 1)}; in the last quarter ${late >= 0 ? "down" : "up"} by ${percent(Math.abs(late), 2)}`,
        ...[accuracy, validationAccuracy].flatMap((curve) => (curve ? accuracyOf(curve) : [])),
        ...(shapes ? described(shapes, cost) : []),
        ...(learningRate && new Set(learningRate.y).size > 1
          ? ["the learning rate changes in this run, and the shape of the curve with it"]
          : []),
      ],
      numbers: {
        first,
        last,
        fallen,
        lateFall: late,
        ...(shapes && {
          exponentialRate: shapes.exponential.parameter,
          exponentialDeviation: shapes.exponential.deviation,
          powerExponent: shapes.power.parameter,
          powerDeviation: shapes.power.deviation,
        }),
      },
    };
  },
};
