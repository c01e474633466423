// The types of `demotool` as a Node program uses it. Compiled, never run.
import {
  AmbiguousTargetError,
  BootTimeoutError,
  DemotoolError,
  type ErrorCode,
  FileError,
  type GuestWindow,
  image,
  type JournalAction,
  type KeyboardLayoutName,
  type Match,
  type Region,
  readJournal,
  recordDemo,
  type SavedScreenshot,
  type Screenshot,
  type Snapshot,
  type StableScreenOptions,
  startDemo,
  type TextTarget,
  text,
  type Video,
  type Vm,
  VmStoppedError,
  WindowError,
} from "demotool";
import { assert, type Equal } from "./equal.ts";

/** The names of layouts are known, variants included. */
export function layouts(): void {
  const names: readonly KeyboardLayoutName[] = ["us", "gb", "ch(de)", "us(intl)", "de(nodeadkeys)"];
  // @ts-expect-error no such layout
  names.includes("uk");
  // @ts-expect-error a variant of another layout
  names.includes("gb(nodeadkeys)");
}

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
  await vm.screen.waitForStable({ quiet: 2000, region, ignore: [region], busyTimeout: 0 });
  const stable: StableScreenOptions = { quiet: 3000, ignore: [region], busyTimeout: 20_000 };
  await using patient = await demo.vm("debian-12", { stable });
  await patient.screen.waitForStable(stable);
  // @ts-expect-error: regions, not places
  await vm.screen.waitForStable({ ignore: [{ x: 1, y: 2 }] });
  await vm.screen.waitForChange({ action: () => vm.mouse.click(24, 12) });
  const places = await vm.screen.findAll(text(/Home/), { region, timeout: 1000 });
  assert<Equal<typeof places, readonly Match[]>>();
  const field = text("Name:").within(region).near(image("form.png").nth(-1)).rightOf(80);
  assert<Equal<typeof field, TextTarget>>();
  await vm.mouse.drag(field, image("bin.png").below(4));
  await vm.screen.waitForStill(field, { strict: true });
  // @ts-expect-error a number of a place is a number
  text("Name:").nth("1");
  // @ts-expect-error a target is refined by a target, not by its words
  text("Name:").near("Person");
  // @ts-expect-error a target is made by image() or text()
  await vm.screen.waitFor("menu.png");
  await vm.mouse.click(image("menu.png"), { timeout: 10_000, button: "right" });
  await vm.mouse.drag(image("file.png"), { x: 10, y: 10 });

  const editor = await vm.windows.waitFor({ title: /Mousepad/, program: "mousepad" }, { timeout: 10_000 });
  assert<Equal<typeof editor, GuestWindow>>();
  assert<Equal<typeof editor.place, Region>>();
  assert<Equal<typeof editor.region, Region>>();
  const windows = await vm.windows.list({ active: true, nth: 0 }, { timeout: 1000 });
  assert<Equal<typeof windows, readonly GuestWindow[]>>();
  await editor.move({ x: 1, y: 2 }, { timeout: 10_000 });
  await editor.resize({ width: 640, height: 480 });
  await vm.screen.find(image("menu.png"), { region: (await editor.refresh()).region });
  // @ts-expect-error a window is found by a query
  await vm.windows.waitFor("Mousepad");
  // @ts-expect-error a place has two coordinates
  await editor.move({ x: 1 });
  // @ts-expect-error a window's title belongs to its program
  editor.title = "other";

  await vm.mouse.click(24, 12, { button: "right" });
  await vm.mouse.drag({ x: 0, y: 0 }, { x: 10, y: 10 }, { duration: 500 });
  await vm.mouse.move(image("menu.png"), { position: { x: 3, y: 4 }, path: "straight", through: [{ x: 1, y: 2 }] });
  await vm.mouse.drag(image("file.png"), image("folder.png"), {
    fromPosition: { x: 1, y: 2 },
    toPosition: { x: 3, y: 4 },
  });
  await vm.mouse.drag(
    { x: 0, y: 0 },
    { x: 9, y: 9 },
    { path: "curved", through: [image("folder.png"), { x: 5, y: 0 }] },
  );
  // @ts-expect-error a drag has two positions
  await vm.mouse.drag(image("file.png"), image("folder.png"), { position: { x: 1, y: 2 } });
  // @ts-expect-error there is no such path
  await vm.mouse.move(1, 2, { path: "round" });
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
  if (error instanceof AmbiguousTargetError) return String(error.places[0]?.region.x);
  if (error instanceof WindowError) return error.windows.map(({ title }) => title).join();
  if (error instanceof DemotoolError) {
    assert<Equal<typeof error.code, ErrorCode>>();
    // @ts-expect-error there is no such code
    if (error.code === "NO_SUCH_CODE") return error.next;
  }
  return String(error);
}
