/** @file The public API in a browser: everything of the core, and the engine on WebAssembly and WebGPU. */
export { type OrtWebOptions, ortWebEngine } from "./engine/ort-web/index.ts";
export * from "./index.ts";
