/** @file Files that `check` writes. */
import { writeFileSync } from "node:fs";
import { DataError } from "../../util/errors.ts";

/** @throws DataError where it cannot be written */
export function writeFile(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new DataError("The file cannot be written", { where: file, found: (error as Error).message });
  }
}
