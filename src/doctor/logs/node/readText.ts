/** @file Reads a log's file as text, whatever its encoding; files that are no text are named as such. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { readDataFile } from "../../../data/node/files.ts";
import { runFiles } from "../../../train/node/runFolder.ts";
import { DataError } from "../../../util/errors.ts";

/** Largest log that is read. */
const maxBytes = 256 * 2 ** 20;

export interface LogText {
  readonly name: string;
  readonly text: string;
}

/** The log of a file, or of the folder of a run. @throws DataError where it cannot be read or is no text */
export function readLogFile(path: string): LogText {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(path, runFiles.record) : path;
  const missing = isFolder ? "this folder holds no run: name the log itself" : "paths are relative to this folder";
  const { bytes } = readDataFile(file, maxBytes, missing);
  return { name: path, text: decode(bytes, path) };
}

/** What a pipe holds. */
export async function readLogStream(stream: AsyncIterable<Uint8Array | string>, name: string): Promise<LogText> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) {
      throw new DataError("The log is too large", { where: name, help: `up to ${maxBytes / 2 ** 20} MiB are read` });
    }
    chunks.push(bytes);
  }
  return { name, text: decode(Buffer.concat(chunks), name) };
}

/** UTF-8, or UTF-16 as PowerShell writes it. */
function decode(bytes: Uint8Array, name: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [first, second] = buffer;
  if (first === 0xff && second === 0xfe) return buffer.toString("utf16le", 2);
  if (first === 0xfe && second === 0xff)
    return Buffer.from(buffer.subarray(2, buffer.length & ~1))
      .swap16()
      .toString("utf16le");
  const sample = buffer.subarray(0, sampleSize);
  if (sample.includes(0) || strangeShare(sample.toString("utf8")) > 0.05) throw noText(buffer, name);
  return buffer.toString("utf8");
}

const sampleSize = 65_536;

/** Bytes that are no UTF-8, and control characters that no terminal gets. */
function strangeShare(text: string): number {
  let strange = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd || (code < 32 && ![7, 8, 9, 10, 12, 13, 27].includes(code))) strange++;
  }
  return text.length === 0 ? 0 : strange / text.length;
}

function noText(bytes: Buffer, name: string): DataError {
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const help = /tfevents/.test(name)
    ? "TensorBoard's event files are binary: download the scalars as CSV from its page and explain that"
    : "explain reads what a program printed: run it again as  python train.py > log.txt 2>&1";
  return new DataError("This file is no text", { where: name, found: `binary data, beginning with ${start}`, help });
}
