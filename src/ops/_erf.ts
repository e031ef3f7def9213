/** @file The error function in float64, by its series near 0 and a continued fraction in the tails. */

/** erf(x), about 1e-15 relative. */
export function erfOf(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  return magnitude < 2.5 ? series(x) : Math.sign(x) * (1 - complement(magnitude));
}

/** erf(x) = (2/√π) e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!: all terms have one sign. */
function series(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** 1 − erf(x) = e^(−x²) / (√π (x + (1/2)/(x + 1/(x + (3/2)/(x + …))))), from the inside out. */
function complement(x: number): number {
  let fraction = x;
  for (let k = 120; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
