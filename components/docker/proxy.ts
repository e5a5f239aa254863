import { bytes, type InstanceContext, type NodeAddress, usesCertificates } from "../../configs";
import { proxyScripts, scriptsChecksum } from "../../runtime";
import { imageOf } from "../pod/node-container";
import { folders } from "../pod/volumes";
import { type DockerContainer, hostFolders, labelsOf } from "./container";

/** HAProxy before an instance: one address on every system, by its ports on the host's loopback address. */
export function containerOfProxy(
  context: InstanceContext,
  { name, host }: NodeAddress,
  restartChecksum: string,
): DockerContainer {
  const { settings } = context;
  const { proxy } = settings;
  const own = hostFolders(context);
  const { DATA_DIR: _, ...places } = folders;
  return {
    name,
    image: imageOf(proxy),
    program: ["sh", `${folders.SCRIPTS_DIR}/haproxy.sh`],
    environment: { NODE_NAME: name, ...places, BIND: "*" },
    mounts: [
      own.names,
      own.proxy,
      own.proxyScripts,
      own.proxySecrets,
      ...(usesCertificates(settings) ? [own.tls] : []),
    ],
    volumes: [],
    memory: [{ path: folders.RUN_DIR, bytes: bytes("16Mi") }],
    address: host,
    ports: [proxy.port, proxy.readPort, proxy.healthPort],
    limits: { memory: bytes(proxy.memory), cores: proxy.threads },
    health: {
      command: ["sh", "-c", isReady(proxy.healthPort)],
      ...{ interval: 2, timeout: 5, retries: 6, startPeriod: 60 },
    },
    stopGrace: 5,
    after: [context.nodes.home.name],
    labels: labelsOf(context, name, { restart: restartChecksum, scripts: scriptsChecksum(proxyScripts("haproxy")) }),
  };
}

/** Images on Alpine have wget, those on Debian bash. */
function isReady(port: number): string {
  const url = `http://127.0.0.1:${port}/ready`;
  const byBash =
    `exec 3<>/dev/tcp/127.0.0.1/${port} && printf "GET /ready HTTP/1.0\\r\\n\\r\\n" >&3 && ` +
    `read -r line <&3 && case $line in *" 200 "*) ;; *) exit 1 ;; esac`;
  return `if command -v wget >/dev/null; then wget -q -O /dev/null ${url}; else bash -c '${byBash}'; fi`;
}
