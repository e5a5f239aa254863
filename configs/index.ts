export { certificateNames } from "./secrets/certificate-names";
export { formatFinding, formatFindings, SettingsError, type Finding } from "./schema/errors";
export { maxmemoryBytes } from "./defaults/memory";
export {
  instanceContext,
  type InstanceContext,
  type InstanceNodes,
  hasExporters,
  type MonitoringKind,
  monitoringKinds,
  type NodeAddress,
  serviceDomain,
  subnetOf,
} from "./instance/context";
export { endsAtProxy, usesCertificates } from "./instance/proxy-tls";
export { noteNames } from "./instance/notes";
export { claimName, connectionName, objectNames, setName, type Part } from "./instance/names";
export { parseInstance, parseStack, type InstanceOptions, type ParseOptions } from "./parse";
export { presets } from "./defaults/presets";
export { checkSecrets } from "./secrets/check";
export type { BucketSecrets, InstanceSecrets, StackSecrets, TlsSecrets } from "./secrets/types";
export type { Installed } from "./defaults";
export { metricsPort, patienceWithin } from "./settings/exporter";
export { instanceSchema, type Instance, type InstanceInput } from "./settings/instance";
export { presetNames, type PresetName } from "./settings/preset";
export { leadingKinds, type LeadingKind, proxyKinds, type ProxyKind } from "./settings/proxy";
export { appUserNames, type AppUserName } from "./settings/secrets";
export type { Engine, Version } from "./settings/server";
export {
  configNamespace,
  platforms,
  stackSchema,
  type Platform,
  type StackInput,
  type StackSettings,
} from "./settings/stack";
export { bytes, formatDuration, formatSize, milliseconds, seconds, type Duration, type Size } from "./schema/units";
export {
  allUsers,
  applicationUsers,
  loginOf,
  loginsOf,
  optionalUserNames,
  otherLoginOf,
  passwordIn,
  passwordPath,
  passwordsOf,
  userNames,
  usersOf,
  type UserName,
} from "./secrets/users";
export { warnings } from "./rules";
