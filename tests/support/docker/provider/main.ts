import { main } from "@pulumi/pulumi/provider";
import { DockerStandIn } from "./stand-in";

void main(new DockerStandIn("5.2.0"), process.argv.slice(2));
