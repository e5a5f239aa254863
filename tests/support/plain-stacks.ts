import { runInThisContext } from "node:vm";

/** Tests have an `Error` of their own; this one has jest's function, which maps a stack to the lines of the sources. */
const outside = runInThisContext("Error") as ErrorConstructor;

// Pulumi takes a stack for each of its promises, which nobody reads: to map them is most of a deployment's time.
Error.prepareStackTrace = (error, frames) =>
  frames[0]?.getFunctionName() === "debuggablePromise"
    ? String(error)
    : ((outside.prepareStackTrace?.(error, frames) as string | undefined) ?? String(error));
