/** @file The headers of every answer: what a page of this server may do, and that no other page may use it. */

const policy = (scripts: string): string =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

/** WebAssembly is compiled in the playground and in its worker only. */
export const pagePolicy: string = policy("'self'");
export const compilingPolicy: string = policy("'self' 'wasm-unsafe-eval'");

export const securityHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": pagePolicy,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};
