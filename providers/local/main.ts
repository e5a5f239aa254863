import { main } from "@pulumi/pulumi/provider";
import { LocalProvider } from "./provider";

const provider = new LocalProvider("0.1.0");
void main(provider, process.argv.slice(2));

// An engine that is killed tells nobody: without this its provider would stay, with half-made nodes.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) void provider.cancel().then(() => process.exit(1));
}, 500).unref();
