/** @file The name of an experiment: a hash of its canonical JSON. */
import { sha256 } from "../util/sha256.ts";
import type { Experiment } from "./types.ts";

/** JSON with sorted keys and no spaces: one text for one value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(",")}}`;
}

/** Without the fields that version 1 did not have, where they say what it meant: its hashes stay as they are. */
function asFirstWritten({ gradients, data, loss, ...experiment }: Experiment): unknown {
  const { firstLabel, ...sources } = data;
  const { classWeights, ...cost } = loss;
  return {
    ...experiment,
    ...(gradients !== "written" && { gradients }),
    loss: classWeights === "none" ? cost : loss,
    data: firstLabel === 0 ? sources : data,
  };
}

/** SHA-256 of the canonical JSON, 64 hexadecimal digits: equal exactly where the experiments are. */
export const experimentHash = (experiment: Experiment): string => sha256(canonicalJson(asFirstWritten(experiment)));
