import { clientVariables } from "../../../cli/connect/client-variables";
import type { DeployedInstance } from "../../../cli/health/deployed";
import type { Workspace } from "../../../cli/pulumi/workspace";
import { connectionOf, userConnectionsOf } from "../../../configs/connection";
import { contextOf } from "../../support/contexts";

const context = contextOf({ users: { reports: {} } });
const secrets = { app: "password-of-app", users: { reports: "password-of-reports" } };
const instance: DeployedInstance = {
  name: "cache",
  masterName: context.masterName,
  tls: false,
  redis: [],
  sentinels: [],
  connection: { ...connectionOf(context, secrets), password: secrets.app },
  userConnections: userConnectionsOf(context, secrets),
};
const workspace = {} as Workspace;

test.each([
  ["app", "password-of-app"],
  ["reports", "password-of-reports"],
])("user %s gets its own name and password, and no other", (user, password) => {
  const variables = clientVariables(instance, workspace, user);
  expect(variables).toMatchObject({ REDIS_USERNAME: user, REDIS_PASSWORD: password });
  expect(JSON.stringify(variables).match(/password-of-\w+/g)).toEqual([password, password]);
});

test("a user that the deployed instance has not is told with those that it has", () => {
  expect(() => clientVariables(instance, workspace, "ops")).toThrow(/--user ops: no application .*/);
  expect(() => clientVariables({ ...instance, userConnections: undefined }, workspace, "reports")).toThrow(/reports/);
});

test("the parts are what every library takes, and there is no REDIS_URL, which many take for the address of a server", () => {
  const sentinels = [26380, 26381].map((port, i) => ({ name: `cache-sentinel-${i}`, host: "127.0.0.1", port }));
  const url = "redis+sentinel://app:p@127.0.0.1:26380,127.0.0.1:26381/redis-cache/0";
  const connection = { url, sentinels, masterName: "redis-cache", username: "app", password: "p" };
  expect(clientVariables({ ...instance, connection }, workspace, "app")).toEqual({
    REDIS_MASTER_NAME: "redis-cache",
    REDIS_PASSWORD: "p",
    REDIS_SENTINELS: "127.0.0.1:26380,127.0.0.1:26381",
    REDIS_SENTINEL_URL: url,
    REDIS_USERNAME: "app",
  });
});

test("a client that knows no Sentinel gets the proxy's addresses, as its own user", () => {
  const behind = contextOf({ users: { reports: {} }, proxy: { kind: "haproxy" } });
  const userConnections = userConnectionsOf(behind, secrets);
  expect(clientVariables({ ...instance, userConnections }, workspace, "reports")).toMatchObject({
    REDIS_PROXY_URL: "redis://reports:password-of-reports@127.0.0.1:7379/0",
    REDIS_PROXY_WRITES: "127.0.0.1:7379",
    REDIS_PROXY_READS: "127.0.0.1:7380",
  });
});
