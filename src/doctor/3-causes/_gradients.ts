/** @file What the gradient check of hand-written gradients found, as causes read it. */
import type { Experiment } from "../../experiment/types.ts";
import type { Evidence, GradientEvidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import type { Treatment } from "./_cause.ts";
import { shown, treatment } from "./_edits.ts";

type WrittenGradient = GradientEvidence["parameters"][number];

/** Which cause a wrong gradient belongs to. */
export type Kind = "sign" | "batch factor" | "other";

function kindOf({ mistake, detail }: WrittenGradient): Kind {
  if (mistake === "sign") return "sign";
  const ofBatch = /1\/m is missing|multiplied by m|the batch size|number of training examples/;
  return mistake === "constant-factor" && ofBatch.test(detail ?? "") ? "batch factor" : "other";
}

export const wrongGradients = ({ gradients }: Evidence, kind: Kind): readonly WrittenGradient[] =>
  (gradients?.parameters ?? []).filter((parameter) => !parameter.right && kindOf(parameter) === kind);

/** One fact a parameter. */
export const gradientFacts = (wrong: readonly WrittenGradient[]): readonly Fact[] =>
  wrong.map(({ name, deviation, detail, mistake }) => ({
    label: `written gradient of ${name}`,
    value: `off by ${shown(deviation)} of the true one's size${(detail ?? mistake) ? `: ${detail ?? mistake}` : ""}`,
    normal: "below 0.001",
  }));

/** The derived gradients in the place of the written ones. */
export const derivedGradients = (experiment: Experiment): Treatment | null =>
  treatment(experiment, "gradients", [{ path: "gradients", to: "derived", what: "gradients" }]);
