/** @file gradcheck: compares a program's hand-written gradients with the true ones, and names what makes them wrong. */
import { exampleCount } from "../../data/dataset.ts";
import type { Value } from "../../graph/dtype.ts";
import type { Formulas } from "../../train/formulaModel.ts";
import { RandomValues } from "../../train/initial.ts";
import type { DataLayout } from "../../train/inputs.ts";
import { milliseconds } from "../../util/clock.ts";
import { UsageError } from "../../util/errors.ts";
import { sameShape, stridesOf } from "../../util/shape.ts";
import { countsOf } from "./counts.ts";
import { type Diagnosed, diagnose, type Finding } from "./diagnose.ts";
import { type Confirmation, confirm } from "./differences.ts";
import { differentiated, type Gradients, gradientsAt, trueGradients, type Values } from "./evaluation.ts";
import type { Counts } from "./factor.ts";
import { withoutGuards } from "./guards.ts";
import { compared, deviation, largestIndex, multipleOf, norm, sameBelow } from "./numbers.ts";
import type { Program } from "./program.ts";
import type { ElementDeviation, FoundMistake, GradcheckResult, ParameterCheck } from "./result.ts";
import { type GradcheckData, sourceOf } from "./sample.ts";
import { type Checked, type Settled, settle, sizesFor, traceOrNull } from "./settle.ts";
import type { Suspects } from "./suspects.ts";

export interface GradcheckOptions {
  /** Of the first weights and of the examples that are drawn; 0 when left out. */
  readonly seed?: number;
  /** m; a small prime that is no dimension of the program when left out. */
  readonly examples?: number;
  /** How targets that are labels reach the program; "one-hot" when left out. */
  readonly targetEncoding?: DataLayout["targetEncoding"];
  /** Examples of a training step, for which factors of m are stated as well; "full": all of them. */
  readonly batchSize?: number | "full";
  /** To be recognised where it is a factor of the gradient. */
  readonly learningRate?: number;
}

/** Finite differences and gradients that are the same agree to this, relative to the largest element. */
const confirmedBelow = 1e-6;

/**
 * Compares each hand-written gradient with the true one, which is derived from the cost in float64 with rewrites, and
 * confirmed by finite differences. The hand-written function is computed in float64 literally, as it is written.
 *
 * @param data a data set, of which a few examples are drawn, or a batch: rows `x` and rows or numbers `y`
 * @throws UsageError where the program has no hand-written gradients or something does not fit
 */
export function gradcheck<P>(
  formulas: Formulas<P>,
  data: GradcheckData,
  options: GradcheckOptions = {},
): GradcheckResult {
  const started = milliseconds();
  const checked = checkedOf(formulas, data, options);
  const settled = settle(checked);
  const { compiled, point, gradients, notes } = settled;
  const { program } = compiled;
  const confirmations = confirm(compiled, point, gradients.truth, checked.seed);
  const bare = unguarded(settled);
  const wrong = wrongOnes(gradients, settled, bare?.truth ?? null);
  const counts = (): Counts => countsOf(checked, program, point, options.learningRate ?? null);
  const elsewhere = measuredElsewhere(checked, program.sample.m, point);
  const diagnosed = diagnoseEither({ program, point, gradients, wrong, elsewhere }, bare, counts);
  const parameters = [...program.parameters.keys()].map((name) =>
    checkOf(name, { gradients, diagnosed, isWrong: wrong.has(name), confirmation: confirmations.get(name)! }, settled),
  );
  return {
    right: wrong.size === 0,
    examples: program.sample.m,
    batch: checked.batch,
    cost: gradients.cost,
    parameters,
    confirmation: overall(parameters, gradients.cost),
    notes,
    seconds: (milliseconds() - started) / 1000,
  };
}

function checkedOf<P>(formulas: Formulas<P>, data: GradcheckData, options: GradcheckOptions): Checked<P> {
  const { seed = 0, examples: m, targetEncoding, batchSize } = options;
  if (m !== undefined && !(Number.isInteger(m) && m > 0)) {
    throw new UsageError(`the number of examples must be a whole number of 1 or more, not ${m}`);
  }
  const { examples, layout } = sourceOf(data, targetEncoding);
  const available = exampleCount(examples);
  // a batch that is given as it is may be less than a training step's
  const largest = "train" in data ? available : Number.POSITIVE_INFINITY;
  const batch = batchSize === undefined ? null : batchSize === "full" ? available : Math.min(batchSize, largest);
  const initial = formulas.parameters(new RandomValues(seed));
  return { formulas, initial, examples, layout, seed, m: m ?? null, batch };
}

/** Right are also gradients of the cost as it is written, and those of the cost without its guards: log(a + 1e-8). */
function wrongOnes({ truth, written }: Gradients, { compiled, point }: Settled, bare: Values | null): Set<string> {
  const differing = (names: Iterable<string>, from: Values): Set<string> =>
    new Set([...names].filter((name) => !isSame(written.get(name) ?? null, from.get(name)!)));
  const wrong = differing(written.keys(), truth);
  if (wrong.size === 0) return wrong;
  const literally = (): Values => trueGradients(differentiated(compiled.program, "off"), point)[1];
  const stillWrong = compiled.leavesGuardsOut ? differing(wrong, literally()) : wrong;
  return bare ? differing(stillWrong, bare) : stillWrong;
}

/** The program with the guards of its cost left out, and its gradients; null where it has none. */
function unguarded({ compiled: { program }, point }: Settled): { program: Program; truth: Values } | null {
  const cost = withoutGuards(program.cost);
  if (cost === program.cost) return null;
  const bare = { ...program, cost };
  return { program: bare, truth: trueGradients(differentiated(bare), point)[1] };
}

/** A gradient that was derived without the guards, and has a mistake, is better explained by the cost without them. */
function diagnoseEither(
  suspects: Omit<Suspects, "counts">,
  bare: ReturnType<typeof unguarded>,
  counts: () => Counts,
): Diagnosed {
  const diagnosed = diagnose(suspects, counts);
  if (!bare || suspects.wrong.size === 0) return diagnosed;
  const gradients = { ...suspects.gradients, truth: bare.truth };
  const other = diagnose({ ...suspects, program: bare.program, gradients }, counts);
  return explained(other) > explained(diagnosed) ? other : diagnosed;
}

const explained = ({ findings }: Diagnosed): number =>
  [...findings.values()].reduce((sum, { score }) => sum + score, 0);

const isSame = (written: Value | null, truth: Value): boolean =>
  written !== null && sameShape(written.shape, truth.shape) && deviation(written, truth) < sameBelow;

/** The factor of a gradient with another number of examples; null where there are too few, or it is none there. */
function measuredElsewhere<P>(
  checked: Checked<P>,
  m: number,
  point: Values,
): (name: string) => { readonly m: number; readonly factor: number } | null {
  let measured: Gradients | null | undefined;
  // fewer cost less; of one or two examples little is left
  const others = sizesFor({ ...checked, m: null }).filter((size) => size !== m);
  const other = others.findLast((size) => size > 2) ?? others[0];
  const measure = (): Gradients | null => {
    const program = other === undefined ? null : traceOrNull(checked, other);
    return program && gradientsAt(differentiated(program), point);
  };
  return (name) => {
    if (measured === undefined) measured = measure();
    const written = measured?.written.get(name);
    const truth = measured?.truth.get(name);
    if (!written || !truth || !sameShape(written.shape, truth.shape)) return null;
    const factor = multipleOf(written, truth);
    return factor === null ? null : { m: other!, factor };
  };
}

interface Findings {
  readonly gradients: Gradients;
  readonly diagnosed: Diagnosed;
  readonly isWrong: boolean;
  readonly confirmation: Confirmation;
}

function checkOf(name: string, findings: Findings, { compiled }: Settled): ParameterCheck {
  const { gradients, diagnosed, isWrong, confirmation } = findings;
  const truth = gradients.truth.get(name)!;
  const written = gradients.written.get(name) ?? null;
  const comparable = written !== null && sameShape(written.shape, truth.shape);
  const finding = diagnosed.findings.get(name);
  return {
    name,
    shape: truth.shape,
    layer: diagnosed.layerOf.get(name)!,
    layers: diagnosed.layers,
    right: !isWrong,
    ...(comparable ? compared(written, truth) : incomparable),
    size: norm(truth),
    mistake: finding ? foundMistake(finding) : null,
    largest: comparable && isWrong ? largestDeviations(written, truth) : [],
    site: compiled.program.written.get(name)?.origin.site ?? null,
    confirmation,
  };
}

/** Below it the formula fits with an odd factor only, or nothing fits. */
const certainFrom = 0.75;

const foundMistake = ({ mistake, detail, score, from, site }: Finding): FoundMistake => ({
  id: mistake.id,
  title: mistake.title,
  detail,
  remedy: mistake.remedy,
  certain: score >= certainFrom,
  from,
  site,
});

const incomparable = { deviation: Number.NaN, cosine: Number.NaN, factor: Number.NaN };

/** How many elements are shown. */
const shownElements = 3;

function largestDeviations(written: Value, truth: Value): ElementDeviation[] {
  const strides = stridesOf(truth.shape);
  const sizes = Float64Array.from(written.data, (x, i) => Math.abs(x - truth.data[i]!));
  return Array.from({ length: Math.min(shownElements, sizes.length) }, () => {
    const i = largestIndex(sizes);
    sizes[i] = -1;
    const index = truth.shape.map((d, axis) => Math.floor(i / strides[axis]!) % d);
    return { index, written: written.data[i]!, truth: truth.data[i]! };
  });
}

/** A gradient below this share of the cost is lost in the rounding of the cost's differences. */
const resolvedAbove = 1e-9;

function overall(parameters: readonly ParameterCheck[], cost: number): GradcheckResult["confirmation"] {
  const resolved = parameters.filter(({ size }) => size > resolvedAbove * Math.abs(cost));
  const errors = resolved.map(({ confirmation }) => confirmation.largestError);
  const largestError = Math.max(0, ...errors);
  return {
    elements: resolved.reduce((sum, { confirmation }) => sum + confirmation.elements, 0),
    largestError,
    confirmed: largestError < confirmedBelow,
  };
}
