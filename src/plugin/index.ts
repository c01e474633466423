// The public API of "demotool/plugin": the Vitest plugin.
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";
import type { Reporter } from "vitest/node";
import { readEnvironment } from "../base/environment.ts";
import { defaultImage } from "../demo/config.ts";
import { ownRun } from "../host/run-limit.ts";
import { type PluginApi, type RunContext, vitestLimits } from "./context.ts";
import { checkOptions, type DemotoolOptions } from "./options.ts";
import { runOf } from "./runs.ts";
import type { VitestRun } from "./vitest-run.ts";

export type { DemotoolOptions } from "./options.ts";

const here = fileURLToPath(import.meta.url);
const globalSetup = join(dirname(here), `global-setup${extname(here)}`);

/**
 * The Vitest plugin: builds the base images that the selected demo files need before the tests start, and passes the
 * options to the fixtures. Tests and projects without `demotool/fixtures` are not affected.
 *
 * @throws {OptionError} when an option cannot be used
 */
export default function demotool(options: DemotoolOptions = {}): Plugin {
  const { image, machine, preparation, maxVms, failureVideo } = checkOptions(options);
  const { prepare, prepareKey } = options;
  const api: PluginApi = { ...(prepare && { prepare }), ...(prepareKey && { prepareKey }) };
  return {
    name: "demotool",
    api,
    configureVitest({ vitest, project }) {
      const { testTimeout, hookTimeout, sequence } = project.config;
      const limit = readEnvironment().maxVms ?? maxVms;
      const context: RunContext = {
        startedIn: process.cwd(),
        image: defaultImage(image),
        machine,
        preparation: preparation && { digest: preparation.digest, configFile: project.vite.config.configFile },
        run: { ...ownRun(), ...(limit !== undefined && { maxVms: limit }) },
        ownLimits: {
          test: testTimeout !== vitestLimits.test,
          hook: hookTimeout !== vitestLimits.hook,
        },
        hookOrder: sequence.hooks,
        failureVideo,
        fileNames: {},
        titles: [],
      };
      project.provide("demotool", context);
      // Not in the configuration hooks: in Vitest 5, projects share a Vite server with its plugins.
      project.config.globalSetup = [...project.config.globalSetup, globalSetup];
      runOf(vitest, (run) => vitest.config.reporters.push(observer(run) as never)).add(project, context);
    },
  };
}

/** Vitest calls the global setup once per project, but a reporter at every run, with its selection. */
function observer(run: VitestRun): Reporter {
  return { onTestRunStart: (specifications) => run.start(specifications) };
}
