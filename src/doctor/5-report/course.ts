/** @file How the cost went, as facts. */
import type { CourseEvidence, Evidence } from "../1-evidence/evidence.ts";
import { shown } from "../3-causes/_edits.ts";
import type { Fact } from "../fact.ts";
import { percent } from "./words.ts";

export function courseFacts({ course }: Evidence): readonly Fact[] {
  if (course === null) return [];
  const { steps, totalSteps, shape, lateFall, roughness } = course;
  const done = steps === totalSteps ? `${steps} steps` : `${steps} of ${totalSteps} steps, ${course.stopped}`;
  return [
    {
      label: "cost over the run",
      value: `${shown(course.firstCost)} → ${shown(course.lastCost)} in ${done}`,
      normal: "falls",
    },
    { label: "its shape", value: shape, normal: "falling" },
    { label: "lowest and largest", value: `${shown(course.lowestCost)} … ${shown(course.largestCost)}`, normal: null },
    { label: "fall in the last quarter", value: percent(lateFall), normal: null },
    { label: "deviation about its trend", value: shown(roughness), normal: "about 0" },
    ...plateauFacts(course),
    ...scoreFacts(course),
  ];
}

function plateauFacts({ plateau }: CourseEvidence): readonly Fact[] {
  if (plateau === null) return [];
  const { level, since, explained, slope, biasOnly } = plateau;
  const known = explained && `${explained.name} = ${shown(explained.value)}`;
  return [
    { label: `level since step ${since}`, value: shown(level), normal: known },
    {
      label: "its change an epoch",
      value: shown(slope),
      normal: biasOnly ? "what a model has of which only the output bias learns" : null,
    },
  ];
}

function scoreFacts({ trainAccuracy, testAccuracy, relativeError }: CourseEvidence): readonly Fact[] {
  const rows: readonly (readonly [string, number | null, (x: number) => string])[] = [
    ["training accuracy at the end", trainAccuracy, percent],
    ["test accuracy at the end", testAccuracy, percent],
    ["error ÷ variance of the targets", relativeError, shown],
  ];
  return rows.flatMap(([label, value, say]) => (value === null ? [] : [{ label, value: say(value), normal: null }]));
}
