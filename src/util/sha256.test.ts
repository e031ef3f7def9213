import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { RandomStream } from "./philox.ts";
import { sha256, utf8 } from "./sha256.ts";

test("gives the digests of the standard's examples", () => {
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("agrees with the platform's SHA-256 at every length round a block boundary", () => {
  const random = new RandomStream(7, 5);
  const bytes = Uint8Array.from({ length: 1_000_003 }, () => random.word() & 255);
  for (const length of [...Array(200).keys(), 4095, 4096, bytes.length]) {
    const part = bytes.subarray(0, length);
    expect(sha256(part)).toBe(createHash("sha256").update(part).digest("hex"));
  }
});

test("encodes text as UTF-8, lone surrogates as the replacement character", () => {
  for (const text of ["", "aé€😀", "x\ud800y", "\udc00"])
    expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
});
