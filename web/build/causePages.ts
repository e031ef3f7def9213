/**
 * @file The module "virtual:cause-pages": the texts of every cause. The page needs these alone; with the causes' own code
 * it would be four times as large.
 */
import type { Plugin } from "vite";

const id = "virtual:cause-pages";

interface Page {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  readonly except: string;
  readonly explains: readonly string[];
}

export function causePages(): Plugin {
  return {
    name: "cause-pages",
    resolveId: (wanted) => (wanted === id ? `\0${id}` : null),
    load: async (wanted) => {
      if (wanted !== `\0${id}`) return null;
      // The built package: this runs in Node, behind `tsc`.
      const built = new URL("../../dist/doctor/3-causes/index.js", import.meta.url).href;
      const { causes } = (await import(built)) as { causes: readonly Page[] };
      const entries = causes.map(({ id: cause, what, why, explains }) => [
        cause,
        { what, why, remedy: "", except: null, explains },
      ]);
      return `export default ${JSON.stringify(Object.fromEntries(entries))}`;
    },
  };
}
