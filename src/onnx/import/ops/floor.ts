/** @file ONNX Floor. */

import type { Importer } from "../_importer.ts";
import { floor } from "../foreign/floor.ts";
import { unaryImporter } from "./_elementwise.ts";

export const floorImporter: Importer = unaryImporter("Floor", floor);
