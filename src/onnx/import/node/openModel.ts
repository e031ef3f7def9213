/** @file Opens an ONNX file, with the tensors that lie in other files of its folder. */
import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";
import { DataError } from "../../../util/errors.ts";
import { decodeModel } from "../../decode.ts";
import type { ModelProto } from "../../wire/onnx.ts";
import type { ReadExternal } from "../imported.ts";

export interface OpenedModel {
  readonly bytes: Uint8Array;
  readonly model: ModelProto;
  readonly external: ReadExternal;
}

/** @throws DataError where the file cannot be read or is no ONNX model */
export function openModel(path: string): OpenedModel {
  const bytes = readWhole(path);
  return { bytes, model: decodeModel(bytes), external: externalReader(dirname(path)) };
}

function readWhole(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DataError(`${path} cannot be read`, { found: reasonOf(error) });
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads parts of files that lie in the folder or below it, wherever links point to. */
function externalReader(folder: string): ReadExternal {
  return (location, offset, length) => {
    const path = insideOf(folder, location);
    const status = statSync(path);
    // opening a pipe would wait for its writer
    if (!status.isFile()) throw new DataError(`the external data "${location}" is no file`);
    if (offset + length > status.size) {
      throw new DataError(`the external data "${location}" is too short`, {
        found: `${status.size} bytes, and bytes ${offset} to ${offset + length} are asked for`,
      });
    }
    const file = openSync(path, "r");
    try {
      return readPart(file, location, offset, length);
    } finally {
      closeSync(file);
    }
  };
}

function readPart(file: number, location: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
    if (read === 0) throw new DataError(`the external data "${location}" ended while it was read`);
    done += read;
  }
  return bytes;
}

/** The real path of a location, which may not leave the folder. */
function insideOf(folder: string, location: string): string {
  const parts = location.split(/[\\/]/);
  if (
    location === "" ||
    location.includes("\0") ||
    isAbsolute(location) ||
    /^[a-z]:|^[\\/]/i.test(location) ||
    parts.includes("..")
  ) {
    throw new DataError("the model's external data lies outside of its folder", {
      found: JSON.stringify(location.slice(0, 200)),
      help: "external data is read from the model's own folder only",
    });
  }
  const root = realpathSync(folder);
  const path = realOf(join(root, location), location);
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  throw new DataError("the model's external data is a link out of its folder", {
    found: JSON.stringify(location),
    help: "copy the file into the model's folder",
  });
}

function realOf(path: string, location: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new DataError(`the external data "${location}" cannot be read`, { found: reasonOf(error) });
  }
}
