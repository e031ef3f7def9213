/** @file Finds a record in a registry by its name, or says which names there are. */
import { nearest, UsageError } from "./errors.ts";

/** @throws UsageError where the registry has no such name, with the nearest one */
export function lookUp<T extends { readonly name: string }>(
  what: string,
  registry: readonly T[],
  name: string,
  where?: string,
): T {
  const found = registry.find((record) => record.name === name);
  if (found) return found;
  const names = registry.map((record) => record.name);
  const near = nearest(name, names);
  throw new UsageError(`there is no ${what} "${name}"`, {
    ...(where && { where }),
    help: near ? `did you mean "${near}"?` : `choose one of ${names.join(", ")}`,
  });
}
