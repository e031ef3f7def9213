import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { onnxFixtures } from "../../test/onnx-fixtures.ts";
import { otherKind } from "./checkKind.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ["nothing", new Uint8Array(), "empty"],
  ["a note", ascii("# My model\nwith words"), 'text that begins with "# My model"'],
  ["a page of a server", ascii("<!doctype html><html>"), '"<!doctype html><html>"'],
  ["a pointer of Git LFS", ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00"), "Git LFS"],
  ["a file of torch.save", new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), "zip archive"],
  ["a file of Keras", new Uint8Array([0x89, 0x48, 0x44, 0x46, 0x0d]), "HDF5"],
  ["a language model", ascii("GGUF\0\0"), "GGUF"],
  ["a model of TensorFlow Lite", new Uint8Array([0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]), "TensorFlow Lite"],
])("%s is called what it is", (_what, bytes, said) => {
  expect(otherKind(bytes)?.what).toContain(said);
});

test("no model is taken for something else", () => {
  for (const { file } of onnxFixtures) {
    expect(otherKind(readFileSync(new URL(`../../test/fixtures/onnx/${file}`, import.meta.url))), file).toBeNull();
  }
});
