/** @file p-norms: (Σ |x|ᵖ)^(1/p). */
import type { Node } from "../../../graph/node.ts";
import { scalarLike } from "../../../ops/_elementwise.ts";
import { abs } from "../../../ops/abs.ts";
import { pow } from "../../../ops/pow.ts";
import { sqrt } from "../../../ops/sqrt.ts";
import { square } from "../../../ops/square.ts";

/** |x|ᵖ */
export const absolutePower = (x: Node, p: number): Node =>
  p === 1 ? abs(x) : p === 2 ? square(x) : pow(abs(x), scalarLike(x, p));

/** x^(1/p) */
export const root = (x: Node, p: number): Node => (p === 1 ? x : p === 2 ? sqrt(x) : pow(x, scalarLike(x, 1 / p)));
