export { certificateNames } from "./secrets/certificate-names";
export { formatFinding, formatFindings, SettingsError, type Finding } from "./errors";
export { maxmemoryBytes } from "./memory";
export { instanceContext, type InstanceContext, type InstanceNodes, type NodeAddress } from "./instance-context";
export { claimName, objectNames, setName, type Part } from "./object-names";
export { parseInstance, parseStack, type InstanceOptions, type ParseOptions } from "./parse";
export { presetNames, presets, type PresetName } from "./presets";
export { checkSecrets } from "./secrets/check";
export type { BucketSecrets, InstanceSecrets, StackSecrets, TlsSecrets } from "./secrets/types";
export type { Installed } from "./settings/defaults";
export { instanceSchema, type Instance, type InstanceInput } from "./settings/instance";
export type { Engine, Version } from "./settings/server";
export { platforms, stackSchema, type Platform, type StackInput, type StackSettings } from "./settings/stack";
export { bytes, formatDuration, formatSize, milliseconds, seconds, type Duration, type Size } from "./units";
export {
  appUserNames,
  loginsOf,
  optionalUserNames,
  otherAppUser,
  passwordsOf,
  userNames,
  usersOf,
  type AppUserName,
  type LoginName,
  type UserName,
} from "./secrets/users";
export { warnings } from "./warnings";
