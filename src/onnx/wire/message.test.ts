import { describe, expect, test } from "vitest";
import { DataError } from "../../util/errors.ts";
import { decodeMessage, encodeMessage } from "./message.ts";
import { type ModelProto, modelTable, tensorTable } from "./onnx.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(text.split(" ").map((byte) => Number.parseInt(byte, 16)));

const refusal = (text: string, limits = {}): string => {
  try {
    decodeMessage(modelTable, hex(text), limits);
  } catch (error) {
    if (error instanceof DataError) return error.detail.found!;
    throw error;
  }
  return "accepted";
};

describe("encoding", () => {
  test("integers, texts and nested messages have protobuf's bytes", () => {
    const model: ModelProto = { irVersion: 300n, producerName: "ab", opsetImport: [{ domain: "", version: 21n }] };
    expect(encodeMessage(modelTable, model)).toEqual(hex("08 ac 02 12 02 61 62 42 04 0a 00 10 15"));
  });

  test("a negative integer takes ten bytes, as in protobuf", () => {
    expect(encodeMessage(modelTable, { modelVersion: -1n })).toEqual(hex("28 ff ff ff ff ff ff ff ff ff 01"));
  });

  test("every kind of field comes back", () => {
    const tensor = {
      dims: [2n, -1n, 2n ** 62n],
      dataType: 1,
      floatData: [1.5, Number.POSITIVE_INFINITY],
      int32Data: [-5, 2 ** 31 - 1],
      int64Data: [-(2n ** 63n), 7n],
      name: "größe 𝛼",
      rawData: Uint8Array.of(0, 255),
      doubleData: [1e300, -0],
    };
    expect(decodeMessage(tensorTable, encodeMessage(tensorTable, tensor))).toEqual(tensor);
  });
});

describe("decoding", () => {
  test("packed and unpacked numbers are read alike", () => {
    const expected = { dims: [3n, 4n] };
    expect(decodeMessage(tensorTable, hex("08 03 08 04"))).toEqual(expected);
    expect(decodeMessage(tensorTable, hex("0a 02 03 04"))).toEqual(expected);
  });

  test("unknown fields of every wire type are passed over", () => {
    expect(decodeMessage(modelTable, hex("f8 06 07 f9 06 0 0 0 0 0 0 0 0 fa 06 01 55 fd 06 0 0 0 0 08 0a"))).toEqual({
      irVersion: 10n,
    });
  });

  test.each([
    ["a text where a number belongs", "0a 04 12 02 41 42", "ModelProto.irVersion has wire type 2"],
    ["a number where a message belongs", "38 01", "ModelProto.graph has wire type 0"],
    ["a field that may occur once, twice", "08 01 08 02", "ModelProto.irVersion occurs twice"],
    ["field number 0", "00 01", "field number 0"],
    ["a group", "f3 06 f4 06", "wire type 3"],
    ["a length beyond the end", "12 05 61", "5 bytes are announced and 1 are left"],
    ["a nested length beyond its message", "3a 02 12 05 61 61 61", "5 bytes are announced and 0 are left"],
    ["an integer that does not end", "08 80", "1 bytes are announced and 0 are left"],
    [
      "an integer of more than 64 bits",
      "08 ff ff ff ff ff ff ff ff ff 02",
      "a variable-length integer has more than 64 bits",
    ],
    ["a length of more than 31 bits", "12 ff ff ff ff 0f", "a length or field tag is above 2147483647"],
    ["text that is not UTF-8", "12 02 c3 28", "a text is not valid UTF-8"],
    ["text with a surrogate", "12 03 ed a0 80", "a text is not valid UTF-8"],
  ])("%s is refused", (_what, bytes, reason) => {
    expect(refusal(bytes)).toBe(reason);
  });

  test("subgraphs nested beyond the limit are refused", () => {
    let graph: ModelProto["graph"] = {};
    for (let depth = 0; depth < 40; depth++) graph = { node: [{ attribute: [{ g: graph }] }] };
    const bytes = encodeMessage(modelTable, { graph });
    expect(() => decodeMessage(modelTable, bytes)).toThrow(DataError);
    expect(() => decodeMessage(modelTable, bytes, { maxDepth: 200 })).not.toThrow();
  });

  test("more messages than the limit are refused before they fill the memory", () => {
    const bytes = encodeMessage(modelTable, { metadataProps: Array.from({ length: 1000 }, () => ({})) });
    expect(() => decodeMessage(modelTable, bytes, { maxMessages: 1000 })).toThrow(DataError);
    expect(decodeMessage(modelTable, bytes, { maxMessages: 1001 }).metadataProps).toHaveLength(1000);
  });
});
