import { proxyTargets } from "../../../cli/deployed/proxy-pods";
import { endpointsOf } from "../../../configs/connection";
import { contextOf } from "../../support/contexts";

const { proxy } = endpointsOf(contextOf({ proxy: { kind: "haproxy" } }, "kubernetes"));
const service = "cache-proxy.redis.svc.cluster.local";

it("reaches the Service as clients do, and each pod by its own name", () => {
  const pods = ["cache-proxy-5d4f8b7c9d-7kq2m", "cache-proxy-5d4f8b7c9d-x2x4v"];
  const processes = pods.map((name) => ({ ...proxy!, name, host: name }));
  expect(proxyTargets(proxy, processes)).toEqual([
    { object: "service/cache-proxy", host: service, port: 6379 },
    { object: "service/cache-proxy", host: service, port: 6380 },
    ...pods.map((name) => ({ object: `pod/${name}`, host: name, port: 8404 })),
  ]);
});

it("reaches nothing of an instance without a proxy", () => {
  expect(proxyTargets(undefined)).toEqual([]);
});
