/** @file What RNN, GRU and LSTM share: layout, directions, initial states, lengths, and the steps written out. */
import { toValue } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { broadcastTo } from "../../../ops/broadcastTo.ts";
import { cast } from "../../../ops/cast.ts";
import { clip } from "../../../ops/clip.ts";
import { compare } from "../../../ops/compare.ts";
import { concat } from "../../../ops/concat.ts";
import { constant } from "../../../ops/constant.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import { transpose } from "../../../ops/transpose.ts";
import { where } from "../../../ops/where.ts";
import { ShapeError } from "../../../util/errors.ts";
import type { ImportContext } from "../_importer.ts";
import { activationNamed } from "./_activation.ts";

/** Longer sequences would make more nodes than anybody wants to check. */
const maxSteps = 64;

/** Element i of the first axis, which is left out. */
const first = (x: Node, i: number): Node =>
  reshape(
    slice(
      x,
      x.shape.map((_, axis) => (axis === 0 ? i : 0)),
      x.shape.map((d, axis) => (axis === 0 ? i + 1 : d)),
    ),
    x.shape.slice(1),
  );

/** Part `i` of the first axis cut into `count` parts. */
export const block = (x: Node, i: number, count: number): Node => {
  const size = x.shape[0]! / count;
  return slice(
    x,
    x.shape.map((_, axis) => (axis === 0 ? i * size : 0)),
    x.shape.map((d, axis) => (axis === 0 ? (i + 1) * size : d)),
  );
};

/** Weights, bias and activations of one direction. */
interface Direction {
  /** [gates · hidden, inputs] */
  readonly w: Node;
  /** [gates · hidden, hidden] */
  readonly r: Node;
  /** [2 · gates · hidden], or null for zeros. */
  readonly b: Node | null;
  readonly activations: readonly ((x: Node) => Node)[];
  /** Weights of the peepholes of an LSTM. */
  readonly p: Node | null;
}

/** One step: the new states from the input [batch, inputs] and the states before. */
export type Step = (x: Node, states: readonly Node[], direction: Direction) => readonly Node[];

/** Y [steps, directions, batch, hidden] and the last value of each state [directions, batch, hidden]. */
export function recurrent(
  node: ImportContext,
  stateInputs: readonly number[],
  defaults: readonly string[],
  step: Step,
): readonly Node[] {
  const batchFirst = node.int("layout", 0) === 1;
  const given = node.input(0);
  if ([given, node.input(1), node.input(2)].some(({ shape }) => shape.length !== 3)) {
    throw new ShapeError(`${node.opType}: the input and its weights need 3 dimensions each`);
  }
  const x = batchFirst ? transpose(given, [1, 0, 2]) : given;
  const [steps, batch] = x.shape as [number, number];
  const hidden = node.int("hidden_size", node.input(2).shape[2]!);
  const kind = node.text("direction", "forward");
  const count = kind === "bidirectional" ? 2 : 1;
  if (steps > maxSteps) return node.unknown(`it runs ${steps} steps; at most ${maxSteps} are written out`);
  const lengths = node.optional(4) ? cast(node.input(4), "int32") : null;
  const runs = Array.from({ length: count }, (_, d) => {
    const zeros = broadcastTo(scalarLike(x, 0), [batch, hidden]);
    const states = stateInputs.map((index) => {
      const initial = node.optional(index);
      return initial ? first(batchFirst ? transpose(initial, [1, 0, 2]) : initial, d) : zeros;
    });
    const backward = kind === "reverse" || d === 1;
    return run(x, states, directionOf(node, d, count, defaults), { step, backward, lengths });
  });
  const y = concat(
    runs.map(({ outputs }) =>
      reshape(
        concat(
          outputs.map((h) => reshape(h, [1, ...h.shape])),
          0,
        ),
        [steps, 1, batch, hidden],
      ),
    ),
    1,
  );
  const last = stateInputs.map((_, s) =>
    concat(
      runs.map(({ states }) => reshape(states[s]!, [1, batch, hidden])),
      0,
    ),
  );
  if (!batchFirst) return [y, ...last];
  return [transpose(y, [2, 0, 1, 3]), ...last.map((state) => transpose(state, [1, 0, 2]))];
}

function directionOf(node: ImportContext, d: number, count: number, defaults: readonly string[]): Direction {
  const at = (index: number): Node | null => {
    const all = node.optional(index);
    return all && first(all, d);
  };
  const names = node.texts("activations", Array.from({ length: count }, () => defaults).flat());
  const alphas = node.floats("activation_alpha", []);
  const betas = node.floats("activation_beta", []);
  const activations = defaults.map((_, i) => {
    const at = d * defaults.length + i;
    const activation = activationNamed(names[at] ?? "", alphas[at], betas[at]);
    return activation ?? node.unknown(`its activation is "${names[at]}"`);
  });
  const limit = node.has("clip") ? node.float("clip") : null;
  const limited = activations.map((f) => (limit === null ? f : (x: Node): Node => f(clip(x, -limit, limit))));
  return { w: at(1)!, r: at(2)!, b: at(3), activations: limited, p: node.opType === "LSTM" ? at(7) : null };
}

interface Walk {
  readonly step: Step;
  readonly backward: boolean;
  /** Number of steps of each sequence of the batch; all of them where it is null. */
  readonly lengths: Node | null;
}

/** After its end a sequence keeps its states, and gives 0. */
function run(
  x: Node,
  initial: readonly Node[],
  direction: Direction,
  { step, backward, lengths }: Walk,
): { readonly outputs: readonly Node[]; readonly states: readonly Node[] } {
  const steps = x.shape[0]!;
  const outputs = new Array<Node>(steps);
  let states = initial;
  for (let i = 0; i < steps; i++) {
    const t = backward ? steps - 1 - i : i;
    const next = step(first(x, t), states, direction);
    const runs = lengths && reshape(compare(">", lengths, constant(toValue("int32", [], [t]))), [x.shape[1]!, 1]);
    states = runs ? next.map((state, s) => where(runs, state, states[s]!)) : next;
    outputs[t] = runs ? where(runs, next[0]!, scalarLike(x, 0)) : next[0]!;
  }
  return { outputs, states };
}
