/** @file Ranges as a user states them: a JSON file that names inputs, read strictly. */
import { DataError, nearest } from "../util/errors.ts";

/** "weight" inputs are what gradients are taken of; "label" inputs never are; any other word is an input. */
export interface GivenRange {
  readonly lo: number;
  readonly hi: number;
  readonly role: string;
}

export interface GivenRanges {
  readonly inputs: Readonly<Record<string, GivenRange>>;
  /** Name of the value that is minimised; null where none is named. */
  readonly loss: string | null;
}

export const noRanges: GivenRanges = { inputs: {}, loss: null };

/** @throws DataError that names the field */
export function parseRanges(text: string, file: string): GivenRanges {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new DataError("The ranges are not valid JSON", { where: file, found: (error as Error).message });
  }
  return readRanges(value, file);
}

/** The same of a value. */
function readRanges(value: unknown, file: string): GivenRanges {
  const fields = recordOf(value, file, "");
  onlyKnown(fields, ["inputs", "loss"], file, "");
  const inputs = fields.inputs === undefined ? {} : recordOf(fields.inputs, file, "inputs");
  if (fields.loss !== undefined && fields.loss !== null && typeof fields.loss !== "string") {
    throw wrong(file, "loss", fields.loss, 'the name of a value, such as "loss"');
  }
  return {
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, given]) => [name, rangeOf(given, file, `inputs.${name}`)]),
    ),
    loss: (fields.loss as string | null | undefined) ?? null,
  };
}

function rangeOf(value: unknown, file: string, path: string): GivenRange {
  const fields = recordOf(value, file, path);
  onlyKnown(fields, ["lo", "hi", "role"], file, path);
  const [lo, hi] = (["lo", "hi"] as const).map((name) => {
    const number = fields[name];
    if (typeof number === "number" && Number.isFinite(number)) return number;
    throw wrong(file, `${path}.${name}`, number, "a finite number");
  }) as [number, number];
  if (lo > hi) throw wrong(file, path, `lo ${lo}, hi ${hi}`, "lo at most hi");
  const role = fields.role ?? "input";
  if (typeof role !== "string") throw wrong(file, `${path}.role`, role, '"input", "label" or "weight"');
  return { lo, hi, role };
}

function recordOf(value: unknown, file: string, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(file, path, value, path === "" ? '{"inputs": {"x": {"lo": 0, "hi": 1}}}' : "an object");
}

function onlyKnown(
  fields: Readonly<Record<string, unknown>>,
  known: readonly string[],
  file: string,
  path: string,
): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new DataError(`The ranges have a field that nothing reads: "${path ? `${path}.` : ""}${unknown}"`, {
    where: file,
    help: near ? `did you mean "${near}"?` : `the fields are ${known.join(", ")}`,
  });
}

const wrong = (file: string, path: string, found: unknown, wanted: string): DataError =>
  new DataError(`The ranges are malformed${path ? ` at "${path}"` : ""}`, {
    where: file,
    found: typeof found === "string" ? found : (JSON.stringify(found) ?? "nothing"),
    help: `give ${wanted}`,
  });

/** @throws DataError where a name is no input; lists the inputs */
export function checkNames(given: GivenRanges, inputs: readonly string[], file: string): void {
  const unknown = Object.keys(given.inputs).find((name) => !inputs.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, inputs);
  const listed =
    inputs.length > 20 ? `${inputs.slice(0, 20).join(", ")} and ${inputs.length - 20} more` : inputs.join(", ");
  throw new DataError(`There is no input "${unknown}"`, {
    where: file,
    found: `inputs and weights: ${listed || "none"}`,
    ...(near && { help: `did you mean "${near}"?` }),
  });
}
