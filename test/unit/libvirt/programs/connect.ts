// Connects and prints the error as JSON.

import { DemotoolError } from "../../../../src/base/errors.ts";
import { connect } from "../../../../src/libvirt/connection.ts";

try {
  await connect(process.argv[2] ?? "test:///default");
} catch (error) {
  if (!(error instanceof DemotoolError)) throw error;
  const { name, code, headline, next } = error;
  process.stdout.write(JSON.stringify({ name, code, headline, next }));
}
