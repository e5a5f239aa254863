import { serverOf } from "../../../cli/smoke/configuration";

it.each([
  ["redis_version:7.0.15\r\n", { engine: "redis", version: "7.0.15" }],
  ["redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.8\r\n", { engine: "valkey", version: "8.1.8" }],
])("reads %j", (info, server) => {
  expect(serverOf(info)).toEqual(server);
});
