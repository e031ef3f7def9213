// TensorFlow.js with its own gradient of matMul, as a program that nobody tuned has it.
globalThis.ownGradient = true;
await import("./tfjs.mjs");
