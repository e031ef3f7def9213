/** @file Attributes as messages, for the importers' samples. */
import type { Value } from "../../../graph/dtype.ts";
import { tensorProto } from "../../tensor.ts";
import { type AttributeProto, attributeType } from "../../wire/onnx.ts";
import { encodeUtf8 } from "../../wire/utf8.ts";

export const intAttribute = (name: string, value: number): AttributeProto => ({
  name,
  i: BigInt(value),
  type: attributeType.int,
});

export const intsAttribute = (name: string, values: readonly number[]): AttributeProto => ({
  name,
  ints: values.map(BigInt),
  type: attributeType.ints,
});

export const floatAttribute = (name: string, value: number): AttributeProto => ({
  name,
  f: value,
  type: attributeType.float,
});

export const floatsAttribute = (name: string, values: readonly number[]): AttributeProto => ({
  name,
  floats: values,
  type: attributeType.floats,
});

export const textAttribute = (name: string, value: string): AttributeProto => ({
  name,
  s: encodeUtf8(value),
  type: attributeType.string,
});

export const tensorAttribute = (name: string, { dtype, shape, data }: Value): AttributeProto => ({
  name,
  t: tensorProto("", dtype, shape, data),
  type: attributeType.tensor,
});

export const textsAttribute = (name: string, values: readonly string[]): AttributeProto => ({
  name,
  strings: values.map(encodeUtf8),
  type: attributeType.strings,
});
