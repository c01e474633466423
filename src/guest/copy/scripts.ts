// What runs in the guest while a file is copied: root's shell, coreutils or BusyBox, and a virtio-serial port.

/** Exit code of a script that says on standard error, in a sentence, what is wrong. */
export const refusedCode = 3;

/** Exit code of a script that says so of a path, which whoever gave it can change. */
export const wrongPathCode = 4;

/** What a script waits at most for the port, in tenths of a second: an earlier copy that was ended may still hold it. */
const patience = 100;

/**
 * `$1` is the port's name. It is opened once, as descriptor 3: what is not read before it is closed is lost. What an
 * earlier copy's script would take in its last moments is not sent before this one has said, by the mark in
 * `DEMOTOOL_COPY`, that it has the port.
 */
const opening = `
fail() { echo "$1" >&2; exit ${refusedCode}; }
wrong() { echo "$1" >&2; exit ${wrongPathCode}; }
port=$(grep -lxF "$1" /sys/class/virtio-ports/*/name 2>/dev/null) || fail "the guest has no port $1 for copies"
port=\${port%/name}
port=/dev/\${port##*/}
`;

const transferring = `
tries=0
until [ $tries -eq ${patience} ]; do
  { echo "$DEMOTOOL_COPY" >&3; transfer; exit; } 3<>"$port"
  tries=$((tries + 1))
  sleep 0.1
done
fail "$port stays in use"
`;

/** The end of what is sent: a SHA-256 in hexadecimal digits. */
export const digestLength = 64;

/**
 * Takes a file: `$2` is its path, `$3` its size, `$4` its owner, `$5` its mode, `$6` its name where the path is a
 * directory. It gets its name once its digest, which comes after it, is right; until then file `$7` says where it is.
 */
export const receiver = `${opening}
path=$2
[ ! -L "$path" ] || path=$(readlink -f "$path")
[ ! -d "$path" ] || path=\${path%/}/$6
directory=$(dirname "$path")
[ -d "$directory" ] || wrong "there is no directory $directory in the guest"
[ ! -d "$path" ] || wrong "$path is a directory in the guest"
[ ! -e "$path" ] || [ -f "$path" ] || wrong "$path is not a plain file in the guest"
id -u "$4" >/dev/null 2>&1 || fail "there is no user $4 in the guest"
part=$directory/.\${7##*/}
echo "$part" >"$7"
umask 077
transfer() {
  dd bs=64K iflag=fullblock,count_bytes count="$size" status=none <&3 >"$part" || fail "$path could not be written"
  digest=$(dd bs=${digestLength} iflag=fullblock count=1 status=none <&3)
  sum=$(sha256sum <"$part")
  [ "\${sum%% *}" = "$digest" ] || fail "what arrived for $path is not what was sent"
  chown "$owner:" "$part" && chmod "$mode" "$part" && mv -f "$part" "$path" || fail "$path could not be put in place"
  rm -f "$note"
}
size=$3 owner=$4 mode=$5 note=$7
${transferring}`;

/**
 * Sends file `$2`: a line with its size and its mode, its bytes, their digest. It is read twice, which takes a tenth of
 * the time that tee(1) of BusyBox takes; what is appended meanwhile, as to a log, stays out.
 */
export const sender = `${opening}
path=$2
[ -e "$path" ] || wrong "there is no file $path in the guest"
[ ! -d "$path" ] || wrong "$path is a directory in the guest"
[ -f "$path" ] || wrong "$path is not a plain file in the guest"
about=$(stat -L -c "%s %a" "$path") || fail "$path cannot be read in the guest"
content() { dd bs=64K iflag=fullblock,count_bytes count="\${about% *}" status=none <"$path"; }
transfer() {
  echo "$about" >&3
  content >&3
  sum=$(content | sha256sum)
  printf %s "\${sum%% *}" >&3
}
${transferring}`;
