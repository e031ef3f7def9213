/** @file What a file is that is no ONNX model, by its first bytes. */

interface Kind {
  readonly what: string;
  readonly help: string;
  readonly at: number;
  readonly bytes: readonly number[] | string;
}

const exported = "export the model to ONNX, and choose that file";

const kinds: readonly Kind[] = [
  {
    what: "a pointer of Git LFS in the place of the file",
    help: "git lfs pull fetches the file itself",
    at: 0,
    bytes: "version https://git-lfs",
  },
  {
    what: "a zip archive, as PyTorch and Keras save their models",
    help: `torch.onnx.export or tf2onnx write ONNX: ${exported}`,
    at: 0,
    bytes: [0x50, 0x4b, 3, 4],
  },
  {
    what: "an HDF5 file, as Keras saves its models",
    help: `tf2onnx writes ONNX: ${exported}`,
    at: 0,
    bytes: [0x89, 0x48, 0x44, 0x46],
  },
  { what: "a GGUF file", help: exported, at: 0, bytes: "GGUF" },
  { what: "a model of TensorFlow Lite", help: `tf2onnx reads it: ${exported}`, at: 4, bytes: "TFL3" },
  {
    what: "a Python pickle, as PyTorch saves its models",
    help: `torch.onnx.export writes ONNX: ${exported}`,
    at: 0,
    bytes: [0x80, 2, 0x8a],
  },
  { what: "compressed by gzip", help: "unpack it first", at: 0, bytes: [0x1f, 0x8b] },
];

export interface OtherKind {
  readonly what: string;
  readonly help: string;
}

/** Null where the bytes say nothing. */
export function otherKind(bytes: Uint8Array): OtherKind | null {
  if (bytes.length === 0) return { what: "empty", help: "choose the file again where it is whole" };
  const known = kinds.find((kind) => startsWith(bytes, kind));
  return known ?? textKind(bytes);
}

function startsWith(given: Uint8Array, { at, bytes }: Kind): boolean {
  const wanted = typeof bytes === "string" ? Array.from(bytes, (char) => char.charCodeAt(0)) : bytes;
  return wanted.every((byte, i) => given[at + i] === byte);
}

/** So many bytes are looked at. */
const most = 512;
const shownCharacters = 40;

/** Text has no control characters but tabs and ends of lines; a model of ONNX begins with the byte 8. */
function textKind(bytes: Uint8Array): OtherKind | null {
  const start = bytes.subarray(0, most);
  if (start.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return null;
  const line = new TextDecoder().decode(start).trim().split(/\r?\n/)[0] ?? "";
  const shown = line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
  return { what: `text that begins with ${JSON.stringify(shown)}`, help: "choose the .onnx file itself" };
}
