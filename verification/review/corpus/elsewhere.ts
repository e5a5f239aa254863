/** Settings that stack local can have in one way only, by the beginning of their paths, and why. */
export const elsewhere: Record<string, string> = {
  topology: "it has one value",
  "server.engine": "the deployment takes servers that are on PATH, and most machines have one",
  "server.version": "as server.engine",
  "tls.source": "another one than selfMade reads from Kubernetes, and is refused on platform local",
  "tls.secretName": "as tls.source",
  "tls.issuer": "as tls.source",
  "tls.termination": "it has one value",
  "secrets.source": "another one than config reads from Kubernetes, and is refused on platform local",
  "secrets.secretName": "as secrets.source",
  "secrets.store": "as secrets.source",
  "network.subnet": "it is of platform docker",
  autoscaling: "it is refused on platform local",
  "monitoring.server": "more programs, not a change of what runs: tests/monitoring deploys it",
  restore: "it is refused on platform local",
  "bootstrap.replicaOf.tls": "its certificate has to be of the instance's own authority",
  "backup.credentials": "another source than config is refused on platform local",
};
