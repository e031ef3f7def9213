/** @file Runs from files: the one inside this page, or a record.jsonl (and a diagnosis) that was opened or dropped. */
import { diagnosis, notice, run } from "../state.ts";
import { parseDiagnosis } from "./diagnosis.ts";
import { readExported } from "./exported.ts";
import { showExported } from "./load.ts";
import type { Source } from "./source.ts";

export const fileSource: Source = { actions: {}, close: () => {} };

/** Whether this page holds a run, which is shown then. */
export async function showInlined(): Promise<boolean> {
  const exported = await readExported();
  if (exported) showExported(exported);
  return exported !== null;
}

/** Records are shown; JSON with a verdict is the diagnosis of what is shown. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
  const found = texts.map(({ name, text }) => ({ name, text, diagnosis: diagnosisIn(text) }));
  const record = found.find((file) => file.diagnosis === null && file.text.includes('"t":"start"'));
  const judged = found.find((file) => file.diagnosis !== null);
  if (!record && !(judged && run.value)) {
    notice.value = `${texts.map(({ name }) => name).join(", ") || "Nothing"}: no record of a run. Open the record.jsonl of a run's folder.`;
    return;
  }
  notice.value = null;
  if (record) showExported({ name: record.name.replace(/\.jsonl$/, ""), record: record.text });
  if (judged) diagnosis.value = judged.diagnosis;
}

function diagnosisIn(text: string): ReturnType<typeof parseDiagnosis> {
  try {
    return parseDiagnosis(JSON.parse(text));
  } catch {
    return null;
  }
}
