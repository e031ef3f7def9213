/**
 * @file repair: puts the stability rewrites that take findings away into an ONNX model, and leaves the rest of it as it
 * was. A rewrite is accepted where the analysis no longer finds the defect and the outputs agree on samples.
 */
import type { ImportedModel, OnnxSource } from "../../onnx/import/imported.ts";
import { encodeMessage } from "../../onnx/wire/message.ts";
import { type ModelProto, modelTable } from "../../onnx/wire/onnx.ts";
import type { Rewrite } from "../../rewrite/rule.ts";
import { rewrites } from "../../rewrite/stability/index.ts";
import { EvenkeelError } from "../../util/errors.ts";
import { type CheckOptions, type CheckResult, check } from "../check.ts";
import type { Finding } from "../finding.ts";
import { type OnnxModel, onnxSubject } from "../onnxSubject.ts";
import { difference, type Sample, samplesIn } from "./agreement.ts";
import { type Images, imagesOf } from "./images.ts";
import { mends, type Region, regionsOf } from "./regions.ts";
import { splice } from "./splice.ts";

/** One place of the model that was rewritten. */
interface AppliedRepair {
  /** The ONNX node that was replaced. */
  readonly source: OnnxSource;
  /** Ids of the stability rewrites, and their formulas. */
  readonly rules: readonly string[];
  readonly what: readonly string[];
  /** What else changes, in a sentence; null where it is the same number over the reals. */
  readonly note: string | null;
  /** Findings at the nodes that the rewritten form does without. */
  readonly mends: readonly Finding[];
}

interface RefusedRepair {
  readonly source: OnnxSource;
  readonly rules: readonly string[];
  readonly reason: string;
}

export interface Repair {
  /** The repaired model; null where nothing could be repaired. */
  readonly bytes: Uint8Array | null;
  /** Findings of the original that the repaired model does not have. */
  readonly gone: readonly Finding[];
  /** Findings of the repaired model. */
  readonly remaining: readonly Finding[];
  readonly applied: readonly AppliedRepair[];
  readonly refused: readonly RefusedRepair[];
}

interface Confirmation {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly samples: readonly Sample[];
  /** Whether the values may differ where a clip or an epsilon of the original acts. */
  readonly guardsDropped: boolean;
}

/** Runs both models on the samples on another engine; says how they differ, or null. */
export type Confirm = (asked: Confirmation) => Promise<string | null>;

export interface RepairOptions extends CheckOptions {
  readonly confirm?: Confirm;
}

/** Rewrites that are the same number over the reals go first; those that drop a guard mend what these do not, and no advice. */
const passes: readonly (readonly Rewrite[])[] = [rewrites.filter(({ equality }) => equality === "real"), rewrites];

/** `found` is what `check` says of the model as it is. */
export async function repair(given: OnnxModel, found: CheckResult, options: RepairOptions = {}): Promise<Repair> {
  let model: ModelProto | null = null;
  let result = found;
  const applied: AppliedRepair[] = [];
  const refused = new Map<string, RefusedRepair>();
  for (const rules of passes) {
    const pass = await repairWith(rules, { ...given, ...(model && { model }) }, result, options);
    for (const one of pass.refused) refused.set(one.source.tensor, one);
    if (!pass.best) continue;
    model = pass.best.model;
    result = pass.best.result;
    const { regions, gone } = pass.best;
    applied.push(...regions.map((region) => appliedOf(region, gone)));
  }
  for (const { source } of applied) refused.delete(source.tensor);
  return {
    bytes: model && encodeMessage(modelTable, model),
    gone: found.findings.filter((finding) => !result.findings.some((other) => isSame(finding, other))),
    remaining: result.findings,
    applied,
    refused: [...refused.values()].map(({ source, rules, reason }) => ({ source, rules, reason })),
  };
}

interface Pass {
  readonly best: Attempt | null;
  readonly refused: readonly RefusedRepair[];
}

const isGuarded = ({ equality }: Rewrite): boolean => equality === "guard-inactive";

/** All places at once where that works, else those of them that do. */
async function repairWith(
  rules: readonly Rewrite[],
  given: OnnxModel,
  found: CheckResult,
  options: RepairOptions,
): Promise<Pass> {
  const imported = found.subject.imported!;
  const images = imagesOf(imported, rules);
  const reasons = found.findings.filter(({ grade }) => grade !== "advice" || !rules.some(isGuarded));
  const regions = regionsOf(imported, images, reasons);
  if (regions.length === 0) return { best: null, refused: [] };
  const plan = { imported, images, options };
  const whole = await attempt(given, found, { ...plan, regions });
  if (typeof whole !== "string") return { best: whole, refused: [] };
  let best: Attempt | null = null;
  const refused: RefusedRepair[] = [];
  for (const region of regions) {
    const tried: Region[] = [...(best?.regions ?? []), region];
    const one = regions.length === 1 ? whole : await attempt(given, found, { ...plan, regions: tried });
    if (typeof one === "string") refused.push({ ...region, reason: one });
    else best = one;
  }
  return { best, refused };
}

interface Attempt {
  readonly model: ModelProto;
  readonly regions: readonly Region[];
  readonly result: CheckResult;
  readonly gone: readonly Finding[];
}

interface Plan {
  readonly imported: ImportedModel;
  readonly images: Images;
  readonly regions: readonly Region[];
  readonly options: RepairOptions;
}

/** The model with these places rewritten, or why they are not. */
async function attempt(given: OnnxModel, found: CheckResult, plan: Plan): Promise<Attempt | string> {
  const { imported, images, regions, options } = plan;
  const model = splice(
    imported,
    images,
    regions.map(({ source }) => source.tensor),
  );
  if ("reason" in model) return model.reason;
  try {
    const subject = onnxSubject({ ...given, model });
    const result = check(subject, options);
    const gone = found.findings.filter((finding) => !result.findings.some((other) => isSame(finding, other)));
    const known = new Set(found.findings.map(placeOf));
    const worse = result.findings.find((finding) => finding.grade !== "advice" && !known.has(placeOf(finding)));
    if (worse) return `it would bring another finding: ${worse.rule} at ${worse.source?.name ?? worse.node.op.name}`;
    if (gone.length === 0) return "no finding goes away by it";
    const differing = await differenceOf(given, model, plan);
    return (
      differing ?? {
        model,
        regions: regions.filter((region) => mends(region, gone) && isDefined(region, model)),
        result,
        gone,
      }
    );
  } catch (error) {
    if (error instanceof EvenkeelError) return error.message;
    throw error;
  }
}

/** A replaced value below another one is gone with what read it. */
const isDefined = ({ source }: Region, { graph }: ModelProto): boolean =>
  (graph?.node ?? []).some(({ output = [] }) => output.includes(source.tensor));

const placeOf = ({ source, backward }: Finding): string => `${source?.tensor} ${backward}`;
const isSame = (a: Finding, b: Finding): boolean => a.rule === b.rule && placeOf(a) === placeOf(b);

/** The usual sizes of symbolic dimensions, and another, at which a size that was written into the model shows. */
const otherSize = 3;

async function differenceOf(given: OnnxModel, model: ModelProto, plan: Plan): Promise<string | null> {
  const { imported, regions, options } = plan;
  const guardsDropped = regions.some(({ rules }) => rules.some(dropsGuard));
  const outputs = (given.model.graph?.output ?? []).map(({ name = "" }) => name);
  const sizes = [{}, ...(imported.dims.size > 0 ? [resized(imported)] : [])];
  for (const dims of sizes) {
    const before = atSizes(given, dims);
    if (!before || before.imported!.unknown.length > imported.unknown.length) continue;
    const after = atSizes({ ...given, model }, dims);
    if (!after) return `the repaired model does not fit ${sizesIn(dims)}`;
    const samples = samplesIn(before, options.seed ?? 0);
    const differing = difference({ before, after, outputs, guardsDropped }, samples);
    if (differing !== null) return Object.keys(dims).length > 0 ? `${differing}, at ${sizesIn(dims)}` : differing;
    if (!options.confirm) continue;
    const elsewhere = await options.confirm({
      before: encodeMessage(modelTable, given.model),
      after: encodeMessage(modelTable, model),
      samples,
      guardsDropped,
    });
    if (elsewhere !== null) return elsewhere;
  }
  return null;
}

const resized = ({ dims }: ImportedModel): Record<string, number> =>
  Object.fromEntries(
    [...dims].map(([name, size], i) => [name, size === otherSize + i ? otherSize + i + 2 : otherSize + i]),
  );

const sizesIn = (dims: Readonly<Record<string, number>>): string =>
  Object.entries(dims)
    .map(([name, size]) => `${name} = ${size}`)
    .join(", ");

function atSizes(given: OnnxModel, dims: Readonly<Record<string, number>>): ReturnType<typeof onnxSubject> | null {
  try {
    return onnxSubject({ ...given, dims: { ...given.dims, ...dims } });
  } catch (error) {
    if (error instanceof EvenkeelError) return null;
    throw error;
  }
}

const dropsGuard = (id: string): boolean => rewrites.some((rule) => rule.id === id && isGuarded(rule));

const appliedOf = ({ source, rules, nodes }: Region, gone: readonly Finding[]): AppliedRepair => ({
  source,
  rules,
  what: rewrites.filter(({ id }) => rules.includes(id)).map(({ what }) => what),
  note: rules.some(dropsGuard) ? "where a clip or an added epsilon acted, the value is now what it stood in for" : null,
  mends: gone.filter(({ node }) => nodes.has(node)),
});
