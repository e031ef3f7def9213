/** @file The rewrites of a run in words, from their own records. */
import type { AppliedRewrite } from "../../src/record/events.ts";
import { rewrites } from "../../src/rewrite/stability/index.ts";
import type { Formula } from "./protocol.ts";

/** "log(1 + x) → log1p(x);  log(1 − x) → log1p(−x)" has two. */
const arrow = " → ";

export const formulasOf = (applied: readonly AppliedRewrite[]): readonly Formula[] =>
  applied.flatMap(({ id }) => {
    const rule = rewrites.find((known) => known.id === id);
    if (!rule) return [];
    const { what, why, failsAt } = rule;
    return what.split(/;\s+/).flatMap((part) => {
      const [before, ...after] = part.split(arrow);
      return after.length === 0 ? [] : [{ id, before: before!, after: after.join(arrow), why, failsAt }];
    });
  });
