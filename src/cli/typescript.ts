/** @file To be `--import`ed: lets every supported Node import TypeScript files by stripping their types. */
import * as nodeModule from "node:module";

/** Node 22.15 and 23.5 brought hooks in the main thread; Node 26 warns of those in a thread of their own. */
const { registerHooks } = nodeModule as { registerHooks?: (hooks: { load: nodeModule.LoadHook }) => void };

if (registerHooks) registerHooks({ load: (await import("./typescript-hooks.ts")).load });
else nodeModule.register("./typescript-hooks.js", import.meta.url);
