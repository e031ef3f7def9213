/** @file The files that a visitor gave, by what they are: a model, ranges of its inputs, and data that lie outside of it. */
import { type GivenRanges, parseRanges } from "../../src/check/given.ts";
import { decodeModel } from "../../src/onnx/decode.ts";
import type { ReadExternal } from "../../src/onnx/import/imported.ts";
import type { ModelProto } from "../../src/onnx/wire/onnx.ts";
import { DataError } from "../../src/util/errors.ts";
import { otherKind } from "./checkKind.ts";

/** A repair of 433 MB took 4.7 GB of memory. */
const mostBytes = 256 * 2 ** 20;

export interface OpenedFiles {
  readonly name: string;
  /** Of the model and its data. */
  readonly bytes: number;
  readonly model: ModelProto;
  readonly external: ReadExternal;
  readonly ranges: GivenRanges | null;
  readonly rangesFile: string;
}

/** External data that is not among the files. */
export class MissingFiles extends DataError {
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    const listed = missing.slice(0, 3).join(", ");
    super("A part of the model lies in another file", {
      found:
        missing.length > 3 ? `${listed} and ${missing.length - 3} more files are not here` : `${listed} is not here`,
      help: "choose it too, or drop the model and its data together",
    });
    this.missing = missing;
  }
}

/** @throws DataError where there is no model among the files, it is damaged or too large, or its data is missing */
export async function openFiles(files: readonly File[]): Promise<OpenedFiles> {
  const { model: file, ranges, data } = sorted(files);
  const bytes = [file, ...data].reduce((sum, { size }) => sum + size, 0);
  if (bytes > mostBytes) throw tooLarge(file.name, bytes);
  const model = decoded(new Uint8Array(await contentOf(file)));
  const inFile = new Map(data.map((one) => [one.name, one]));
  const missing = locationsOf(model).filter((location) => !inFile.has(lastPart(location)));
  if (missing.length > 0) throw new MissingFiles(missing);
  return {
    name: file.name,
    bytes,
    model,
    external: readerOf(inFile),
    ranges: ranges && parseRanges(await ranges.text(), ranges.name),
    rangesFile: ranges?.name ?? "ranges",
  };
}

const hasEnding = ({ name }: File, ending: string): boolean => name.toLowerCase().endsWith(ending);

interface Sorted {
  readonly model: File;
  readonly ranges: File | null;
  readonly data: readonly File[];
}

function sorted(files: readonly File[]): Sorted {
  const models = files.filter((file) => hasEnding(file, ".onnx"));
  const texts = files.filter((file) => hasEnding(file, ".json"));
  const rest = files.filter((file) => !models.includes(file) && !texts.includes(file));
  const [model = rest.length === 1 ? rest[0] : undefined] = models;
  if (!model) {
    throw new DataError("There is no ONNX model among the files", {
      found: files.map(({ name }) => name).join(", ") || "nothing",
      help: "choose a file that ends in .onnx",
    });
  }
  if (models.length > 1) {
    throw new DataError("One model is checked at a time", {
      found: models.map(({ name }) => name).join(", "),
      help: "choose one of them",
    });
  }
  const ranges = texts.find((file) => hasEnding(file, "ranges.json")) ?? (texts.length === 1 ? texts[0] : null);
  return { model, ranges: ranges ?? null, data: rest.filter((file) => file !== model) };
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

const tooLarge = (name: string, bytes: number): DataError =>
  new DataError("The model is too large for a page", {
    found: `${megabytes(bytes)}; up to ${megabytes(mostBytes)} are read here`,
    help: `check it on the command line: npx evenkeel check ${name}`,
  });

async function contentOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new DataError(`${file.name} cannot be read`, {
      found: (error as Error).message,
      help: "a folder cannot be checked: choose the files in it",
    });
  }
}

function decoded(bytes: Uint8Array): ModelProto {
  const kind = otherKind(bytes);
  if (kind) throw new DataError("This is no ONNX model", { found: `the file is ${kind.what}`, help: kind.help });
  return decodeModel(bytes);
}

const lastPart = (location: string): string => location.split(/[\\/]/).at(-1) ?? "";

/** Files that constants of the main graph lie in. */
function locationsOf({ graph }: ModelProto): string[] {
  const locations = (graph?.initializer ?? []).flatMap(({ externalData = [] }) =>
    externalData.flatMap(({ key, value }) => (key === "location" && value ? [value] : [])),
  );
  return [...new Set(locations)];
}

/** Of workers only: a part of a file while the caller waits. */
declare const FileReaderSync: new () => { readAsArrayBuffer(part: Blob): ArrayBuffer };

/** Reads the parts that are asked for, so that data which no tensor names is never held. */
const readerOf =
  (files: ReadonlyMap<string, File>): ReadExternal =>
  (location, offset, length) => {
    const file = files.get(lastPart(location));
    if (!file) throw new MissingFiles([location]);
    if (offset + length > file.size) {
      throw new DataError(`the external data "${location}" is too short`, {
        found: `${file.size} bytes, and bytes ${offset} to ${offset + length} are asked for`,
      });
    }
    return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file.slice(offset, offset + length)));
  };
