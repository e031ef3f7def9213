/** @file What was measured of a run in which nothing odd was seen, beside what is normal. */
import type { Fact } from "../../src/doctor/fact.ts";
import { percent, whole, shown as written } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { guessing } from "../panels/cost.ts";

const range = (values: readonly number[], say: (value: number) => string): string => {
  const [low, high] = [say(Math.min(...values)), say(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
};

export function looked(run: Run): readonly Fact[] {
  const { cost, layers, healthSteps, largestLogit } = run;
  const facts: Fact[] = [];
  const level = guessing(run);
  if (cost.length > 0) {
    const normal = level
      ? `about ${written(level.value)} (${level.label.replace(/^guessing: /, "").replace(/ = .*/, "")})`
      : null;
    facts.push({ label: "cost at step 0", value: written(cost.values[0]!), normal });
  }
  if (healthSteps.length === 0) return facts;
  const ratios = layers.map(({ updateRatio }) => updateRatio.last).filter(Number.isFinite);
  if (ratios.length > 0)
    facts.push({ label: "update ÷ weight now", value: range(ratios, written), normal: "1e-5 to 3e-2" });
  const zeros = layers.reduce(
    (sum, { gradientNorm }) => sum + gradientNorm.values.filter((norm) => norm === 0).length,
    0,
  );
  facts.push({
    label: "gradients of exactly 0",
    value: `${whole(zeros)} of ${whole(layers.length * healthSteps.length)}`,
    normal: "none",
  });
  const silent = layers.map(({ deadShare }) => deadShare.last).filter(Number.isFinite);
  if (silent.length > 0)
    facts.push({ label: "units that never fire", value: range(silent, percent), normal: "none to 31%" });
  // biome-ignore lint/complexity/useMathMinMax: Math.max of NaN is NaN
  const peak = largestLogit.values.reduce((most, logit) => (logit > most ? logit : most), Number.NEGATIVE_INFINITY);
  if (Number.isFinite(peak))
    facts.push({ label: "largest logit", value: written(peak), normal: "below 88.72, where exp overflows float32" });
  return facts;
}
