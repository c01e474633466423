// Looks at an image as a process of its own; prints what it found as JSON.
import { inspectImage } from "../../../../src/images/qcow2.ts";

const [path = ""] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await inspectImage(path)));
