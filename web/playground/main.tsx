/** @file Starts the playground: the lesson or setup that the address names, else a network that learns, which plays at once. */
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "../theme/colors.css";
import "../theme/base.css";
import "../theme/page.css";
import "../theme/panels.css";
import "../theme/bottom.css";
import "../theme/cards.css";
import "../theme/draw.css";
import "../theme/narrow.css";
import "../theme/setup.css";
import "../theme/playground.css";
import { startTheme } from "../controls/theme.ts";
import { App } from "./App.tsx";
import { openAddress } from "./session.ts";

startTheme();
render(<App />, document.getElementById("app")!);
openAddress();
addEventListener("hashchange", openAddress);
