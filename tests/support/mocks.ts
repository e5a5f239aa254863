import * as pulumi from "@pulumi/pulumi";
import { plain } from "../../providers/local/values";

/** A resource as Pulumi would get it; inputs are plain, secrets told apart by `secretInputs`. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Names of the inputs that were marked as secret. */
  secretInputs: string[];
}

export interface Deployment<T> {
  result: T;
  resources: Registered[];
  /** Options by name of the resource; mocks do not tell them (pulumi/pulumi#16461). */
  options: Map<string, pulumi.CustomResourceOptions & pulumi.ComponentResourceOptions>;
}

/**
 * Runs a program as in Pulumi's preview of an empty stack, and resolves once all resources are registered. `call`
 * answers what the program asks Pulumi.
 */
export async function deploy<T>(
  program: (capture: pulumi.ComponentResourceOptions) => T | Promise<T>,
  call: pulumi.runtime.Mocks["call"] = refuse,
  project = "redis-cache",
): Promise<Deployment<T>> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks({ newResource: record(resources), call }, project, "test", false, "organization");
  const { capture, options } = captureOptions();
  try {
    return { result: await program(capture), resources, options };
  } finally {
    await settle(); // also after a refusal: what was registered before it would end in the next test
  }
}

function record(resources: Registered[]) {
  return ({ type, name, ...args }: pulumi.runtime.MockResourceArgs) => {
    const inputs = args.inputs as Record<string, unknown>;
    const secretInputs = Object.keys(inputs).filter((key) => isMarked(inputs[key]));
    resources.push({ type, name, inputs: plain(inputs), secretInputs });
    const arn = type === "aws:iam/role:Role" ? `arn:aws:iam::123456789012:role/${name}` : `arn:${name}`;
    return { id: name, state: { ...inputs, pid: 1, startTime: "1", arn } };
  };
}

/** A program that asks for something no test provides would get an empty answer, and go on with it. */
function refuse({ token }: pulumi.runtime.MockCallArgs): never {
  throw new Error(`the program calls ${token}, which the test does not provide`);
}

/** Waits until all resources are registered. */
async function settle(): Promise<void> {
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> };
  await waitForRPCs();
}

/** Options with which a program notes the options of all resources below. */
function captureOptions() {
  const options: Deployment<unknown>["options"] = new Map();
  const note: pulumi.ResourceTransformation = ({ name, opts }) => void options.set(name, opts);
  return { capture: { transformations: [note] }, options };
}

/** The one resource of this name. */
export function find({ resources }: Deployment<unknown>, name: string): Registered {
  const found = resources.filter((resource) => resource.name === name);
  if (found.length === 1) return found[0]!;
  throw new Error(`${found.length} resources are named ${name}; there are: ${resources.map((r) => r.name).join(", ")}`);
}

/** The value of an output, and whether it is secret. */
export async function unwrap<T>(output: pulumi.Output<T>): Promise<{ value: T; secret: boolean }> {
  const value = await new Promise<T>((resolve) => void output.apply((known) => void resolve(known)));
  return { value, secret: await pulumi.isSecret(output) };
}

const isMarked = (value: unknown) =>
  typeof value === "object" && value !== null && pulumi.runtime.specialSigKey in value;
