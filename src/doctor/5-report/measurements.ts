/** @file All measurements of the evidence as tables: each number with its name and its normal value. */
import type { Evidence, LayerEvidence, Spread } from "../1-evidence/evidence.ts";
import { shown } from "../3-causes/_edits.ts";
import type { Fact } from "../fact.ts";
import { courseFacts } from "./course.ts";
import { counted, percent } from "./words.ts";

export interface Measured {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Tables in the order in which a run goes; what could not be measured is left out. */
export function measurements(evidence: Evidence): readonly Measured[] {
  const tables: readonly Measured[] = [
    { title: "The data", facts: [...dataFacts(evidence), ...targetFacts(evidence), ...signalFacts(evidence)] },
    { title: "Before the first step", facts: [...startFacts(evidence), ...sharpnessFacts(evidence)] },
    { title: "The course of the cost", facts: courseFacts(evidence) },
    ...evidence.layers.map((layer) => ({ title: layerTitle(layer), facts: layerFacts(layer) })),
    { title: "The outputs", facts: outputFacts(evidence) },
    { title: "A few examples learned by heart", facts: smallBatchFacts(evidence) },
    { title: "Gradients written by hand", facts: gradientFacts(evidence) },
  ];
  return tables.filter(({ facts }) => facts.length > 0);
}

/** What a healthy run is shown with: that the usual places were looked at. */
export function highlights(evidence: Evidence): readonly Fact[] {
  const { layers } = evidence;
  const hidden = layers.filter(({ isOutput }) => !isOutput);
  return [
    ...courseFacts(evidence).slice(0, 1),
    ...startFacts(evidence).slice(0, 1),
    ...dataFacts(evidence).filter(({ label }) => label === asFed),
    ...(layers.length === 0 ? [] : [updates(Math.max(...layers.map(({ largestUpdateRatio: x }) => x)))]),
    ...(hidden.length === 0 ? [] : [neverFire(Math.max(...hidden.map(({ last }) => last.deadShare)))]),
    ...signalFacts(evidence),
    ...smallBatchFacts(evidence),
  ];
}

const fact = (label: string, value: string, normal: string | null = null): Fact => ({ label, value, normal });

const range = ({ min, max }: Pick<Spread, "min" | "max">): string => `${shown(min)} … ${shown(max)}`;

const spread = (numbers: Spread): string =>
  `${range(numbers)}, mean ${shown(numbers.mean)}, deviation ${shown(numbers.std)}`;

const asFed = "inputs as the network sees them";

function dataFacts({ data }: Evidence): readonly Fact[] {
  const { constantColumns: constant, duplicateColumns: duplicates } = data;
  return [
    fact("training examples", `${data.examples.toLocaleString("en-US")} of ${counted(data.features, "number")}`),
    fact("inputs in the files", spread(data.inputs)),
    fact(asFed, spread(data.inputsAsFed), "about 0 … 1, or mean 0 and deviation 1"),
    fact("widest ÷ narrowest column", shown(data.columnScaleRatio), "about 1"),
    fact("largest |mean| ÷ deviation of a column", shown(data.largestOffset), "about 0"),
    fact("constant columns", some(constant.length, constant.slice(0, 8).map(String)), "0"),
    fact("columns that repeat another", some(duplicates.length, pairs(duplicates)), "0"),
    fact("neighbours with the same target ÷ chance", shown(data.orderedness), "about 1 in a mixed file"),
  ];
}

const some = (n: number, which: readonly string[]): string => (n === 0 ? "0" : `${n}: ${which.join(", ")}`);

const pairs = (columns: readonly (readonly [number, number])[]): readonly string[] =>
  columns.slice(0, 8).map(([a, b]) => `${a} and ${b}`);

function targetFacts({ data: { targets } }: Evidence): readonly Fact[] {
  const { kind, width, raw, asFed: fed, counts, baseRate, labelEntropy, unit } = { ...targets, unit: "number" };
  const facts = [fact("targets in the files", kind === "values" ? spread(raw) : range(raw))];
  if (kind !== "labels") facts.push(fact("targets as the loss gets them", `${counted(width, unit)}, ${range(fed)}`));
  if (counts !== null) {
    const each = `${range({ min: Math.min(...counts), max: Math.max(...counts) })} examples`;
    facts.push(fact("classes", `${counts.length}, of ${each}`));
  }
  if (baseRate !== null) facts.push(fact("always the commonest class", `right for ${percent(baseRate)}`));
  if (labelEntropy !== null) facts.push(fact("entropy of the labels", `${shown(labelEntropy)} nats`));
  return facts;
}

function signalFacts({ signal }: Evidence): readonly Fact[] {
  if (signal === null) return [];
  const { method, metric, score, shuffledMean, shuffledStd, z } = signal;
  const value = (x: number): string => (metric === "accuracy" ? percent(x) : shown(x));
  return [
    fact(
      `${method}, without training`,
      `${metric} ${value(score)}`,
      `above that of shuffled targets, ${value(shuffledMean)} ± ${value(shuffledStd)} (z = ${shown(z)})`,
    ),
  ];
}

function startFacts({ start }: Evidence): readonly Fact[] {
  if (start === null) return [];
  const { cost, expectedCost, expectedName, constantCost, outputs, logits, gradientNorm, reductionFactor } = start;
  const expected = expectedCost === null ? null : `about ${shown(expectedCost)} (${expectedName ?? "no opinion"})`;
  return [
    fact("cost at step 0", shown(cost), expected),
    ...(constantCost === null ? [] : [fact("cost of the best constant answer", shown(constantCost))]),
    fact("outputs at step 0", spread(outputs)),
    ...(logits === null ? [] : [fact("logits at step 0", spread(logits), "a few units about 0")]),
    fact("gradient norm at step 0", shown(gradientNorm)),
    fact("gradient ÷ that of the mean cost", shown(reductionFactor), "1; the batch size where 1/m is missing"),
  ];
}

function sharpnessFacts({ sharpness }: Evidence): readonly Fact[] {
  if (sharpness === null) return [];
  const { lambdaMax, learningRate, limit, largestStableRate } = sharpness;
  const facts = [fact("largest curvature λmax", shown(lambdaMax))];
  if (limit === null) return facts;
  facts.push(fact("learning rate × λmax", shown(learningRate * lambdaMax), `below ${shown(limit)}`));
  if (largestStableRate !== null) facts.push(fact("largest stable learning rate", shown(largestStableRate)));
  return facts;
}

const layerTitle = ({ name, units, activation, isOutput }: LayerEvidence): string =>
  `Layer ${name}: ${counted(units, "unit")}, ${activation}${isOutput ? ", the output" : ""}`;

/** Healthy SGD on MNIST at rates 0.1 to 0.5 starts at 0.006 to 0.06; at 1 and above it fails. */
const updates = (largest: number): Fact => fact("update ÷ weight, largest", shown(largest), "0.0001 to 0.1");

const neverFire = (share: number): Fact => fact("units that never fire at the end", percent(share), "0% to 5%");

function layerFacts(layer: LayerEvidence): readonly Fact[] {
  const { first, last, weightStd, usualWeightStd, zeroGradients, measurements: times } = layer;
  const change = (of: "gradientNorm" | "weightNorm" | "activationWidth"): string =>
    `${shown(first[of])} → ${shown(last[of])}`;
  return [
    updates(layer.largestUpdateRatio),
    fact("gradient norm", change("gradientNorm")),
    fact("measurements with a gradient of exactly 0", `${zeroGradients} of ${times}`, "0"),
    fact("weight norm", change("weightNorm")),
    ...weightFacts(weightStd, usualWeightStd),
    ...(layer.constantWeights ? [fact("first weights", "all the same number", "different from each other")] : []),
    ...(layer.isOutput ? [] : [neverFire(last.deadShare)]),
    fact("values in saturation at the end", percent(last.saturatedShare), "below 50%"),
    fact("width of the activations", change("activationWidth")),
  ];
}

function weightFacts(std: number | null, usual: number | null): readonly Fact[] {
  if (std === null) return [];
  return [fact("deviation of the first weights", shown(std), usual === null ? null : `about ${shown(usual)}`)];
}

function outputFacts({ output }: Evidence): readonly Fact[] {
  if (output === null) return [];
  const { activation, units, reachable, unreachableShare, lossWants, trained } = output;
  const facts = [
    fact("output", `${counted(units, "unit")}, ${activation}`, `the loss wants ${lossWants}`),
    fact("what it can say", range({ min: reachable.lo, max: reachable.hi })),
    fact("targets outside of that", percent(unreachableShare), "0%"),
  ];
  if (trained === null) return facts;
  facts.push(fact("outputs after training", spread(trained.spread)));
  facts.push(fact("deviation of the outputs over examples", shown(trained.variation), "above 0"));
  const { classesNamed: named, classes } = trained;
  if (named !== null && classes !== null) facts.push(fact("classes ever named", `${named}`, `${classes}`));
  return facts;
}

function smallBatchFacts({ smallBatch }: Evidence): readonly Fact[] {
  if (smallBatch === null) return [];
  const { examples, steps, before, after, left } = smallBatch;
  const label = `cost of ${counted(examples, "example")} after ${counted(steps, "step")}`;
  return [fact(label, `${shown(before)} → ${shown(after)}`, `nothing left of it; here ${percent(left)}`)];
}

function gradientFacts({ gradients }: Evidence): readonly Fact[] {
  if (gradients === null) return [];
  return gradients.parameters.map(({ name, deviation, right, mistake, detail }) => {
    const what = right ? "right" : [mistake ?? "wrong", detail].filter(Boolean).join(": ");
    return fact(name, `${what} (off by ${shown(deviation)})`, "off by 0");
  });
}
