import { join } from "node:path";
import { expect, test } from "vitest";
import { userSource } from "../../../../src/base/journal/source.ts";
import { repository } from "../../../support/source.ts";

function source(...frames: readonly string[]): unknown {
  return userSource(["Error", ...frames.map((frame) => `    at ${frame}`)].join("\n"));
}

const own = [
  `Actor.act (${join(repository, "src/base/journal/actor.ts")}:10:5)`,
  `Mouse.click (file://${join(repository, "dist/src/input/mouse.js")}:20:5)`,
  `lazy (${join(repository, "fixtures/matchers/matchers.ts")}:30:5)`,
];

test.for([
  ["a function", "open (/home/me/demo.test.ts:7:3)"],
  ["the top of a file", "/home/me/demo.test.ts:7:3"],
  ["an asynchronous one", "async /home/me/demo.test.ts:7:3"],
  ["an asynchronous function", "async Promise.all (index 0)\n    at async open (file:///home/me/demo.test.ts:7:3)"],
  ["a module of a dev server", "open (/home/me/demo.test.ts?v=123:7:3)"],
  ["a constructor", "new Page (/home/me/demo.test.ts:7:3)"],
] as const)("finds the caller behind demotool's and Node's code: %s", ([, frame]) => {
  const node = [
    "AsyncLocalStorage.run (node:internal/async_local_storage/async_context_frame:65:14)",
    "process.processTicksAndRejections (node:internal/process/task_queues:104:5)",
  ];
  expect(source(...own, ...node, frame)).toEqual({ file: "/home/me/demo.test.ts", line: 7 });
});

test("skips code in packages unless there is no other", () => {
  const chai = "Proxy.wrapper (/home/me/node_modules/chai/index.js:5:1)";
  expect(source(...own, chai, "/home/me/demo.test.ts:7:3")).toEqual({ file: "/home/me/demo.test.ts", line: 7 });
  expect(source(...own, chai)).toEqual({ file: "/home/me/node_modules/chai/index.js", line: 5 });
});

test("a stack with only demotool's and Node's code has no source", () => {
  expect(source(...own, "process.processTicksAndRejections (node:internal/process/task_queues:104:5)")).toBeUndefined();
});
