// The types of `demotool` as a Node program uses it. Compiled, never run.
import {
  BootTimeoutError,
  DemotoolError,
  type ErrorCode,
  FileError,
  image,
  type JournalAction,
  type Match,
  type Region,
  readJournal,
  recordDemo,
  type SavedScreenshot,
  type Screenshot,
  type Snapshot,
  startDemo,
  type Video,
  type Vm,
  VmStoppedError,
} from "demotool";
import { assert, type Equal } from "./equal.ts";

/** A journal's actions are typed by their kinds. */
export async function journal(): Promise<void> {
  const { attempts } = await readJournal("demo-videos/first-demo/journal.jsonl");
  for (const { name, attempt, roots } of attempts) {
    assert<Equal<typeof name, string>>();
    assert<Equal<typeof attempt, number>>();
    for (const action of roots) {
      assert<Equal<typeof action.children, readonly JournalAction[]>>();
      assert<Equal<typeof action.end, number | undefined>>();
      if (action.kind === "exec") assert<Equal<typeof action.details.exitCode, number | undefined>>();
      if (action.kind === "step") assert<Equal<typeof action.details.title, string>>();
    }
  }
}

export async function program(): Promise<void> {
  await using demo = await startDemo("complex-demo");
  assert<Equal<typeof demo.directory, string>>();
  await using vm = await demo.vm("fedora-42", { cpus: 2, memory: 8192, resolution: { width: 1024, height: 768 } });
  assert<Equal<typeof vm, Vm>>();
  assert<Equal<typeof vm.vncPort, number>>();
  assert<Equal<typeof vm.vncPassword, string>>();
  assert<Equal<typeof vm.name, string>>();
  assert<Equal<typeof vm.demo.directory, string>>();

  const screenshot: SavedScreenshot = await vm.screenshot("first");
  assert<Equal<typeof screenshot.path, string>>();
  const result = await vm.exec("ls", ["-l"], {
    user: "root",
    cwd: "/",
    env: { LANG: "C" },
    input: "",
    timeout: 10_000,
  });
  assert<Equal<typeof result.exitCode, number>>();
  assert<Equal<typeof result.stdout, string>>();
  await vm.exec("ls", [], { onStdout: (text) => text.length, onStderr: async (text) => void text.trim() });
  await vm.copyIn("here", "/tmp/there", { owner: "root", mode: 0o755, timeout: 10_000 });
  await vm.copyOut("/tmp/there", "here", { timeout: 10_000 });
  await vm.unlock({ timeout: 60_000 });
  await vm.clipboard.write("copied", { timeout: 10_000 });
  assert<Equal<Awaited<ReturnType<typeof vm.clipboard.read>>, string>>();
  await vm.keyboard.type("日本語", { delay: 0, verify: true, timeout: 10_000 });
  await vm.pause(1500);
  const installed: Snapshot = await vm.snapshot("installed", { timeout: 60_000 });
  assert<Equal<typeof installed.name, string>>();
  await vm.revert(installed, { timeout: 60_000 });

  // @ts-expect-error a demo has a name
  await startDemo();
  // @ts-expect-error the image is a name
  await demo.vm(42);
  // @ts-expect-error there is no such option
  await demo.vm("debian-12", { ram: 1 });
  // @ts-expect-error a copied file belongs to the user of this program
  await vm.copyOut("/tmp/there", "here", { owner: "root" });
  // @ts-expect-error seconds are a number
  await vm.pause("2 s");
  // @ts-expect-error a snapshot is what vm.snapshot returned, not its name
  await vm.revert("installed");
  // @ts-expect-error arguments are a list
  await vm.exec("ls", "-l");

  const count = await vm.record("section", async (section) => section.path.length, { quality: "medium" });
  assert<Equal<typeof count, number>>();
  await using section = await vm.record("whole");
  const video: Video = await section.finish();
  assert<Equal<typeof video.seconds, number>>();
  assert<Equal<typeof title, string>>();
  const title = await vm.step("Open the menu", () => "title");
  const named: string = await recordDemo("n", "fedora-42", async (recorded, session) => recorded.name + session.name);
  const unnamed: number = await recordDemo("n", async () => 1, { quality: "low", vm: { cpus: 2, vncWebsocket: true } });
  demo.publish({ path: named, title, contentType: "text/plain" });
  // @ts-expect-error there is no such quality
  await vm.record("section", () => unnamed, { quality: "best" });
  // @ts-expect-error a step has a body
  await vm.step("Open the menu");

  await vm.keyboard.type("text", { delay: 0 });
  await vm.keyboard.press("Control+Alt+T");
  // @ts-expect-error a key is named, not numbered
  await vm.keyboard.press(28);
  const now: Screenshot = await vm.screen.capture();
  assert<Equal<ReturnType<typeof now.toPNG>, Uint8Array>>();
  // @ts-expect-error a frame in memory has no file
  now.path;
  const region: Region = { x: 0, y: 0, width: 100, height: 100 };
  const place = await vm.screen.find(image("menu.png"), { region, similarity: 0.9 });
  assert<Equal<typeof place, Match | undefined>>();
  assert<Equal<typeof wait, Promise<Match>>>();
  const wait = vm.screen.waitFor(image("menu.png"), { timeout: 10_000 });
  await vm.screen.waitForStable({ quiet: 2000, region, ignore: [region] });
  await vm.screen.waitForChange({ action: () => vm.mouse.click(24, 12) });
  // @ts-expect-error a target is made by image() or text()
  await vm.screen.waitFor("menu.png");
  await vm.mouse.click(image("menu.png"), { timeout: 10_000, button: "right" });
  await vm.mouse.drag(image("file.png"), { x: 10, y: 10 });

  await vm.mouse.click(24, 12, { button: "right" });
  await vm.mouse.drag({ x: 0, y: 0 }, { x: 10, y: 10 }, { duration: 500 });
  // @ts-expect-error there is no fourth button
  await vm.mouse.click(24, 12, { button: "fourth" });
  // @ts-expect-error a point has two coordinates
  await vm.mouse.move(24);
  // @ts-expect-error a VM is made by a demo
  vm.vncPort = 1;
}

export function errors(error: unknown): string {
  if (error instanceof BootTimeoutError || error instanceof FileError) return error.headline;
  if (error instanceof VmStoppedError && error.ended) return error.headline;
  if (error instanceof DemotoolError) {
    assert<Equal<typeof error.code, ErrorCode>>();
    // @ts-expect-error there is no such code
    if (error.code === "NO_SUCH_CODE") return error.next;
  }
  return String(error);
}
