import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand, type PulumiFn } from "@pulumi/pulumi/automation";
import { findPulumi } from "../../cli/pulumi/cli";
import { which } from "../../cli/process";
import type { InstanceSecrets, StackSettings } from "../../configs";
import { deployStack } from "../../stacks/deploy-stack";
import { runningSince } from "../../stacks/last-deployment";

export interface PulumiStack {
  up(args: PulumiStackArgs): Promise<void>;
  /** Forgets the state; what was deployed goes with its namespace. */
  close(): void;
}

interface PulumiStackArgs {
  settings: StackSettings;
  secrets: Record<string, InstanceSecrets>;
  /** Called with the type and the properties of each resource, which it may change. */
  transform: (type: string, properties: Record<string, unknown>) => void;
}

/**
 * A stack with its state in a folder of its own; undefined without a Pulumi CLI and the plugin of the Kubernetes
 * provider.
 */
export async function pulumiStack(): Promise<PulumiStack | undefined> {
  const pulumi = which("pulumi-resource-kubernetes") === undefined ? undefined : await findPulumi();
  if (!pulumi) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-e2e-state-"));
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "e2e", projectName: "redis-cache", program: () => Promise.resolve() },
    {
      pulumiHome: join(folder, "home"),
      pulumiCommand: await PulumiCommand.get({ root: dirname(pulumi.bin) }),
      envVars: {
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "e2e",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  return {
    async up(args) {
      stack.workspace.program = programOf(args);
      // What a test has changed behind its back is noticed by a refresh alone.
      await stack.up({ refresh: true });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function programOf({ settings, secrets, transform }: PulumiStackArgs): PulumiFn {
  return () => {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
      transform(type, props);
      return { props, opts };
    });
    const instances = deployStack(settings, {
      secrets: pulumi.secret(secrets),
      localDirectory: "/",
      running: runningSince(),
    });
    return Promise.resolve({ instances: Object.keys(instances) });
  };
}
