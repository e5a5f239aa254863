export {
  directive,
  directiveNames,
  isIgnored,
  isKnownServer,
  liveness,
  sentinelOption,
  serverId,
  servers,
  type DirectiveFact,
  type ServerVersion,
} from "./facts";
export { checkDirective, checkSentinelDirective } from "./check-directive";
export { sameValue } from "./same-value";
export { valueLines, type DirectiveValue } from "./values";
