/** @file ONNX Runtime as a second judge of a repair: both models, optimised as users run them, on the same samples. */
import { type Runtime, tensorOf } from "../../node/ortTensor.ts";
import { type Compared, largest, type Sample, verdict } from "../agreement.ts";
import type { Confirm } from "../repair.ts";

type Session = Awaited<ReturnType<Runtime["InferenceSession"]["create"]>>;

/** Larger models are compared on the reference interpreter only. */
const mostBytes = 128 * 2 ** 20;

export const confirmOnOnnxRuntime: Confirm = async ({ before, after, samples, guardsDropped }) => {
  if (before.length > mostBytes) return null;
  const ort = await import("onnxruntime-node");
  const old = await opened(ort, before);
  if (typeof old === "string") return null;
  const now = await opened(ort, after);
  if (typeof now === "string") {
    await old.release();
    return `ONNX Runtime does not load the repaired model: ${now}`;
  }
  try {
    const found: Compared[] = [];
    for (const sample of samples) found.push(await compared(ort, { old, now }, sample));
    return verdict(found, guardsDropped, "ONNX Runtime");
  } finally {
    await Promise.all([old.release(), now.release()]);
  }
};

async function opened(ort: Runtime, bytes: Uint8Array): Promise<Session | string> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: ["cpu"],
      logSeverityLevel: 4,
      intraOpNumThreads: 1,
    });
  } catch (error) {
    return (error as Error).message;
  }
}

async function compared(ort: Runtime, { old, now }: Record<"old" | "now", Session>, sample: Sample): Promise<Compared> {
  const feeds = Object.fromEntries(old.inputNames.map((name) => [name, tensorOf(ort, sample.get(name)!)]));
  const results = [await run(old, feeds), await run(now, feeds)];
  if (results[0] === null) return { kind: "not finite", what: "" };
  if (results[1] === null) return { kind: "broken", what: "the repaired model does not run" };
  let kind: Compared["kind"] = "not finite";
  for (const name of old.outputNames) {
    const [a, b] = results.map((outputs) => outputs![name]?.data);
    if (!isFloats(a) || !isFloats(b)) continue;
    const found = differing(name, a, b);
    if (found && found.kind !== "same") return found;
    if (found) kind = "same";
  }
  return { kind, what: "" };
}

type Feeds = Parameters<Session["run"]>[0];

async function run(session: Session, feeds: Feeds): Promise<Awaited<ReturnType<Session["run"]>> | null> {
  try {
    return await session.run(feeds);
  } catch {
    return null;
  }
}

type Floats = Float32Array | Float64Array;

const isFloats = (data: unknown): data is Floats => data instanceof Float32Array || data instanceof Float64Array;

/** The original's own errors of rounding are not known here, so that three digits are enough. */
const tolerance = 1e-3;

function differing(name: string, old: Floats, now: Floats): Compared | null {
  const scale = largest(old);
  let kind: Compared["kind"] | null = null;
  for (const [i, a] of old.entries()) {
    if (!Number.isFinite(a)) continue;
    const b = now[i] ?? Number.NaN;
    const what = `output "${name}" is ${b} where it was ${a} (element ${i})`;
    if (!Number.isFinite(b)) return { kind: "broken", what };
    if (Math.abs(b - a) > tolerance * (Math.abs(a) + scale)) return { kind: "differs", what };
    kind = "same";
  }
  return kind && { kind, what: "" };
}
