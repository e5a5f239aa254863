import { pythonWith } from "../../benchmarks/python-client";
import { prepareServers } from "./servers";

async function prepare(): Promise<void> {
  const log = (line: string) => console.log(line);
  await prepareServers(log);
  await pythonWith("requirements-dev.txt", log);
}

prepare().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
