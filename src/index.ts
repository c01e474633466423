// The public API of "demotool", for any Node program. Does not need Vitest.

export type { DemoOutput, PublishedFile } from "./base/demo-output.ts";
export {
  AbortedError,
  DemotoolError,
  type ErrorCode,
  errorCodes,
  type Facts,
  OptionError,
  TimeoutError,
} from "./base/errors.ts";
export { DiskSpaceError } from "./base/files/disk-space.ts";
export { FileError } from "./base/files/whole-file.ts";
export type { Frame, Resolution } from "./base/geometry/frame.ts";
export type { Region } from "./base/geometry/region.ts";
export type { Action, ActionError, ActionOf, ActionOutcome, ActionSource } from "./base/journal/action.ts";
export type { ActionDetails, ActionKind, ActionMatch, ActionRefinement, ActionTarget } from "./base/journal/kinds.ts";
export {
  type JournalAction,
  type JournalAttempt,
  JournalError,
  type ReadJournal,
  readJournal,
} from "./base/journal/reader.ts";
export { CleanupError } from "./base/process/cleanup.ts";
export { ProcessError } from "./base/process/process.ts";
export { BootFailedError, BootTimeoutError } from "./boot/errors.ts";
export type { MachineOptions } from "./demo/boot.ts";
export { type Demo, type DemoOptions, startDemo } from "./demo/demo.ts";
export type { Prepare, PreparedVmOptions } from "./demo/preparation.ts";
export { PrepareError } from "./demo/prepare-vm.ts";
export { type DemoBody, type RecordDemoOptions, recordDemo } from "./demo/record-demo.ts";
export { DomainExistsError, PortError, ResourceError } from "./domain/errors.ts";
export { CommandError } from "./guest/command-error.ts";
export type { CopyInOptions, CopyOptions } from "./guest/copy/job.ts";
export { GuestError } from "./guest/errors.ts";
export type { ExecOptions } from "./guest/exec.ts";
export type { ExecResult } from "./guest/exec-result.ts";
export type { OutputListener } from "./guest/output.ts";
export type { WindowState } from "./guest/windows/window-system.ts";
export { ImageBuildError, ImageInvalidError } from "./images/errors.ts";
export type { GuestFile, OwnRecipe, Recipe } from "./images/recipe.ts";
export { TypingLostError } from "./input/errors.ts";
export type { Keyboard, PressOptions, TypeOptions } from "./input/keyboard.ts";
export type { KeyboardLayoutName } from "./input/keys/layouts/index.ts";
export type { Mouse } from "./input/mouse.ts";
export type { MouseButton } from "./input/pointer/buttons.ts";
export type { ClickOptions, DragOptions, MoveOptions, WayOptions, WheelOptions } from "./input/pointer/options.ts";
export type { PathShape } from "./input/pointer/path.ts";
export type { Point, PointTarget } from "./input/pointer/target.ts";
export {
  InterruptedCallError,
  isAgentUnresponsive,
  isNotFound,
  isOperationInvalid,
  LibvirtError,
  LibvirtMissingError,
} from "./libvirt/errors.ts";
export type { Section } from "./machine/section.ts";
export { SnapshotError } from "./machine/snapshots/errors.ts";
export type { Snapshot, SnapshotOptions } from "./machine/snapshots/snapshot.ts";
export type { VmOptions } from "./machine/vm-options.ts";
export { VmStoppedError } from "./readiness/errors.ts";
export { type Chapter, type Quality, RecordingError, type RecordingOptions, type Video } from "./recording/recorder.ts";
export { VncError } from "./rfb/errors.ts";
export { AmbiguousTargetError, ScreenError } from "./screen/errors.ts";
export { OcrError } from "./screen/ocr/tesseract.ts";
export { type SavedScreenshot, Screenshot } from "./screen/screenshot.ts";
export type { StableScreenOptions } from "./screen/stable/stable-options.ts";
export type { AnyTarget, Refinement, Side } from "./screen/targets/any-target.ts";
export type { Match } from "./screen/targets/finder.ts";
export { type ImageTarget, image } from "./screen/targets/image.ts";
export type { Target } from "./screen/targets/index.ts";
export type {
  Abortable,
  FindAllOptions,
  LookOptions,
  StillOptions,
  WaitOptions,
} from "./screen/targets/look-options.ts";
export type { Refinable } from "./screen/targets/refine/refinable.ts";
export { type TextOptions, type TextTarget, text } from "./screen/targets/text.ts";
export type { Clipboard, ClipboardOptions } from "./vm/clipboard.ts";
export type { ChangeOptions, ChangeWaitOptions, Screen, StableOptions } from "./vm/screen.ts";
export type { UnlockOptions } from "./vm/unlock.ts";
export type { Vm } from "./vm/vm.ts";
export type { WindowOptions } from "./vm/windows/desktop.ts";
export { WindowError } from "./vm/windows/errors.ts";
export type { GuestWindow } from "./vm/windows/guest-window.ts";
export type { WindowQuery } from "./vm/windows/query.ts";
export type { Windows } from "./vm/windows/windows.ts";
