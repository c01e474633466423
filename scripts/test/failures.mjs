// What failed and why, told again at the end: of a long run the end is what people see.
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const messageLines = 12;

/**
 * One text for each failed test in Vitest's JSON report, and for each file that could not be loaded: its file and
 * name, and the first lines of its message, without those of the stack that lie in other packages.
 *
 * @param report undefined if Vitest ended without one
 * @param folder the one that files are named from
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
  const kept = told.filter((line) => line.trim() !== "" && !line.includes("/node_modules/")).slice(0, messageLines);
  return [`FAILED ${path.join(" > ")}`, ...kept.map((line) => `  ${line}`)].join("\n");
}
