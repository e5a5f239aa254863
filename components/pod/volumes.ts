import { type InstanceContext, objectNames, type Part } from "../../configs";
import { redisParts } from "./labels";

/** Where a container finds its files; the scripts read these variables. */
export const folders = {
  CONFIG_DIR: "/config",
  DATA_DIR: "/data",
  RUN_DIR: "/run/redis-cache",
  SCRIPTS_DIR: "/scripts",
  SECRETS_DIR: "/secrets",
  TLS_DIR: "/tls",
};

/**
 * What is mounted, but the data, whose claim comes from the StatefulSet. By subPath nothing but the hosts file, which
 * is written in place: a kubelet does not change such files.
 */
export function volumes(context: InstanceContext, part: Part) {
  const names = objectNames(context);
  const config = redisParts.includes(part) ? names.redisConfig : names.sentinelConfig;
  return [
    { name: "config", configMap: { name: config } },
    // Passwords are written here, in files for the server; not to a disk, but for what Sentinel writes into its own
    // file.
    { name: "run", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } },
    { name: "scripts", configMap: { name: names.scripts } },
    { name: "secrets", secret: { secretName: names.users, defaultMode: 0o440 } },
    ...tlsVolume(context),
    ...(context.settings.tls.enabled ? [certificatesInUse] : []),
    ...(context.settings.exporter.enabled ? [exporterLogin] : []),
  ];
}

/** Copies of those that are mounted and can be used, made by the node's script; the exporter reads them too. */
const certificatesInUse = { name: "certificates", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } };

/** The file with the exporter's password, which the node's script renews. */
const exporterLogin = { name: "exporter", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } };
const exporterFolder = `${folders.RUN_DIR}/exporter`;

/** Where the exporter finds it. */
export const exporterPasswords = `${exporterFolder}/passwords.json`;

export function exporterLoginMount() {
  return { name: exporterLogin.name, mountPath: exporterFolder };
}

/** With all of its files, or some. */
export function tlsVolume(context: InstanceContext, only?: readonly string[], enabled = context.settings.tls.enabled) {
  if (!enabled) return [];
  const items = only?.map((key) => ({ key, path: key }));
  const secret = { secretName: objectNames(context).tls, defaultMode: 0o440, ...(items && { items }) };
  return [{ name: "tls", secret }];
}

/** Of the pod's own, with the addresses of the instance's nodes (HA rule 2.8). */
export const hostsFile = `${folders.RUN_DIR}/hosts`;

/** In place of the one that a kubelet writes. */
export const hostsMount = { name: "run", mountPath: "/etc/hosts", subPath: "hosts", readOnly: true };

export function volumeMounts({ settings }: InstanceContext) {
  return [
    { name: "config", mountPath: folders.CONFIG_DIR, readOnly: true },
    { name: "data", mountPath: folders.DATA_DIR },
    { name: "run", mountPath: folders.RUN_DIR },
    { name: "scripts", mountPath: folders.SCRIPTS_DIR, readOnly: true },
    { name: "secrets", mountPath: folders.SECRETS_DIR, readOnly: true },
    ...tlsMount(settings.tls.enabled),
    ...certificatesMount(settings.tls.enabled),
    ...(settings.exporter.enabled ? [exporterLoginMount()] : []),
  ];
}

/** Where the node's script keeps those in use. */
function certificatesMount(enabled: boolean) {
  return enabled ? [{ name: certificatesInUse.name, mountPath: `${folders.RUN_DIR}/tls` }] : [];
}

/** For a container beside the script's own, at the place where others have the mounted ones. */
export function certificatesInUseMount(enabled: boolean) {
  return enabled ? [{ name: certificatesInUse.name, mountPath: folders.TLS_DIR, readOnly: true }] : [];
}

export function tlsMount(enabled: boolean) {
  return enabled ? [{ name: "tls", mountPath: folders.TLS_DIR, readOnly: true }] : [];
}
