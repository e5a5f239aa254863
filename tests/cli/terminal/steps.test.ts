import { runSteps } from "../../../cli/terminal/steps";

let printed: string;
beforeEach(() => {
  printed = "";
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, "write").mockImplementation((text) => Boolean((printed += String(text))));
  }
});
afterEach(() => jest.restoreAllMocks());

it("adds what a step returns to its title", async () => {
  await runSteps([{ title: "Pulumi CLI", run: () => Promise.resolve("3.259.0") }], {});
  expect(printed).toContain("Pulumi CLI: 3.259.0");
});

it("leaves it to the caller to print why a step has failed, once", async () => {
  const reason = new Error("port 6380 is used");
  const failing = { title: "Ports", run: () => Promise.reject(reason) };
  await expect(runSteps([failing], {})).rejects.toBe(reason);
  expect(printed).toContain("Ports");
  expect(printed).not.toContain("6380");
});
