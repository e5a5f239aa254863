import { spawnSync } from "node:child_process";
import { type JobScript, jobContainers } from "../../components/pod/job-pod";
import type { Scripts } from "./job";
import type { JobEvents } from "./script-log";
import { ScriptLog } from "./script-log";
import { UserError } from "../terminal/errors";
import { run } from "../process";
import type { Report } from "../terminal/steps";
import { isInterrupted, withCleanup } from "../process/signals";
import { metWithin } from "../process/wait";
import type { Place } from "../kubernetes/kubectl";
import { kubectl, placeFlags } from "../kubernetes/kubectl";

/** A pod that has not begun by then has to be looked at. */
const beginsWithinMs = 180_000;

/**
 * What a CronJob of the instance does, now: gives `use` the scripts, each of which is a container of the job's pod. The
 * job is tried once, so that whoever asked sees at once what failed; it is ended where the tool is interrupted, and
 * else left for its log.
 */
export async function withCronJob<T>(place: Place, cronJob: string, use: (scripts: Scripts) => Promise<T>): Promise<T> {
  const job = `${cronJob}-${Date.now().toString(36)}`;
  let isOver = false;
  const end = () => void (isOver || spawnSync("kubectl", [...placeFlags(place), "delete", "job", job, "--wait=false"]));
  return withCleanup(end, async () => {
    await kubectl(place, ["create", "job", job, `--from=cronjob/${cronJob}`]);
    await kubectl(place, ["patch", "job", job, "-p", '{"spec":{"backoffLimit":0}}']);
    try {
      return await use({ run: (script, report) => follow(place, job, script, report) });
    } finally {
      isOver = !isInterrupted();
    }
  });
}

/** Shows what the container of a script logs, to its end. */
async function follow(place: Place, job: string, script: JobScript, report: Report): Promise<JobEvents> {
  const container = jobContainers[script];
  const pod = await begun(place, job, container, report);
  const log = new ScriptLog(report);
  const args = [...placeFlags(place), "logs", "-f", pod, "-c", container];
  await run("kubectl", args, { onLine: (line) => log.take(line) });
  return log.events(await exitCode(place, job, container), `${script} in ${pod}`);
}

/** The job's pod, once it has begun with a container. */
async function begun(place: Place, job: string, container: string, report: Report): Promise<string> {
  let pod: Pod | undefined;
  const begins = async () => {
    pod = await podOf(place, job);
    report(whatIsAwaited(pod));
    const { running, terminated } = stateOf(pod, container);
    return running !== undefined || terminated !== undefined;
  };
  if (await metWithin(beginsWithinMs, begins, 500)) return pod!.metadata.name;
  const limit = `${beginsWithinMs / 1000} s`;
  throw new UserError(
    `Job ${job} has not begun with ${container} after ${limit}: ${whatIsAwaited(pod)}`,
    `kubectl -n ${place.namespace} describe job/${job} pods -l job-name=${job}`,
  );
}

async function exitCode(place: Place, job: string, container: string): Promise<number> {
  let code: number | undefined;
  await metWithin(beginsWithinMs, async () => {
    code = stateOf(await podOf(place, job), container).terminated?.exitCode;
    return code !== undefined;
  });
  return code ?? 1;
}

interface ContainerStatus {
  name: string;
  state: { running?: object; waiting?: { reason?: string; message?: string }; terminated?: { exitCode: number } };
}

interface Pod {
  metadata: { name: string };
  status: {
    conditions?: { status: string; message?: string }[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

async function podOf(place: Place, job: string): Promise<Pod | undefined> {
  const { items } = JSON.parse(await kubectl(place, ["get", "pods", "-l", `job-name=${job}`, "-o", "json"])) as {
    items: Pod[];
  };
  return items[0];
}

function statusesOf(pod: Pod | undefined): ContainerStatus[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod?.status ?? {};
  return [...initContainerStatuses, ...containerStatuses];
}

function stateOf(pod: Pod | undefined, container: string): ContainerStatus["state"] {
  return statusesOf(pod).find(({ name }) => name === container)?.state ?? {};
}

/** Why a pod does not begin, as Kubernetes says it. */
function whatIsAwaited(pod: Pod | undefined): string {
  const waiting = statusesOf(pod).flatMap(({ state }) => state.waiting ?? []);
  const failing = waiting.find(({ message }) => message);
  const condition = pod?.status.conditions?.find(({ status, message }) => status === "False" && message);
  return failing?.message ?? condition?.message ?? waiting[0]?.reason ?? "the pod is awaited";
}
