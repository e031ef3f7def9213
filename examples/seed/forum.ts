/** @file The forum's MNIST program in its author's words: the posted functions, and the backward pass such a program has. */
import {
  add,
  type Batch,
  cast,
  clip,
  constantValue,
  div,
  dot,
  exp,
  type Formulas,
  greater,
  type InitialValue,
  log,
  maximum,
  mul,
  neg,
  type RandomValues,
  sub,
  sum,
  type Tensor,
  type TensorsOf,
} from "evenkeel";

export const layerDims: readonly number[] = [784, 512, 256, 128, 64, 10];

export interface Parameters {
  readonly w: InitialValue[];
  readonly b: InitialValue[];
}

export function heInit(layerDims: readonly number[], random: RandomValues): Parameters {
  const w: InitialValue[] = [];
  const b: InitialValue[] = [];
  for (let l = 1; l < layerDims.length; l++) {
    const [nIn, nOut] = [layerDims[l - 1]!, layerDims[l]!];
    w.push(random.normal([nOut, nIn]).times(Math.sqrt(2 / nIn)));
    b.push(constantValue([nOut, 1], 0));
  }
  return { w, b };
}

/** Posted, though no layer uses it; it clips, and then computes with the matrix that is not clipped. */
export function sigmoid(z: Tensor): Tensor {
  const _clipped = clip(z, -500, 500);
  return div(1, add(1, exp(neg(z))));
}

export function relu(z: Tensor): Tensor {
  return clip(maximum(0, z), -500, 500);
}

export function softmax(z: Tensor): Tensor {
  return div(exp(z), sum(exp(z), { axis: 0 }));
}

export function softmaxCost(aL: Tensor, y: Tensor): Tensor {
  const m = y.shape[1]!;
  const losses = sum(mul(neg(y), log(aL)), { axis: 0, keepdims: true });
  return mul(1 / m, sum(losses, { axis: 1 }));
}

/** Everything below was not posted. Features are rows, examples are columns. */
type Weights = TensorsOf<Parameters>;

interface Cache {
  /** The inputs, then each layer's activation. */
  readonly a: Tensor[];
  readonly z: Tensor[];
}

export function forward(x: Tensor, { w, b }: Weights): Cache {
  const a = [x];
  const z: Tensor[] = [];
  for (let l = 0; l < w.length; l++) {
    z.push(add(dot(w[l]!, a[l]!), b[l]!));
    a.push(l < w.length - 1 ? relu(z[l]!) : softmax(z[l]!));
  }
  return { a, z };
}

const reluGrad = (z: Tensor): Tensor => cast(greater(z, 0), z.dtype);

/** What dW is multiplied by, given the number of examples. */
export const forgotten = (_m: number): number => 1;
export const averaged = (m: number): number => 1 / m;

function backward({ a, z }: Cache, { w }: Weights, y: Tensor, dwFactor: (m: number) => number): Weights {
  const m = y.shape[1]!;
  const dw: Tensor[] = [];
  const db: Tensor[] = [];
  let dz = sub(a.at(-1)!, y);
  for (let l = w.length - 1; l >= 0; l--) {
    dw[l] = mul(dwFactor(m), dot(dz, a[l]!.T));
    db[l] = mul(1 / m, sum(dz, { axis: 1, keepdims: true }));
    if (l > 0) dz = mul(dot(w[l]!.T, dz), reluGrad(z[l - 1]!));
  }
  return { w: dw, b: db };
}

/** The whole program. `dwFactor` is where the assumed bug sits: `forgotten` leaves 1/m out of dW, `averaged` puts it back. */
export function forumProgram(dwFactor: (m: number) => number): Formulas<Parameters> {
  const columns = ({ x, y }: Batch): { x: Tensor; y: Tensor } => ({ x: x.T, y: y.T });
  return {
    parameters: (random) => heInit(layerDims, random),
    cost: (weights, batch) => {
      const { x, y } = columns(batch);
      return softmaxCost(forward(x, weights).a.at(-1)!, y);
    },
    predict: (weights, x) => forward(x.T, weights).a.at(-1)!.T,
    gradients: (weights, batch) => {
      const { x, y } = columns(batch);
      return backward(forward(x, weights), weights, y, dwFactor);
    },
  };
}
