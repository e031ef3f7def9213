/** @file The diagnosis as JSON: what `doctor --json` prints. */
import type { Change } from "../../experiment/changes.ts";
import { lossless } from "../../record/lines.ts";
import type { CauseFinding, Diagnosis, TrialSummary } from "./diagnosis.ts";

/** A cause that was not tried has trials of 0 seeds. */
const untried: TrialSummary = { seeds: 0, repaired: 0, scores: [] };

/** One line; numbers that are not finite are the strings "NaN", "Infinity" and "-Infinity". */
export const renderJson = (diagnosis: Diagnosis): string => `${JSON.stringify(jsonOf(diagnosis), lossless)}\n`;

function jsonOf(diagnosis: Diagnosis): object {
  const { verdict, name, symptoms, causes, baseline, ruledOut, evidence, replays, seconds, cutShort } = diagnosis;
  const { experiment, goalStated } = diagnosis;
  return {
    verdict,
    name,
    goal: { ...experiment.goal, stated: goalStated },
    baseline,
    symptoms,
    causes: causes.map(causeJson),
    recommended: recommendedJson(diagnosis),
    ruledOut,
    evidence,
    replays,
    seconds,
    cutShort,
  };
}

function causeJson({ changes, trials, ...cause }: CauseFinding): object {
  return { ...cause, changes: changes.map(changeJson), trials: trials ?? untried };
}

/** A field that was not there is null. */
const changeJson = ({ path, from, to }: Change): object => ({ path, from: from ?? null, to: to ?? null });

/** Where nothing is to be changed, the experiment as it is. */
function recommendedJson({ recommended, experiment, baseline }: Diagnosis): object {
  if (!recommended) return { changes: [], trials: baseline, experiment };
  return { ...recommended, changes: recommended.changes.map(changeJson) };
}
