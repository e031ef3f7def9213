/**
 * @file Refuses programs of which a part would run on the CPU where another provider was asked for. ONNX Runtime moves
 * such parts without a word, and the Loop around the steps always belongs to the CPU; so one step is tried without it.
 */
import { type Graph, nodesOf } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { makeNode } from "../../graph/node.ts";
import { describeNode } from "../../onnx/builder.ts";
import { encodeGraph } from "../../onnx/encode.ts";
import { input } from "../../ops/input.ts";
import { EngineError, type Program } from "../engine.ts";
import type { Host, SessionSettings } from "./host.ts";

/** Names that no program gives its inputs. */
const outputName = (i: number): string => `one step, output ${i}`;

const encodeStep = (inputs: readonly Node[], outputs: readonly Node[], target: "webgpu"): Uint8Array =>
  encodeGraph({ inputs, outputs: new Map(outputs.map((node, i) => [outputName(i), node])) }, { target, sites: false });

export async function refuseFallback(host: Host, program: Program, settings: SessionSettings): Promise<void> {
  const { graph, name } = program;
  const wide = nodesOf(graph).find(({ dtype }) => dtype === "float64");
  if (wide) {
    throw new EngineError(`WebGPU cannot run "${name}": it has no float64`, {
      where: describeNode(wide),
      help: "train in float32, or on the CPU",
    });
  }
  const refusal = await host.refusal(encodeStep(graph.inputs, [...graph.outputs.values()], "webgpu"), settings);
  if (refusal === null) return;
  const culprit = await findCulprit(host, graph, settings);
  throw new EngineError(
    culprit
      ? `${culprit.op.name} cannot run on WebGPU, and would run on the CPU instead`
      : `ONNX Runtime could not load "${name}" on WebGPU`,
    {
      ...(culprit && { where: describeNode(culprit) }),
      found: refusal,
      help: "train on the CPU, or write the model without this op",
    },
  );
}

/** The first op that is refused on its own. */
async function findCulprit(host: Host, graph: Graph, settings: SessionSettings): Promise<Node | null> {
  const tried = new Set<string>();
  for (const node of nodesOf(graph)) {
    if (node.inputs.length === 0) continue;
    const key = signature(node);
    if (tried.has(key)) continue;
    tried.add(key);
    const inputs = node.inputs.map(({ dtype, shape }, i) => input(`operand ${i}`, dtype, shape));
    const alone = encodeStep(inputs, [makeNode(node.op, inputs, node.attrs)], "webgpu");
    if ((await host.refusal(alone, settings)) !== null) return node;
  }
  return null;
}

const signature = ({ op, inputs, attrs }: Node): string =>
  JSON.stringify([op.name, inputs.map(({ dtype, shape }) => [dtype, shape]), attrs]);
