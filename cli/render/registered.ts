import * as pulumi from "@pulumi/pulumi";
import type { InstanceSecrets, StackSettings } from "../../configs";
import { plain } from "../../providers/local/values";
import type { StackResource } from "../../review";
import { deployStack } from "../../stacks/deploy-stack";

/** All that the program of a stack registers with Pulumi's mocks, components left out, in its order. */
export async function registeredResources(
  settings: StackSettings,
  secrets: Record<string, Partial<InstanceSecrets>>,
): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  const newResource = ({ type, name, inputs, custom }: pulumi.runtime.MockResourceArgs) => {
    if (custom) resources.push({ type, name, inputs: plain(inputs) });
    const state = inputs as Record<string, unknown>;
    // The engine's id of an image; its name tells as much where nothing is made.
    return { id: name, state: type === imageType ? { ...state, imageId: state.name } : state };
  };
  await pulumi.runtime.setMocks({ newResource, call: refuseCall }, "redis-cache", "render", false);
  deployStack(settings, { secrets: pulumi.secret(secrets), localDirectory: "/" });
  await registrations();
  return resources;
}

const imageType = "docker:index/remoteImage:RemoteImage";

function refuseCall({ token }: pulumi.runtime.MockCallArgs): never {
  throw new Error(`the program calls ${token}, which needs the Pulumi CLI`);
}

function registrations(): Promise<void> {
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> };
  return waitForRPCs();
}
