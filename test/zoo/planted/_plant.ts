/** @file Short ways to write entries of the zoo down. */
import type { Base, CauseId, Edit, Entry, Fault } from "../entry.ts";

/** What of the experiment is set to what: `{ "optimizer.learningRate": 3 }`. */
export type Edits = Readonly<Record<string, unknown>>;

const listed = (edits: Edits): Edit[] => Object.entries(edits).map(([path, to]) => ({ path, to }));

/** @param alike other names of the same edit */
export const fault = (cause: CauseId, edits: Edits, ...alike: CauseId[]): Fault => ({
  cause,
  edits: listed(edits),
  ...(alike.length > 0 && { alike }),
});

/** A fault of the data or the goal that no change of the experiment takes away. */
export const incurable = (cause: CauseId, edits: Edits): Fault => ({ ...fault(cause, edits), incurable: true });

/** A mistake of a program's formulas. */
export const mistake = (cause: CauseId, name: string, ...alike: CauseId[]): Fault => ({
  cause,
  edits: [],
  mistake: name,
  ...(alike.length > 0 && { alike }),
});

/** Numbered by cause and base: the id says both. */
export const plant = (base: Base, ...faults: readonly Fault[]): Entry => ({
  id: `${base.id}.${faults.map(({ cause }) => cause).join("+")}`,
  base,
  faults,
});
