/** @file Whole lines of a record that may be growing, from a byte on. */
import { open } from "node:fs/promises";

export interface Lines {
  readonly lines: readonly string[];
  /** Bytes before the next line. */
  readonly end: number;
}

/** What a message holds at most, unless a single line is longer. */
const piece = 1024 * 1024;
/** Data written out in an experiment make its line long; a longer one is no record's. */
const longestLine = 64 * 1024 * 1024;

/** null where there is no whole line yet. @param from where it is within a line, that line is left out */
export async function readLines(path: string, from: number): Promise<Lines | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const start = from === 0 ? 0 : from - 1;
    const left = (await file.stat()).size - start;
    if (left <= 0) return null;
    for (let length = Math.min(piece, left); length <= longestLine; length *= 4) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
      const found = linesIn(buffer.subarray(0, bytesRead), from > 0);
      if (found) return { lines: found.lines, end: start + found.end };
      if (bytesRead < length || length >= left) return null;
    }
    return null;
  } finally {
    await file.close();
  }
}

/** @param skips whether what stands before the first line end is left out */
function linesIn(bytes: Buffer, skips: boolean): Lines | null {
  const first = skips ? bytes.indexOf(10) + 1 : 0;
  const end = bytes.lastIndexOf(10) + 1;
  if ((skips && first === 0) || end <= first) return null;
  const lines = bytes.toString("utf8", first, end - 1).split("\n");
  return { lines: lines.filter((line) => line !== ""), end };
}
