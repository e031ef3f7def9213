/** @file The body of a request to answer a drawing: 28 × 28 bytes in base64 and nothing else. */

const side = 28;
const bytes = side * side;

/** Whether it is a drawing; else what is wrong with it, in a sentence. */
export type Drawing =
  | { readonly pixels: string; readonly refused?: never }
  | { readonly pixels?: never; readonly refused: string };

export function drawingIn(body: unknown): Drawing {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return { refused: 'A drawing comes as a JSON object: {"pixels": base64}.' };
  }
  const stranger = Object.keys(body).find((key) => key !== "pixels");
  if (stranger !== undefined) return { refused: 'A drawing has "pixels" and nothing else.' };
  const { pixels } = body as { pixels?: unknown };
  if (typeof pixels !== "string")
    return { refused: `"pixels" is base64 of ${bytes} bytes, and not ${kindOf(pixels)}.` };
  const decoded = Buffer.from(pixels, "base64");
  // What is no base64 is passed over in decoding.
  if (decoded.toString("base64") !== pixels) return { refused: '"pixels" is not base64.' };
  if (decoded.length !== bytes) {
    return {
      refused: `A drawing has ${bytes} bytes, one for each of ${side} × ${side} pixels; these are ${decoded.length}.`,
    };
  }
  return { pixels };
}

const kindOf = (value: unknown): string =>
  value === undefined ? "absent" : value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
