/** @file The run record as a file: opened for appending, a line that a crash cut off removed first. */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { LineSink } from "../../record/writer.ts";

export interface RecordFile extends LineSink {
  close(): void;
}

export function openRecordFile(path: string): RecordFile {
  const file = openSync(path, "a+");
  cutTornLine(file);
  return {
    append: (text) => {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    },
    close: () => {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/** Truncates the file behind its last line end. */
function cutTornLine(file: number): void {
  const piece = Buffer.alloc(64 * 1024);
  let end = fstatSync(file).size;
  const size = end;
  while (end > 0) {
    const start = Math.max(0, end - piece.length);
    const read = readSync(file, piece, 0, end - start, start);
    const lineEnd = piece.subarray(0, read).lastIndexOf(10);
    if (lineEnd >= 0) {
      end = start + lineEnd + 1;
      break;
    }
    end = start;
  }
  if (end < size) ftruncateSync(file, end);
}
