/** @file ONNX Runtime as a second witness: the model as it is, with the offending values as outputs. */
import { toValue } from "../../graph/dtype.ts";
import { typeInfo } from "../../onnx/tensor.ts";
import { encodeMessage } from "../../onnx/wire/message.ts";
import { type ModelProto, modelTable } from "../../onnx/wire/onnx.ts";
import type { CheckResult } from "../check.ts";
import type { Finding } from "../finding.ts";
import type { Subject } from "../subject.ts";
import { type Runtime, tensorOf } from "./ortTensor.ts";

type Session = Awaited<ReturnType<Runtime["InferenceSession"]["create"]>>;

/** Models with more weights are not run a second time: a session takes twice their size. */
const mostBytes = 64 * 2 ** 20;

/** The result with the witnesses that ONNX Runtime shows too; as it is where the runtime does not load the model. */
export async function confirmed(result: CheckResult): Promise<CheckResult> {
  const { subject, findings } = result;
  const shown = findings.filter(isConfirmable);
  if (!subject.imported || shown.length === 0) return result;
  const tensors = [...new Set(shown.map(({ source }) => source!.tensor))];
  const opened = await openSession(subject, tensors);
  if (!opened) return result;
  try {
    const seen = new Map<Finding, Finding>();
    for (const finding of shown) {
      if (await shows(opened, finding, subject)) seen.set(finding, withRuntime(finding));
    }
    return { ...result, findings: findings.map((finding) => seen.get(finding) ?? finding) };
  } finally {
    await opened.session.release();
  }
}

const isConfirmable = ({ witness, source, backward, grade, rule }: Finding): boolean =>
  witness !== null && source !== null && !backward && grade === "proved" && rule !== "exp-sum-overflow";

const withRuntime = (finding: Finding): Finding => ({
  ...finding,
  witness: { ...finding.witness!, shownBy: ["reference", "onnxruntime"] },
});

interface Opened {
  readonly ort: Runtime;
  readonly session: Session;
}

async function openSession(subject: Subject, tensors: readonly string[]): Promise<Opened | null> {
  const initializers = subject.imported!.model.graph?.initializer ?? [];
  if (initializers.reduce((n, { rawData }) => n + (rawData?.length ?? 0), 0) > mostBytes) return null;
  const bytes = encodeMessage(modelTable, observable(subject, tensors));
  const ort = await import("onnxruntime-node");
  try {
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: ["cpu"],
      // The model as it is written: optimizers may mend or make a defect.
      graphOptimizationLevel: "disabled",
      logSeverityLevel: 4,
      intraOpNumThreads: 1,
    });
    return { ort, session };
  } catch {
    return null;
  }
}

/** The model with the values as outputs, and with the weights that have a range as inputs. */
function observable({ imported, inputs }: Subject, tensors: readonly string[]): ModelProto {
  const { model } = imported!;
  const graph = model.graph!;
  const names = new Set(inputs.map(({ name }) => name));
  const declared = new Set((graph.input ?? []).map(({ name }) => name));
  const given = new Set((graph.output ?? []).map(({ name }) => name));
  return {
    ...model,
    graph: {
      ...graph,
      initializer: (graph.initializer ?? []).filter(({ name = "" }) => !names.has(name)),
      input: [
        ...(graph.input ?? []),
        ...inputs.filter(({ name }) => !declared.has(name)).map(({ name, node }) => typeInfo(name, node)),
      ],
      output: [...(graph.output ?? []), ...tensors.filter((name) => !given.has(name)).map((name) => ({ name }))],
    },
  };
}

async function shows({ ort, session }: Opened, { witness, source }: Finding, { inputs }: Subject): Promise<boolean> {
  try {
    const feeds = Object.fromEntries(
      inputs.map(({ name, node: { dtype } }) => {
        const { shape, data } = witness!.inputs[name]!;
        return [name, tensorOf(ort, toValue(dtype, shape, data))];
      }),
    );
    const { tensor } = source!;
    const results = await session.run(feeds, [tensor]);
    const data = results[tensor]?.data;
    return (
      ArrayBuffer.isView(data) &&
      Array.from(data as unknown as ArrayLike<number>).some((x) => !Number.isFinite(Number(x)))
    );
  } catch {
    return false;
  }
}
