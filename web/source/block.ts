/** @file The place of a run in `run.html`: whoever writes the file puts base64 of gzip of `ExportedRun` between these tags. */

export const blockId = "evenkeel-run";
const [opening, closing] = [`<script type="application/gzip;base64" id="${blockId}">`, "</script>"];

export const emptyBlock: string = `${opening}${closing}`;
