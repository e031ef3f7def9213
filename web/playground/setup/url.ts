/** @file A setup as the hash of an address, so that a network, broken or not, can be passed on as a link. */
import {
  activations,
  batchSizes,
  devices,
  healthy,
  imageCounts,
  inits,
  limits,
  optimizers,
  type Setup,
  scalings,
} from "./setup.ts";

export interface Linked {
  readonly setup: Setup;
  /** Id of a lesson; whether there is such a one is not looked at. */
  readonly lesson: string | null;
  /** A sentence for each part of the hash that says nothing that can be set. */
  readonly ignored: readonly string[];
}

interface Field {
  /** undefined for what cannot be set. */
  readonly read: (text: string) => unknown;
  readonly possible: string;
}

const oneOf = (values: readonly (string | number)[]): Field => ({
  read: (text) => values.find((value) => String(value) === text),
  possible: values.join(", "),
});

const numberIn = (least: number, most: number, isWhole: boolean): Field => ({
  read: (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return value >= least && value <= most && (!isWhole || Number.isInteger(value)) ? value : undefined;
  },
  possible: `${isWhole ? "a whole number" : "a number"} from ${least} to ${most}`,
});

const unitsOf = numberIn(1, limits.units, true);
const layers: Field = {
  read: (text) => {
    const units = text === "" ? [] : text.split(",").map(unitsOf.read);
    return units.length <= limits.layers && !units.includes(undefined) ? units : undefined;
  },
  possible: `up to ${limits.layers} whole numbers from 1 to ${limits.units}, with commas between`,
};

const fields: Readonly<Record<keyof Setup, Field>> = {
  layers,
  activation: oneOf(activations),
  init: oneOf(inits),
  optimizer: oneOf(optimizers),
  learningRate: numberIn(limits.learningRate.least, limits.learningRate.most, false),
  batchSize: oneOf(batchSizes),
  epochs: numberIn(1, limits.epochs, true),
  scaling: oneOf(scalings),
  formulas: oneOf(["stable", "naive"]),
  reduction: oneOf(["mean", "sum"]),
  precision: oneOf(["float32", "float64"]),
  images: oneOf(imageCounts),
  seed: numberIn(0, limits.seed, true),
  device: oneOf(devices),
};
const names = Object.keys(fields) as (keyof Setup)[];

/** What differs from `base`: "layers=512,256&learningRate=0.5". */
function partsOf(setup: Setup, base: Setup): string[] {
  const changed = names.filter((name) => String(setup[name]) !== String(base[name]));
  return changed.map((name) => `${name}=${String(setup[name])}`);
}

/** @param base what the lesson sets, or the healthy network */
export const hashOf = (setup: Setup, lesson: string | null, base: Setup = healthy): string =>
  [...(lesson === null ? [] : [`lesson=${encodeURIComponent(lesson)}`]), ...partsOf(setup, base)].join("&");

/** @param baseOf what the lesson of this id sets; of another, and of none, the healthy network */
export function readHash(hash: string, baseOf: (lesson: string | null) => Setup = () => healthy): Linked {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const lesson = given.get("lesson");
  const setup: Record<string, unknown> = { ...baseOf(lesson) };
  const ignored: string[] = [];
  for (const [name, text] of given) {
    if (name === "lesson") continue;
    const field = Object.hasOwn(fields, name) ? fields[name as keyof Setup] : undefined;
    const value = field?.read(text);
    if (value !== undefined) setup[name] = value;
    else if (field) ignored.push(`${name} cannot be ${JSON.stringify(text)}: it is ${field.possible}.`);
    else ignored.push(`There is no ${JSON.stringify(name)} to be set.`);
  }
  return { setup: setup as unknown as Setup, lesson, ignored };
}
