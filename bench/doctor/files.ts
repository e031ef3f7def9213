/** @file Files that are written by a command and formatted like all others. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const biome: string = fileURLToPath(new URL("../../node_modules/.bin/biome", import.meta.url));

export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
  execFileSync(biome, ["format", "--write", path], { stdio: "ignore" });
}
