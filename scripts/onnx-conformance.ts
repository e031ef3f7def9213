/**
 * @file Runs the operator test vectors of the Python onnx package against the reference interpreter and writes the
 * counts into docs/onnx.md: `npm run onnx-conformance`, with `--check` only compares. Without the package it says so.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderConformance } from "./onnx-conformance-table.ts";
import { runVectors, type VectorResult } from "./onnx-vectors.ts";

const root: string = fileURLToPath(new URL("..", import.meta.url));
const page = `${root}docs/onnx.md`;

/** Writes the vectors of the installed package; its version, or null where there is none. */
function generateVectors(folder: string): string | null {
  try {
    const written = execFileSync("python3", [`${root}scripts/onnx-node-tests.py`, folder], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return written.trim().split("\n").at(-1)!;
  } catch {
    return null;
  }
}

/** The page with the part between the markers replaced. */
function withTable(text: string, table: string): string {
  const [start, end] = ["<!-- conformance -->", "<!-- end of conformance -->"];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/onnx.md lacks the markers ${start} and ${end}`);
  return `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`;
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "onnx-vectors-"));
  try {
    const version = generateVectors(folder);
    if (version === null) {
      console.log("the Python package onnx is not installed: its test vectors were not run (pip install onnx)");
      return;
    }
    report(
      readdirSync(folder).map((name) => runVectors(folder, name)),
      version,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(results: readonly VectorResult[], version: string): void {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  for (const { name, reason } of failed) console.log(`failed: ${name}: ${reason}`);
  const count = (outcome: VectorResult["outcome"]): number => results.filter((each) => each.outcome === outcome).length;
  console.log(
    `onnx ${version}: ${count("passed") + count("random")} passed, ${count("failed")} failed, ${count("not covered")} not covered`,
  );
  const before = readFileSync(page, "utf8");
  const after = withTable(before, renderConformance(results, version));
  if (!process.argv.includes("--check")) writeFileSync(page, after);
  else if (before !== after) console.log("docs/onnx.md is out of date: run npm run onnx-conformance");
  if (failed.length > 0) process.exitCode = 1;
}

main();
