/** @file Eigenvalues of the tridiagonal matrix that Lanczos' iteration leaves. */

export interface Tridiagonal {
  readonly diagonal: readonly number[];
  /** Between neighbours: one fewer, or as many with the last one unused. */
  readonly beside: readonly number[];
}

/** A link so much smaller than the numbers about it moves eigenvalues by less: the iteration has seen all there is. */
const broken = 1e-5;

/** The matrix up to the first broken link. */
export function unbroken({ diagonal, beside }: Tridiagonal): Tridiagonal {
  let size = 0;
  for (const [k, a] of diagonal.entries()) {
    size = Math.max(size, Math.abs(a), k > 0 ? beside[k - 1]! : 0);
    if (!(beside[k]! > broken * size)) return { diagonal: diagonal.slice(0, k + 1), beside: beside.slice(0, k) };
  }
  return { diagonal, beside };
}

/** By bisection: the number of negative pivots of T − x is the number of eigenvalues below x (Sturm). */
export function largestEigenvalue({ diagonal, beside }: Tridiagonal): number {
  const radius = (k: number): number =>
    Math.abs(beside[k - 1] ?? 0) + (k < diagonal.length - 1 ? Math.abs(beside[k]!) : 0);
  let lo = Math.min(...diagonal.map((a, k) => a - radius(k)));
  let hi = Math.max(...diagonal.map((a, k) => a + radius(k)));
  const isAbove = (x: number): boolean => {
    let pivot = 1;
    return diagonal.every((a, k) => {
      pivot = a - x - (k > 0 ? beside[k - 1]! ** 2 / pivot : 0);
      return pivot < 0;
    });
  };
  for (let i = 0; i < 60; i++) {
    const middle = (lo + hi) / 2;
    if (isAbove(middle)) hi = middle;
    else lo = middle;
  }
  return (lo + hi) / 2;
}
