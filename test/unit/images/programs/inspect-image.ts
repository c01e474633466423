// Inspects an image in a process of its own and prints the result as JSON.
import { inspectImage } from "../../../../src/images/inspect/image-state.ts";

const [path = ""] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await inspectImage(path)));
