import { prepareServers } from "./servers";

prepareServers((line) => console.log(line)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
