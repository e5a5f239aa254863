export {
  directive,
  directiveNames,
  isIgnored,
  isKnownServer,
  liveness,
  sentinelOption,
  servers,
  type DirectiveFact,
  type DirectiveType,
  type Liveness,
  type SentinelFact,
  type ServerVersion,
} from "./facts";
export { checkDirective, checkSentinelDirective } from "./check-directive";
export { canonicalValue, sameValue } from "./same-value";
export { isRepeatable, valueLines, words, type DirectiveValue } from "./values";
