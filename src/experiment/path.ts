/** @file Field paths such as model[2].activation. */
import { UsageError } from "../util/errors.ts";

export type PathStep = string | number;

export const formatPath = (steps: readonly PathStep[]): string =>
  steps.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");

export function parsePath(path: string): PathStep[] {
  const steps: PathStep[] = [];
  const pattern = /(?:^|\.)([^.[\]]+)|\[(\d+)\]/gy;
  while (pattern.lastIndex < path.length) {
    const match = pattern.exec(path);
    if (!match) break;
    steps.push(match[1] ?? Number(match[2]));
    if (pattern.lastIndex === path.length) return steps;
  }
  throw new UsageError(`${JSON.stringify(path)} is not a field path`, { help: "write it as model[2].activation" });
}
