import pWaitFor from "p-wait-for";
import { Installation } from "../../benchmarks/cluster/installation";
import { get } from "../../benchmarks/cluster/kubectl";
import { passwordFiles } from "../../configs/secrets/node-files";
import { underLoad } from "./support/under-load";

describe.each([false, true])("TLS %s", (tls) => {
  let installation: Installation;

  const install = async (...[name, settings, change]: Parameters<typeof Installation.create>) => {
    installation = await Installation.start(name, { ...settings, tls: { enabled: tls } }, change);
  };
  afterEach(() => installation.close());

  const inContainer = (pod: string, script: string) =>
    installation.kubectl("exec", pod, "-c", "redis", "--", "sh", "-c", script);
  const redis = (pod: string, user: string, command: string) => inContainer(pod, redisCli(tls, user, command));

  test("the master's data volume is full for a while", async () => {
    await install("full", {}, ({ metadata, spec }) => {
      if (metadata.name === "cache-sentinel") return;
      spec.volumeClaimTemplates = [];
      spec.template.spec.volumes.push({ name: "data", ...smallVolume });
    });
    await underLoad(installation, "data volume full", async () => {
      const master = await installation.master();
      await inContainer(master, "cat /dev/zero >/data/fill 2>/dev/null || :");
      const misses = async () =>
        /MISCONF|aof_last_write_status:err/.test(await redis(master, "ops", "INFO persistence"));
      await pWaitFor(misses, { interval: 500, timeout: 60_000 });
      await inContainer(master, "rm /data/fill");
    });
  });

  test("the kernel kills the master's server for its memory", async () => {
    await install("oom");
    await underLoad(installation, "out of memory in the master's container", async () => {
      const master = await installation.master();
      const before = await serverStart(master);
      await redis(master, "app", `EVAL "${fillMemory}" 0`).catch(() => undefined);
      await pWaitFor(async () => (await serverStart(master)) !== before, { interval: 500, timeout: 60_000 });
      await installation.pods.allRolledOut();
    });
  });

  /** Of the server's process; another one where it was started again. */
  const serverStart = (pod: string) =>
    redis(pod, "ops", "INFO server")
      .then((info) => /run_id:(\w+)/.exec(info)?.[1])
      .catch(() => undefined);

  test("a replica loads for longer than the liveness period, and is left to it", async () => {
    await install("load", { extra: { redis: slowLoading }, memory: { limit: "512Mi", activeDefrag: false } });
    const master = await installation.master();
    await redis(master, "app", "EVAL \"for i=1,8000 do redis.call('SET','slow:'..i,i) end\" 0");
    await underLoad(installation, "a replica loads for more than a minute", async () => {
      await installation.pods.delete("cache-replica-1");
    });
    const { status } = await get<{ status: { containerStatuses: { restartCount: number }[] } }>(
      installation.namespace,
      "pod",
      "cache-replica-1",
    );
    expect(status.containerStatuses.map(({ restartCount }) => restartCount)).toEqual([0, 0]);
  });

  test("one replica has a wrong password: it says so, and the others go on", async () => {
    await install("password");
    await installation.kubectl("create", "secret", "generic", "wrong", ...wrongPasswords(installation));
    await underLoad(installation, "one replica with a wrong password", async () => {
      const patch = {
        spec: { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } }, template: wrong },
      };
      await installation.kubectl("patch", "statefulset/cache-replica", "-p", JSON.stringify(patch));
      const reason = async () => await inContainer("cache-replica-1", "cat $RUN_DIR/readiness").catch(() => "");
      await pWaitFor(async () => /waiting for the sync/.test(await reason()), { interval: 1000, timeout: 120_000 });
      expect(await installation.kubectl("logs", "cache-replica-1", "-c", "redis")).toMatch(
        /refused the password of user replication/,
      );
      await installation.apply();
    });
  });
});

/** Of the server alone: what a script keeps is not replicated. Equal texts would be kept once. */
const fillMemory = "local kept = {} while true do kept[#kept + 1] = string.rep('x', 1000000 + #kept) end";

/** 8 ms for each key, with a look at its connections now and then, as a server with much data has. */
const slowLoading = { "key-load-delay": 8_000, "loading-process-events-interval-bytes": 1024 };

const smallVolume = { emptyDir: { medium: "Memory", sizeLimit: "32Mi" } };

const wrong = { spec: { volumes: [{ name: "secrets", secret: { secretName: "wrong" } }] } };

function wrongPasswords({ context: { settings }, secrets }: Installation): string[] {
  const passwords = { ...passwordFiles(settings, secrets), replication: "another-password-0123" };
  return Object.entries(passwords).map(([user, password]) => `--from-literal=${user}=${password}`);
}

function redisCli(tls: boolean, user: string, command: string): string {
  const flags = tls ? "--tls --cacert /tls/ca.crt --cert /tls/tls.crt --key /tls/tls.key" : "";
  return `REDISCLI_AUTH="$(cat "$SECRETS_DIR/${user}")" redis-cli ${flags} --user ${user} ${command}`;
}
