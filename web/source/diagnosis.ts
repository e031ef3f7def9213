/** @file The diagnosis that `doctor --json` prints, as the reports take it. */
import type { CauseFinding, Diagnosis } from "../../src/doctor/5-report/diagnosis.ts";
import { revived } from "../model/lines.ts";

interface Printed extends Omit<Diagnosis, "experiment" | "goalStated" | "recommended"> {
  readonly goal: Diagnosis["experiment"]["goal"] & { readonly stated: boolean };
  readonly recommended: NonNullable<Diagnosis["recommended"]>;
}

/** null for what is no diagnosis. */
export function parseDiagnosis(value: unknown): Diagnosis | null {
  const given = revived(value) as Printed | null;
  if (!given || typeof given.verdict !== "string" || !Array.isArray(given.causes) || !given.goal) return null;
  const { goal, recommended, ...rest } = given;
  const { stated, ...bounds } = goal;
  return {
    ...rest,
    experiment: { ...recommended.experiment, goal: bounds } as Diagnosis["experiment"],
    goalStated: stated,
    recommended: recommended.changes.length > 0 ? recommended : null,
    causes: given.causes.map(tried),
  };
}

/** A cause that was not tried is printed with trials of 0 seeds. */
const tried = (cause: CauseFinding): CauseFinding => ({
  ...cause,
  trials: cause.trials && cause.trials.seeds > 0 ? cause.trials : null,
});
