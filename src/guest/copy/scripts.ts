// What runs in the guest while a file is copied: root's shell, coreutils or BusyBox, and a virtio-serial port.

/** Exit code of a script whose standard error ends with the reason of its failure. */
export const refusedCode = 3;

/** As {@link refusedCode}, for a path that the user can change. */
export const wrongPathCode = 4;

/** Attempts to open the port, a tenth of a second apart: an aborted earlier copy may still hold it. */
const maxPortAttempts = 100;

/**
 * `$1` is the port's name. The script opens it once, as descriptor 3: unread bytes are lost when it is closed. It then
 * sends the mark in `DEMOTOOL_COPY`, and the host sends nothing before that: an earlier copy's script could still take it.
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
until [ $tries -eq ${maxPortAttempts} ]; do
  { echo "$DEMOTOOL_COPY" >&3; transfer; exit; } 3<>"$port"
  tries=$((tries + 1))
  sleep 0.1
done
fail "$port stays in use"
`;

/** Bytes of the digest at the end: a SHA-256 in hexadecimal digits. */
export const digestLength = 64;

/**
 * Receives a file: `$2` is its path, `$3` its size, `$4` its owner, `$5` its mode, `$6` its name where the path is a
 * directory. It gets its name once the digest, which follows it, matches; until then file `$7` holds the path of the partial file.
 */
export const receiveScript = `${opening}
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
 * Sends file `$2`: a line with its size and its mode, its bytes, their digest. It reads the file twice, which takes a
 * tenth of the time of BusyBox's tee(1). What is appended meanwhile, as to a log, is left out.
 */
export const sendScript = `${opening}
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
