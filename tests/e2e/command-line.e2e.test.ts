import { Installation } from "../../benchmarks/cluster/installation";
import { CommandLine } from "./support/command-line";

describe.each([false, true])("TLS %s", (tls) => {
  let installation: Installation;
  let tool: CommandLine;

  beforeAll(async () => {
    installation = await Installation.create("cli", { tls: { enabled: tls } });
    await installation.apply();
    tool = new CommandLine(installation);
  });

  afterAll(async () => {
    tool.close();
    await installation.close();
  });

  test("smoke passes, without Pulumi's state", async () => {
    const { output, exitCode } = await tool.run("smoke");
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    expect(output).toMatch(/directives on 3 nodes/);
  });

  test("status shows every node", async () => {
    expect(await tool.json("status")).toMatchObject([{ instance: "cache", problems: [] }]);
  });

  test("failover asks the script in the pod, and loses no write", async () => {
    await tool.json("failover", "--to", "cache-replica-1", "--yes");
    expect(await installation.master()).toBe("cache-replica-1");
  });
});
