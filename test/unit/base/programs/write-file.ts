// Writes a file of `length` equal bytes `count` times, each time with the next byte; prints the code of a failure.
import { writeWholeFile } from "../../../../src/base/files/whole-file.ts";

const [path = "", length = "0", count = "1", sync = ""] = process.argv.slice(2);
process.stdout.write("begun\n");
for (let round = 1; round <= Number(count); round++) {
  await writeWholeFile(path, Buffer.alloc(Number(length), round), { sync: sync === "sync" }).catch((error) => {
    process.stdout.write(`${error.code}: ${error.message}\n`);
  });
}
