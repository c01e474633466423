// Which commands may be sent again when the daemon ended before their answer came.

/** Commands of the guest agent that change nothing, or set what they set before. */
const agentCommands: ReadonlySet<string> = new Set([
  "guest-ping",
  "guest-exec-status",
  "guest-file-seek",
  "guest-set-time",
]);

/** Whether it is safe to send the guest agent a command twice. */
export function isRepeatableAgentCommand(json: string): boolean {
  const { execute }: { readonly execute?: unknown } = JSON.parse(json);
  return typeof execute === "string" && (agentCommands.has(execute) || execute.startsWith("guest-get-"));
}

/** Whether it is safe to send the QEMU monitor a command twice. */
export function isRepeatableMonitorCommand(command: string): boolean {
  return command.startsWith("query-") || command === "stop" || command === "cont";
}
