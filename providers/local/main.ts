import { main } from "@pulumi/pulumi/provider";
import { LocalProvider } from "./provider";

const provider = new LocalProvider("0.1.0");
void main(provider, process.argv.slice(2));

// A Pulumi CLI that is killed says so to nobody: without this its provider would stay, with half-made nodes.
const pulumi = process.ppid;
setInterval(() => {
  if (process.ppid !== pulumi) void provider.cancel().then(() => process.exit(1));
}, 500).unref();
