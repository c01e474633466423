// A guest agent that lies: a shell script, whose lie a test chooses by the name of the command that it runs.
import type { TinyLinux } from "./tiny-linux.ts";

/** The agent's lies, each by the command that tells it: shell lines that answer requests after guest-exec. */
const lies = {
  "lie-pid": `exec) say '{"return":{"pid":"7; rm -rf /"}}';;`,
  "lie-huge-pid": `exec) say '{"return":{"pid":1e301}}';;`,
  "lie-nothing": `exec) say '{"return":{}}';;`,
  "lie-status": `status) say '{"return":{"exited":"yes"}}';;`,
  "lie-exitcode": `status) say '{"return":{"exited":true,"exitcode":123456789}}';;`,
  "lie-handle": `open) say '{"return":"/etc/shadow"}';;`,
  "lie-base64": `read) say '{"return":{"count":1,"buf-b64":"%%%%","eof":true}}';;`,
  "lie-piece": `read) say '{"return":{"count":1,"buf-b64":12,"eof":true}}';;`,
  "lie-utf8": `read) say '{"return":{"count":1,"buf-b64":"YWL/YQ==","eof":true}}';;`,
  "lie-escapes": `exec) say '{"error":{"class":"GenericError","desc":"\\u001b]0;owned\\u0007\\u001b[2Jno such file"}}';;`,
  "lie-silent": "read) :;;",
} as const;

/** A command that makes the agent lie. */
export type Lie = keyof typeof lies;

const cases = Object.entries(lies).map(([name, answers]) => `${name}) case $1 in ${answers} *) return 1;; esac;;`);

const script = `#!/bin/sh
until port=$(grep -ls org.qemu.guest_agent.0 /sys/class/virtio-ports/*/name); do usleep 20000; done
port=\${port%/name}
exec 3<>/dev/\${port##*/}
lie=none
say() { printf '%s\\n' "$1" >&3; }
lied() {
  case $lie in
${cases.join("\n")}
  *) return 1;;
  esac
}
honest() {
  case $1 in
  exec) say '{"return":{"pid":7}}';;
  status) say '{"return":{"exited":true,"exitcode":0}}';;
  open) say '{"return":5}';;
  seek) say '{"return":{"position":0,"eof":true}}';;
  read) say '{"return":{"count":0,"buf-b64":"","eof":true}}';;
  *) say '{"return":{}}';;
  esac
}
# Until libvirt has connected to the channel, the kernel answers a read with the end of the file.
while :; do
  read -r line <&3 || { usleep 20000; continue; }
  case $line in
  *guest-sync*)
    id=\${line##*\\"id\\":}
    id=\${id# }
    case $line in *delimited*) printf '\\377' >&3;; esac
    say "{\\"return\\":\${id%%[!0-9]*}}"
    continue;;
  *guest-exec-status*) request=status;;
  *guest-exec*)
    request=exec
    # The cleaner, which ends each command, is no command of a test.
    case $line in *lie-*) lie=\${line##*lie-}; lie=lie-\${lie%%[!a-z0-9-]*};; esac;;
  *guest-file-open*) request=open;;
  *guest-file-seek*) request=seek;;
  *guest-file-read*) request=read;;
  *guest-get-cpustats*) say '{"return":[{"user":"busy"}]}'; continue;;
  *) request=other;;
  esac
  lied $request || honest $request
done
`;

/** A tiny Linux whose guest agent is that script. */
export const lyingGuest: TinyLinux = {
  agent: false,
  files: { "/etc/lying-agent": script },
  startup: "/etc/lying-agent >/dev/console 2>&1 &",
};
