/** @file The pipeline: trace → stabilize → differentiate → stabilize → simplify; engines fuse and encode what comes out. */
import { differentiate } from "./autodiff/differentiate.ts";
import type { Graph } from "./graph/graph.ts";
import type { Node } from "./graph/node.ts";
import { mergeEqual } from "./rewrite/intern.ts";
import type { AppliedRewrite } from "./rewrite/rewrite.ts";
import { simplify } from "./rewrite/simplify.ts";
import { stabilize } from "./rewrite/stabilize.ts";

/** What to do with the gradients of one output. */
export interface GradientRequest {
  /** Name of the output to differentiate. */
  readonly of: string;
  readonly parameters: readonly Node[];
  /** Its cotangent; 1 when left out. */
  readonly seed?: Node;
  /** Hand-written gradients in the parameters' order, used in the place of the derived ones; they are not seeded. */
  readonly given?: readonly Node[];
  /** Outputs made from the gradients, such as updated parameters; `forward` holds the stabilized forward outputs. */
  finish(gradients: readonly Node[], forward: ReadonlyMap<string, Node>): ReadonlyMap<string, Node>;
}

export interface CompileRequest {
  readonly inputs: readonly Node[];
  /** Output name → node of the traced forward pass: the cost, predictions, metrics. */
  readonly outputs: ReadonlyMap<string, Node>;
  /** "off" compiles the program literally, as it is written. */
  readonly rewrites: "on" | "off";
  readonly gradient?: GradientRequest;
}

export interface Compiled {
  /** All outputs: the forward ones, then what `finish` made. */
  readonly graph: Graph;
  /** The forward graph as it was traced and after the first stabilize, for the printer. */
  readonly traced: Graph;
  readonly stabilized: Graph;
  readonly applied: readonly AppliedRewrite[];
}

/** Compiles a traced program into one graph. */
export function compile(request: CompileRequest): Compiled {
  const traced = withGivenGradients(request);
  if (request.rewrites === "off") {
    return { graph: mergeEqual(withGradients(traced, request)), traced, stabilized: traced, applied: [] };
  }
  const stable = stabilize(traced);
  const again = stabilize(withGradients(stable.graph, request), { gradientsTaken: true });
  return {
    graph: simplify(again.graph),
    traced,
    stabilized: stable.graph,
    applied: [...stable.applied, ...again.applied],
  };
}

const givenName = (i: number): string => `gradient ${i}`;

/** The forward graph; hand-written gradients ride along as outputs, so that they are stabilized too. */
function withGivenGradients({ inputs, outputs, gradient }: CompileRequest): Graph {
  const given = (gradient?.given ?? []).map((node, i): [string, Node] => [givenName(i), node]);
  return { inputs, outputs: new Map([...outputs, ...given]) };
}

function withGradients(forward: Graph, { outputs, gradient }: CompileRequest): Graph {
  const kept = new Map([...forward.outputs].filter(([name]) => outputs.has(name)));
  if (!gradient) return { inputs: forward.inputs, outputs: kept };
  const gradients = gradient.given
    ? gradient.given.map((_, i) => forward.outputs.get(givenName(i))!)
    : differentiate(kept.get(gradient.of)!, gradient.parameters, gradient.seed);
  return { inputs: forward.inputs, outputs: new Map([...kept, ...gradient.finish(gradients, kept)]) };
}
