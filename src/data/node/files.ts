/** @file Reading files whole, within limits, with gzip unpacked by content and not by name. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DataError } from "../../util/errors.ts";

/** Of a file, and of what it unpacks to. */
const maxBytes = 256 * 2 ** 20;

export interface ReadFile {
  readonly file: string;
  readonly bytes: Buffer;
  /** Of the unpacked bytes. */
  readonly sha256: string;
}

/**
 * The file's bytes; gzip is unpacked. Throws a DataError where it cannot be read or is too large.
 *
 * @param missing what to do where it does not exist
 */
export function readDataFile(
  path: string,
  limit: number = maxBytes,
  missing = "paths are relative to the experiment's folder",
): ReadFile {
  const bytes = unpack(readWhole(path, limit, missing), path, limit);
  return { file: path, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function readWhole(path: string, limit: number, missing: string): Buffer {
  try {
    const status = statSync(path);
    if (!status.isFile()) {
      throw new DataError("This is not a file", {
        where: path,
        found: status.isDirectory() ? "a folder" : "a device or pipe",
      });
    }
    if (status.size > limit) throw tooLarge(path, `${status.size} bytes`, limit);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new DataError("The file does not exist", {
        where: path,
        help: missing,
      });
    }
    throw new DataError("The file cannot be read", { where: path, found: code || message });
  }
}

function unpack(bytes: Buffer, path: string, limit: number): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(path, `${bytes.length} bytes that unpack to more`, limit);
    throw new DataError("The gzip file is damaged", { where: path, found: message, help: "copy or download it again" });
  }
}

const tooLarge = (path: string, found: string, limit: number): DataError =>
  new DataError("The file is too large", {
    where: path,
    found,
    help: `files of up to ${limit / 2 ** 20} MiB are read`,
  });
