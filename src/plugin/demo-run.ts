// What the main process loads for a run with demos, and only then. The build joins it into one file.
export { sweepOnExit } from "./exit-sweep.ts";
export { nameFiles } from "./run-names.ts";
