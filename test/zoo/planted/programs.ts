/** @file Faults of programs' backward passes. */
import type { Entry } from "../entry.ts";
import { classifier } from "../programs/classifier.ts";
import { curve } from "../programs/curve.ts";
import { mistake, plant } from "./_plant.ts";

const named = (entry: Entry, name: string): Entry => ({ ...entry, id: `${entry.id}.${name}` });

export const programEntries: readonly Entry[] = [
  plant(classifier, mistake("flipped-sign", "uphill")),
  plant(curve, mistake("flipped-sign", "uphill")),
  named(plant(classifier, mistake("flipped-sign", "hidden sign")), "output-layer"),
  plant(classifier, mistake("wrong-gradient", "jacobian")),
  plant(curve, mistake("wrong-gradient", "no slope")),
  named(plant(classifier, mistake("wrong-gradient", "averaged twice", "missing-mean-reduction")), "averaged-twice"),
  plant(classifier, mistake("missing-mean-reduction", "summed weights", "wrong-gradient")),
  plant(curve, mistake("missing-mean-reduction", "summed", "wrong-gradient")),
  named(plant(curve, mistake("flipped-sign", "half uphill")), "first-layer"),
];
