/** @file Programs with state on an engine: several steps a call, rewinding, linking, going on from another's state. */
import { differentiate } from "../../../src/autodiff/differentiate.ts";
import type { Engine, Executable, Program } from "../../../src/engine/engine.ts";
import { referenceEngine } from "../../../src/engine/reference/reference.ts";
import type { Value } from "../../../src/graph/dtype.ts";
import type { Node } from "../../../src/graph/node.ts";
import { cast } from "../../../src/ops/cast.ts";
import { scalar } from "../../../src/ops/constant.ts";
import { gather } from "../../../src/ops/gather.ts";
import { input } from "../../../src/ops/input.ts";
import { matmul } from "../../../src/ops/matmul.ts";
import { mul } from "../../../src/ops/mul.ts";
import { sub } from "../../../src/ops/sub.ts";
import { sum } from "../../../src/ops/sum.ts";
import { tanh } from "../../../src/ops/tanh.ts";
import { randomStream } from "../../samples.ts";
import { mismatch, tolerances } from "../../tolerance.ts";
import { claim, claimFails, claimSame, claimSameValue } from "./claim.ts";
import type { EngineTest } from "./suite.ts";

export const stateTests: readonly EngineTest[] = [
  {
    name: "four steps in one call equal four calls of one step, bit for bit",
    run: async (engine) => {
      const [together, apart] = [await startTraining(engine), await startTraining(engine)];
      const stacked = await together.run(4, { rows: batches });
      const costs: number[] = [];
      for (let k = 0; k < 4; k++) {
        const { cost } = await apart.run(1, { rows: batches.subarray(3 * k, 3 * (k + 1)) });
        costs.push(cost!.data[0]!);
      }
      claimSame(stacked.cost!.data, costs, "costs");
      claimSame((await together.readState()).w!.data, (await apart.readState()).w!.data, "state");
    },
  },
  {
    name: "rows of resident bytes are gathered by per-step indices, and state follows the reference",
    run: async (engine) => {
      const executable = await startTraining(engine);
      const oracle = await startTraining(referenceEngine("float64"));
      const [{ cost }, expected] = [await executable.run(4, { rows: batches }), await oracle.run(4, { rows: batches })];
      const tolerance = tolerances.float32.rounding.gradient;
      claimSame(cost!.shape, [4], "the shape of the costs");
      claimNear(cost!, expected.cost!);
      const [{ w }, state] = [await executable.readState(), await oracle.readState()];
      claimSame(w!.shape, [5, 2], "the shape of the state");
      claimNear(w!, state.w!);

      function claimNear(actual: Value, wanted: Value): void {
        const different = mismatch(actual.data, wanted.data, tolerance);
        claim(different === null, different ?? "");
      }
    },
  },
  {
    name: "no step leaves the state alone and reports nothing",
    run: async (engine) => {
      const executable = await startTraining(engine);
      const { cost } = await executable.run(0, { rows: new Int32Array(0) });
      claimSame(cost!.shape, [0], "the shape of the costs");
      claimSame((await executable.readState()).w!.data, initial().data, "state");
    },
  },
  ...["weight", "rows", "cost"].map(
    (name): EngineTest => ({
      name: `binding ${name}, no state or resident input, is refused`,
      run: async (engine) => {
        const executable = await startTraining(engine);
        await claimFails(
          () => executable.bind({ w: initial(), [name]: initial() }),
          `it has no state or resident input "${name}"`,
        );
      },
    }),
  ),
  {
    name: "rewind puts the state back by one call, and the same call then gives the same bits",
    run: async (engine) => {
      const executable = await startTraining(engine);
      await executable.rewind();
      await executable.run(2, { rows: batches.subarray(0, 6) });
      const before = (await executable.readState()).w!.data.slice();
      const first = await executable.run(2, { rows: batches.subarray(6) });
      await executable.rewind();
      claimSame((await executable.readState()).w!.data, before, "state");
      claimSameValue((await executable.run(2, { rows: batches.subarray(6) })).cost!, first.cost!, "costs");
    },
  },
  {
    name: "a linked executable reads the state that the other one has at each run",
    run: async (engine) => {
      const training = await startTraining(engine);
      const w = input("parameters", "float32", [5, 2]);
      const reading = await engine.compile({
        name: "reading",
        graph: { inputs: [w], outputs: new Map([["twice", mul(w, scalar("float32", 2))]]) },
        state: new Map(),
        perStep: [],
        resident: ["parameters"],
      });
      await reading.link(training, { parameters: "w" });
      for (let k = 0; k < 2; k++) {
        await training.run(1, { rows: batches.subarray(0, 3) });
        const state = (await training.readState()).w!;
        const twice = Array.from(state.data, (x) => 2 * x);
        claimSame((await reading.run(1)).twice!.data, twice, "twice the state");
      }
    },
  },
  {
    name: "an executable goes on from the state that it adopts, and the other one stays usable",
    run: async (engine) => {
      const [first, second] = [await startTraining(engine), await startTraining(engine)];
      await first.run(2, { rows: batches.subarray(0, 6) });
      await second.adopt(first);
      const [there, here] = [
        await second.run(2, { rows: batches.subarray(6) }),
        await first.run(2, { rows: batches.subarray(6) }),
      ];
      claimSameValue(there.cost!, here.cost!, "costs");
      await first.dispose();
      claim((await second.readState()).w!.data.length === 10, "the state went with the executable it came from");
    },
  },
  {
    name: "a resident of a megabyte is read, and replaced when it is bound or linked anew",
    run: async (engine) => {
      const rows = 1 << 16;
      const shape = [rows, 5];
      const [table, row] = [input("table", "float32", shape), input("row", "int32", [])];
      const reading = await engine.compile({
        name: "reading a row",
        graph: { inputs: [table, row], outputs: new Map([["read", gather(table, row, 0)]]) },
        state: new Map(),
        perStep: ["row"],
        resident: ["table"],
      });
      const filled = (x: number): Value => ({
        dtype: "float32",
        shape,
        data: new Float32Array(5 * rows).fill(x, 5 * rows - 5),
      });
      const read = async (): Promise<ArrayLike<number>> =>
        (await reading.run(2, { row: Int32Array.of(rows - 1, 0) })).read!.data;
      for (const x of [1, 2]) {
        await reading.bind({ table: filled(x) });
        claimSame(await read(), [x, x, x, x, x, 0, 0, 0, 0, 0], `row of the table of ${x}`);
      }
      const owner = await engine.compile({
        name: "owner",
        graph: { inputs: [table], outputs: new Map([["next", mul(table, scalar("float32", 2))]]) },
        state: new Map([["table", "next"]]),
        perStep: [],
        resident: [],
      });
      await owner.bind({ table: filled(3) });
      await owner.run(1);
      await reading.link(owner, { table: "table" });
      claimSame(await read(), [6, 6, 6, 6, 6, 0, 0, 0, 0, 0], "row of the linked table");
    },
  },
  {
    name: "outputs may be inputs, constants and one value twice",
    run: async (engine) => {
      const executable = await engine.compile(trivialProgram());
      await executable.bind({
        kept: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) },
        fixed: { dtype: "int32", shape: [3], data: Int32Array.of(3, 4, 5) },
      });
      const outputs = await executable.run(2);
      claimSame(outputs.seen!.data, [1, 2, 1, 2], "seen");
      claimSame(outputs["seen again"]!.data, [1, 2, 1, 2], "seen again");
      claimSame(outputs.fixed!.data, [3, 4, 5, 3, 4, 5], "fixed");
      claimSame(outputs.seven!.data, [7, 7], "seven");
      claimSame((await executable.readState()).kept!.data, [1, 2], "kept");
    },
  },
];

function trivialProgram(): Program {
  const [kept, fixed] = [input("kept", "float32", [2]), input("fixed", "int32", [3])];
  return {
    name: "trivial",
    graph: {
      inputs: [kept, fixed],
      outputs: new Map<string, Node>([
        ["kept", kept],
        ["seen", kept],
        ["seen again", kept],
        ["fixed", fixed],
        ["seven", scalar("float32", 7)],
      ]),
    },
    state: new Map([["kept", "kept"]]),
    perStep: [],
    resident: ["fixed"],
  };
}

/** Gradient descent on Σ tanh(x W)² over batches of three rows of bytes. */
function trainingProgram(): Program {
  const [pixels, rows] = [input("pixels", "uint8", [6, 5]), input("rows", "int32", [3])];
  const w = input("w", "float32", [5, 2]);
  const x = mul(cast(gather(pixels, rows, 0), "float32"), scalar("float32", 1 / 255));
  const y = tanh(matmul(x, w));
  const cost = sum(mul(y, y));
  const [gradient] = differentiate(cost, [w]);
  const next = sub(w, mul(gradient!, scalar("float32", 0.1)));
  return {
    name: "training",
    graph: {
      inputs: [pixels, rows, w],
      outputs: new Map([
        ["next w", next],
        ["cost", cost],
      ]),
    },
    state: new Map([["w", "next w"]]),
    perStep: ["rows"],
    resident: ["pixels"],
  };
}

const batches = Int32Array.of(0, 1, 2, 5, 4, 3, 2, 2, 0, 1, 5, 3);

const initial = (): Value => {
  const random = randomStream(7);
  return { dtype: "float32", shape: [5, 2], data: Float32Array.from({ length: 10 }, () => random.uniform() - 0.5) };
};

async function startTraining(engine: Engine): Promise<Executable> {
  const random = randomStream(8);
  const executable = await engine.compile(trainingProgram());
  await executable.bind({
    pixels: { dtype: "uint8", shape: [6, 5], data: Uint8Array.from({ length: 30 }, () => random.below(256)) },
    w: initial(),
  });
  return executable;
}
