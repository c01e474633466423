// Connects to libvirt, and prints the error that it ends with.
import { connect } from "../../../../src/libvirt/connection.ts";

const error: unknown = await connect("test:///default").then(
  (connection) => connection.close(),
  (error: unknown) => error,
);
process.stdout.write(JSON.stringify(error));
