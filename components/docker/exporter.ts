import { bytes, type InstanceContext, type NodeAddress, type Part } from "../../configs";
import { millicores } from "../../configs/schema/units";
import { exporterVariables } from "../pod/exporter-container";
import { imageOf } from "../pod/node-container";
import { exporterResources } from "../pod/resources";
import { folders } from "../pod/volumes";
import { type DockerContainer, hostFolders, labelsOf } from "./container";
import { loginVolume, metricsOf } from "./node";

/** redis_exporter for a node; other containers of the network find its metrics at `NODE-exporter:9121`. */
export function containerOfExporter(context: InstanceContext, part: Part, node: NodeAddress): DockerContainer {
  const { settings } = context;
  const { exporter, tls } = settings;
  const own = hostFolders(context);
  const name = `${node.name}-exporter`;
  return {
    name,
    image: imageOf(exporter),
    program: [exporter.command],
    environment: exporterVariables(context, part, metricsOf(context, node)),
    mounts: [own.names, ...(tls.enabled ? [own.tls] : [])],
    volumes: [{ name: loginVolume(node.name).name, path: `${folders.RUN_DIR}/exporter` }],
    memory: [],
    ports: [],
    limits: { memory: bytes(exporter.memory), cores: millicores(exporterResources(settings).limits.cpu) / 1000 },
    stopGrace: 2,
    // It ends where the file of its password is not there yet.
    after: [node.name],
    labels: labelsOf(context, name),
  };
}
