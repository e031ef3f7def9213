import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { choiceKey, readThreads, writeThreads } from "./choice.ts";
import { coresFrom } from "./machine.ts";
import { pickChoice, threadCandidates } from "./tune.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "evenkeel-choice-"));

test("a choice is remembered for its machine and version, beside those of others", () => {
  const place = join(folder(), "made", "on demand");
  writeThreads("a", 8, place);
  writeThreads("b", 2, place);
  expect(readThreads("a", place)).toEqual(8);
  expect(readThreads("b", place)).toEqual(2);
  expect(readThreads("c", place)).toBeNull();
});

test.each(["", "[]", "null", '{"a":-1}', '{"a":2.5}', '{"a":"2"}', "{"])(
  "the file content %j counts as no choice and can be replaced",
  (content) => {
    const place = folder();
    writeFileSync(join(place, "ort-node-thread-counts.json"), content);
    expect(readThreads("a", place)).toBeNull();
    writeThreads("a", 3, place);
    expect(readThreads("a", place)).toEqual(3);
  },
);

test("a folder that cannot be made is no error", () => {
  const file = join(folder(), "file");
  writeFileSync(file, "");
  expect(() => writeThreads("a", 1, file)).not.toThrow();
  expect(readThreads("a", file)).toBeNull();
});

test("the key tells machines and versions apart", () => {
  const machine = { cpu: "Fast", threads: 8, cores: 4 };
  const keys = [
    choiceKey(machine, "1.30.0"),
    choiceKey(machine, "1.31.0"),
    choiceKey({ ...machine, cores: 8 }, "1.30.0"),
    choiceKey({ ...machine, cpu: "Slow" }, "1.30.0"),
  ];
  expect(new Set(keys).size).toBe(4);
});

test("physical cores are counted once, whatever their hardware threads", () => {
  const block = (processor: number, physical: number, core: number): string =>
    `processor\t: ${processor}\nphysical id\t: ${physical}\ncore id\t\t: ${core}\n`;
  const text = [block(0, 0, 0), block(1, 0, 1), block(2, 0, 0), block(3, 1, 0)].join("\n");
  expect(coresFrom(text)).toBe(3);
  expect(coresFrom("Processor: ARM without core numbers\n")).toBeNull();
});

test("all physical cores come first among the candidates", () => {
  expect(threadCandidates({ cpu: "", cores: 8, threads: 16 })).toEqual([8, 16, 4, 2]);
  expect(threadCandidates({ cpu: "", cores: 2, threads: 2 })).toEqual([2, 1]);
  expect(threadCandidates({ cpu: "", cores: 1, threads: 1 })).toEqual([1]);
});

test("another choice replaces the preferred one only where it is clearly faster", () => {
  const preferred = { choice: { threads: 8, spinning: false }, ms: 10 };
  const rival = (ms: number) => ({ choice: { threads: 4, spinning: false }, ms });
  expect(pickChoice([preferred, rival(9)])).toBe(preferred.choice);
  expect(pickChoice([preferred, rival(8)])).toEqual({ threads: 4, spinning: false });
  expect(pickChoice([preferred, rival(8), { choice: { threads: 2, spinning: true }, ms: 5 }]).threads).toBe(2);
  const spinning = (ms: number) => ({ choice: { threads: 8, spinning: true }, ms });
  expect(pickChoice([preferred, spinning(9.5)])).toBe(preferred.choice);
  expect(pickChoice([preferred, spinning(9)]).spinning).toBe(true);
});
