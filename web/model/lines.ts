/** @file Lines of a record as events, without the checks that the reader of files makes: what is odd is left out. */
import type { RunEvent } from "../../src/record/events.ts";

const names: ReadonlySet<unknown> = new Set(["NaN", "Infinity", "-Infinity"]);

/** Numbers that JSON lacks are strings in a record and in a diagnosis. */
export function revived(value: unknown): unknown {
  if (names.has(value)) return Number(value);
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, revived(held)]));
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): boolean => typeof value === "number" || names.has(value);

/** The least that the page relies on, by the kind of event. */
const shapes: Readonly<Record<string, (event: Fields) => boolean>> = {
  start: ({ model, data, totalSteps }) =>
    isFields(model) && Array.isArray(model.layers) && isFields(data) && isNumber(totalSteps),
  step: ({ step, cost, learningRate }) => isNumber(step) && isNumber(cost) && isNumber(learningRate),
  epoch: ({ step, train }) => isNumber(step) && isFields(train),
  health: ({ step, layers }) =>
    isNumber(step) &&
    Array.isArray(layers) &&
    layers.every((layer) => isFields(layer) && isFields(layer.activationQuantiles)),
  finding: ({ step, id, message }) => isNumber(step) && typeof id === "string" && typeof message === "string",
  end: ({ step, stopped, train }) => isNumber(step) && typeof stopped === "string" && isFields(train),
};

/** null for what is no event that this page knows. */
function eventOf(value: unknown): RunEvent | null {
  if (!isFields(value) || typeof value.t !== "string" || !Object.hasOwn(shapes, value.t)) return null;
  if (!shapes[value.t]!(value)) return null;
  return (value.t === "epoch" || value.t === "end" || value.t === "start"
    ? revived(value)
    : value) as unknown as RunEvent;
}

/** So many lines are parsed as one array: that is faster than one by one. */
const atOnce = 2000;

export function eventsOf(lines: readonly string[]): readonly RunEvent[] {
  const events: RunEvent[] = [];
  for (let first = 0; first < lines.length; first += atOnce) {
    for (const value of parsed(lines.slice(first, first + atOnce))) {
      const event = eventOf(value);
      if (event) events.push(event);
    }
  }
  return events;
}

function parsed(lines: readonly string[]): readonly unknown[] {
  const filled = lines.filter((line) => line.trim() !== "");
  try {
    return JSON.parse(`[${filled.join(",")}]`) as readonly unknown[];
  } catch {
    return filled.flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown];
      } catch {
        return [];
      }
    });
  }
}
