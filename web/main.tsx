/** @file Starts the page: the run inside it, else the runs of the server beside it, else files that are opened. */
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./theme/colors.css";
import "./theme/base.css";
import "./theme/page.css";
import "./theme/panels.css";
import "./theme/bottom.css";
import "./theme/cards.css";
import "./theme/narrow.css";
import "./theme/draw.css";
import { App, listenForDrops } from "./app.tsx";
import { startTheme } from "./controls/theme.ts";
import { fileSource, showInlined } from "./source/file.ts";
import { listRuns, openRun } from "./source/server.ts";
import { runs, source, state } from "./state.ts";

function open(id: string): void {
  const entry = runs.value.find((known) => known.id === id);
  if (!entry) return;
  source.value?.close();
  source.value = openRun(entry);
  history.replaceState(null, "", `?run=${encodeURIComponent(id)}`);
}

async function start(): Promise<void> {
  source.value = fileSource;
  if (await showInlined()) return;
  const served = location.protocol === "file:" ? null : await listRuns();
  const asked = new URLSearchParams(location.search).get("run");
  const first =
    served?.find(({ id }) => id === asked) ?? served?.find((known) => known.state === "running") ?? served?.[0];
  if (first) open(first.id);
  else state.value = "nothing";
}

startTheme();
listenForDrops();
render(<App open={open} />, document.getElementById("app")!);
void start();
