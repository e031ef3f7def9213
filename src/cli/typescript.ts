/** @file To be `--import`ed: lets every supported Node import TypeScript files by stripping their types. */
import { register } from "node:module";

register("./typescript-hooks.js", import.meta.url);
