/** @file What a person sees on a terminal, made by util-linux's `script`. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { smallExperiment, temporaryFolder } from "./cli.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const script = "/usr/bin/script";
const hasScript = process.platform === "linux" && existsSync(script);

/** What the terminal of `columns` columns was sent. */
function onTerminal(args: readonly string[], cwd: string, columns: number): string {
  const command = `stty cols ${columns} rows 30; ${process.execPath} ${main} ${args.join(" ")}`;
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
  const env = { ...inherited, LANG: "C.UTF-8", TERM: "xterm-256color" };
  const { stdout, status } = spawnSync(script, ["-qec", command, "/dev/null"], { cwd, env, encoding: "utf8" });
  expect(status).toBe(0);
  return stdout;
}

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");

// Only util-linux's script takes these options, and Node has no pseudo-terminals of its own.
test.skipIf(!hasScript)(
  "a terminal shows a bar within its width, with colours, and keeps the lines of the epochs",
  () => {
    const cwd = temporaryFolder();
    const columns = 60;
    const args = ["train", smallExperiment(cwd, { epochs: 400, batchSize: 1 }), "--threads", "1"];
    const seen = onTerminal(args, cwd, columns);
    expect(seen).toMatch(escapes);
    const frames = seen
      .replaceAll("\r\n", "\n")
      .split(/[\r\n]/)
      .map((line) => line.replace(escapes, ""));
    const bars = frames.filter((line) => /^epoch \d+\/400 [━─]{6,28} +\d+%/.test(line));
    expect(bars.length).toBeGreaterThan(3);
    expect(Math.max(...bars.map(({ length }) => length))).toBeLessThan(columns);
    expect(bars.some((line) => / left$/.test(line))).toBe(true);
    expect(frames.filter((line) => /^cost after epoch +\d+: /.test(line))).toHaveLength(400);
  },
);
