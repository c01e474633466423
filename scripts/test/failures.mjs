// Repeats the failures at the end, where people see them after a long run.
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** A message begins with its headline; what was expected often stands at its end, after the output of a program. */
const firstLines = 8;
const lastLines = 12;

/**
 * One text per failed test in Vitest's JSON report, and per file that failed to load: its file and name, and the first
 * and last lines of its message, without stack frames in other packages.
 *
 * @param report undefined if Vitest ended without one
 * @param folder file names are relative to it
 */
export function failuresIn(report, folder) {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(folder, name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (status === "failed" && failed.length === 0) return [describe([file], [message])];
    return failed.map((test) => describe([file, ...test.ancestorTitles, test.title], test.failureMessages ?? []));
  });
}

function describe(path, messages) {
  const told = stripVTControlCharacters(messages.filter(Boolean).join("\n")).split("\n");
  const kept = told.filter((line) => line.trim() !== "" && !line.includes("/node_modules/"));
  return [`FAILED ${path.join(" > ")}`, ...shortened(kept).map((line) => `  ${line}`)].join("\n");
}

function shortened(lines) {
  const left = lines.length - firstLines - lastLines;
  return left <= 1 ? lines : [...lines.slice(0, firstLines), `… ${left} lines …`, ...lines.slice(-lastLines)];
}
