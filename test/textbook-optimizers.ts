/** @file Optimizers as their papers write them, one number at a time in float64: what ours are held against. */
import type { AdamSpec, OptimizerSpec, RmspropSpec, SgdSpec } from "../src/experiment/types.ts";

/** Updates `w` in place for gradient `g` at step t = 1, 2, …; keeps its own state. `decays[i]`: whether w[i] decays. */
export type TextbookStep = (w: Float64Array, g: Float64Array, rate: number, t: number) => void;

function sgd({ momentum, nesterov, weightDecay }: SgdSpec, size: number, decays: readonly boolean[]): TextbookStep {
  const velocity = new Float64Array(size);
  return (w, g, rate) => {
    for (let i = 0; i < size; i++) {
      const gradient = g[i]! + (decays[i] ? weightDecay * w[i]! : 0);
      velocity[i] = momentum * velocity[i]! - rate * gradient;
      w[i]! += nesterov ? momentum * velocity[i]! - rate * gradient : velocity[i]!;
    }
  };
}

function adam(spec: AdamSpec, size: number, decays: readonly boolean[]): TextbookStep {
  const { beta1, beta2, epsilon, weightDecay } = spec;
  const m = new Float64Array(size);
  const v = new Float64Array(size);
  return (w, g, rate, t) => {
    for (let i = 0; i < size; i++) {
      const decay = decays[i] ? weightDecay * w[i]! : 0;
      const gradient = g[i]! + (spec.name === "adam" ? decay : 0);
      if (spec.name === "adamw") w[i]! -= rate * decay;
      m[i] = beta1 * m[i]! + (1 - beta1) * gradient;
      v[i] = beta2 * v[i]! + (1 - beta2) * gradient ** 2;
      const mHat = m[i]! / (1 - beta1 ** t);
      const vHat = v[i]! / (1 - beta2 ** t);
      w[i]! -= (rate * mHat) / (Math.sqrt(vHat) + epsilon);
    }
  };
}

function rmsprop({ rho, epsilon, momentum }: RmspropSpec, size: number): TextbookStep {
  const v = new Float64Array(size);
  const velocity = new Float64Array(size);
  return (w, g, rate) => {
    for (let i = 0; i < size; i++) {
      v[i] = rho * v[i]! + (1 - rho) * g[i]! ** 2;
      velocity[i] = momentum * velocity[i]! + (rate * g[i]!) / (Math.sqrt(v[i]!) + epsilon);
      w[i]! -= velocity[i]!;
    }
  };
}

export function textbookOptimizer(spec: OptimizerSpec, decays: readonly boolean[]): TextbookStep {
  if (spec.name === "sgd") return sgd(spec, decays.length, decays);
  if (spec.name === "rmsprop") return rmsprop(spec, decays.length);
  return adam(spec, decays.length, decays);
}

/** Clips to ±clipValue, then to a norm of clipNorm. */
export function textbookClipping(g: Float64Array, clipNorm: number | null, clipValue: number | null): Float64Array {
  const limited = clipValue === null ? g : g.map((x) => Math.min(Math.max(x, -clipValue), clipValue));
  if (clipNorm === null) return limited;
  const norm = Math.sqrt(limited.reduce((total, x) => total + x * x, 0));
  return norm > clipNorm ? limited.map((x) => (x * clipNorm) / norm) : limited;
}
