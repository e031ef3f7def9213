/** @file Programs that are no chain of layers: shared weights, and paths around a layer. */
import {
  add,
  constantValue,
  differentiate,
  type Formulas,
  type InitialValue,
  matmul,
  mean,
  mul,
  neg,
  RandomValues,
  relu,
  slice,
  square,
  sub,
  Tensor,
  tanh,
} from "evenkeel";
import { expect, test } from "vitest";
import { check, normalRows } from "./planted.ts";

type Weights = Readonly<Record<string, Tensor>>;
type Program = Pick<Formulas<Record<string, InitialValue>>, "parameters" | "cost">;

const rows = { x: normalRows(40, 6), y: normalRows(40, 3) };

const programs: Record<string, Program> = {
  "a recurrent network of three steps": {
    parameters: (random) => ({
      u: random.normal([2, 5]),
      w: random.normal([5, 5]).times(0.4),
      b: constantValue([5], 0),
      o: random.normal([5, 3]),
    }),
    cost: ({ u, w, b, o }, { x, y }) => {
      const at = (t: number): Tensor => add(matmul(slice(x, [0, 2 * t], [undefined, 2 * t + 2]), u!), b!);
      let h = tanh(at(0));
      for (let t = 1; t < 3; t++) h = tanh(add(at(t), matmul(h, w!)));
      return mean(square(sub(matmul(h, o!), y)));
    },
  },
  "two layers with a path around each": {
    parameters: (random) => ({
      i: random.normal([6, 8]),
      w: random.normal([8, 8]).times(0.4),
      v: random.normal([8, 8]).times(0.4),
      b: constantValue([8], 0),
      o: random.normal([8, 3]),
    }),
    cost: ({ i, w, v, b, o }, { x, y }) => {
      const first = add(matmul(x, i!), tanh(matmul(matmul(x, i!), w!)));
      const second = add(first, relu(add(matmul(first, v!), b!)));
      return mean(square(sub(matmul(second, o!), y)));
    },
  },
};

/** The derived gradients, changed. */
const changed = ({ parameters, cost }: Program, change: (gradient: Tensor, name: string) => Tensor) =>
  check<Record<string, InitialValue>>(
    {
      parameters,
      cost,
      gradients: (weights: Weights, batch) => {
        const names = Object.keys(weights);
        const gradients = differentiate(
          cost(weights, batch).node,
          names.map((name) => weights[name]!.node),
        );
        return Object.fromEntries(names.map((name, i) => [name, change(new Tensor(gradients[i]!), name)]));
      },
    },
    rows,
  ).parameters.filter(({ right }) => !right);

test.each(Object.entries(programs))("%s: its gradients are right, and are wrong as they are changed", (_, program) => {
  expect(changed(program, (gradient) => gradient)).toEqual([]);
  const names = Object.keys(program.parameters(new RandomValues(0)));
  for (const wrong of names) {
    const [only, ...others] = changed(program, (gradient, name) => (name === wrong ? neg(gradient) : gradient));
    expect([only?.name, only?.mistake?.id, others]).toEqual([wrong, "sign", []]);
  }
  const all = changed(program, (gradient) => mul(gradient, 2));
  expect(all.map(({ name, mistake }) => [name, mistake?.id])).toEqual(names.map((name) => [name, "constant-factor"]));
});
