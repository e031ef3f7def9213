/** @file The part of the public API that needs Node: the native engine. */
export { type OrtNodeOptions, ortNodeEngine } from "./engine/ort-node/index.ts";
