/** @file A checkpoint as two files: the state's bytes, and a manifest that says what they are and that they are whole. */
import { z } from "zod";
import { parseExperiment } from "../experiment/parse.ts";
import type { Experiment } from "../experiment/types.ts";
import type { DType, Value } from "../graph/dtype.ts";
import { allocate } from "../graph/dtype.ts";
import { decodeUtf8 } from "../onnx/wire/utf8.ts";
import type { Facts } from "../record/events.ts";
import { sha256, utf8 } from "../util/sha256.ts";
import { sizeOf } from "../util/shape.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Everything a run needs to go on as if it had not stopped. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** The epoch of the next step, and its batch within the epoch. */
  readonly epoch: number;
  readonly batch: number;
  readonly experiment: Experiment;
  /** What the bits depend on beside the experiment: engine, version, threads, the data's hash. */
  readonly facts: Facts;
  /** Weights and optimizer state by name. */
  readonly state: Readonly<Record<string, Value>>;
  /** The loop's own state: best metric, early stopping, sums of the epoch so far. */
  readonly progress: Json;
}

export const manifestFile = "manifest.json";
export const stateFile = "state.bin";
const formatVersion = 1;

/** Why files are not a checkpoint: the loader reports it and takes the one before. */
export class DamagedCheckpoint extends Error {}

const count = z.int().min(0);
const dtypes = ["float64", "float32", "int32", "uint8", "bool"] as const satisfies readonly DType[];
const tensor = z.strictObject({
  name: z.string(),
  dtype: z.enum(dtypes),
  shape: z.array(count),
  offset: count,
  bytes: count,
});
const body: z.ZodType<Manifest> = z.strictObject({
  step: count,
  epoch: count,
  batch: count,
  experimentHash: z.string(),
  experiment: z.looseObject({}),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  progress: z.json() as z.ZodType<Json>,
  tensors: z.array(tensor),
  stateBytes: count,
  stateSha256: z.string(),
});
const envelope = z.strictObject({
  format: z.literal("evenkeel-checkpoint"),
  version: z.int(),
  sha256: z.string(),
  body: z.unknown(),
});

/** Where a tensor lies in the state's bytes. */
interface TensorEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly bytes: number;
}

export interface Manifest extends Omit<Checkpoint, "experiment" | "state"> {
  readonly experimentHash: string;
  readonly experiment: unknown;
  readonly tensors: readonly TensorEntry[];
  readonly stateBytes: number;
  readonly stateSha256: string;
}

/** SHA-256 by the platform: of the state's millions of bytes it takes a tenth of the time of ours. */
export type Digest = (bytes: Uint8Array) => Promise<string>;

/** The manifest and the state's bytes. */
export async function encodeCheckpoint(
  checkpoint: Checkpoint,
  experimentHash: string,
  digest: Digest,
): Promise<{ manifest: Uint8Array; state: Uint8Array }> {
  const { state, progress, ...rest } = checkpoint;
  const tensors = layOut(state);
  const last = tensors.at(-1);
  const stateBytes = last ? last.offset + last.bytes : 0;
  const bytes = new Uint8Array(stateBytes);
  for (const { name, offset } of tensors) {
    const { data } = state[name]!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
  }
  const content = {
    ...rest,
    experimentHash,
    progress: nameNumbers(progress),
    tensors,
    stateBytes,
    stateSha256: await digest(bytes),
  };
  const text = JSON.stringify(content);
  const manifest = `{"format":"evenkeel-checkpoint","version":${formatVersion},"sha256":"${sha256(text)}","body":${text}}\n`;
  return { manifest: utf8(manifest), state: bytes };
}

/** Every tensor starts at a multiple of 8 bytes. */
function layOut(state: Checkpoint["state"]): TensorEntry[] {
  let end = 0;
  return Object.entries(state).map(([name, { dtype, shape, data }]) => {
    const offset = Math.ceil(end / 8) * 8;
    end = offset + data.byteLength;
    return { name, dtype, shape: [...shape], offset, bytes: data.byteLength };
  });
}

/** What the manifest says; throws DamagedCheckpoint. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(decodeUtf8(bytes) ?? "");
  } catch {
    throw new DamagedCheckpoint(`${manifestFile} is not JSON`);
  }
  const outer = envelope.safeParse(json);
  if (!outer.success) throw new DamagedCheckpoint(`${manifestFile} is damaged: ${outer.error.issues[0]!.message}`);
  const { version, sha256: expected, body: content } = outer.data;
  if (version !== formatVersion)
    throw new DamagedCheckpoint(`${manifestFile} has format version ${version}, not ${formatVersion}`);
  if (sha256(JSON.stringify(content)) !== expected)
    throw new DamagedCheckpoint(`${manifestFile} does not have its SHA-256`);
  const inner = body.safeParse(content);
  if (!inner.success) {
    const { path, message } = inner.error.issues[0]!;
    throw new DamagedCheckpoint(`${manifestFile} is damaged: ${path.join(".")}: ${message}`);
  }
  return inner.data;
}

export async function decodeCheckpoint(manifest: Manifest, state: Uint8Array, digest: Digest): Promise<Checkpoint> {
  if (state.length !== manifest.stateBytes) {
    throw new DamagedCheckpoint(`${stateFile} has ${state.length} bytes, not ${manifest.stateBytes}`);
  }
  if ((await digest(state)) !== manifest.stateSha256)
    throw new DamagedCheckpoint(`${stateFile} does not have its SHA-256`);
  const { step, epoch, batch, facts, progress, experiment, tensors } = manifest;
  return {
    step,
    epoch,
    batch,
    experiment: parseExperiment(experiment, manifestFile),
    facts,
    state: Object.fromEntries(tensors.map((entry) => [entry.name, readTensor(entry, state)])),
    progress: restoreNumbers(progress),
  };
}

function readTensor({ name, dtype, shape, offset, bytes }: TensorEntry, state: Uint8Array): Value {
  const width = dtype === "float64" ? 8 : dtype === "float32" || dtype === "int32" ? 4 : 1;
  if (sizeOf(shape) * width !== bytes || offset + bytes > state.length) {
    throw new DamagedCheckpoint(`${manifestFile} does not fit ${stateFile} at ${JSON.stringify(name)}`);
  }
  const value = allocate({ dtype, shape });
  new Uint8Array(value.data.buffer).set(state.subarray(offset, offset + bytes));
  return value;
}

/** JSON has no NaN or infinities: {"$number": "NaN"} stands for one. */
function nameNumbers(value: Json): Json {
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  return mapJson(value, nameNumbers);
}

function restoreNumbers(value: Json): Json {
  if (typeof value === "object" && value !== null && "$number" in value) return Number(value.$number);
  return mapJson(value, restoreNumbers);
}

function mapJson(value: Json, change: (inner: Json) => Json): Json {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner as Json)]));
}
