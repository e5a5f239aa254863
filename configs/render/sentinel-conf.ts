import type { InstanceContext } from "../instance/context";
import { milliseconds, seconds } from "../schema/units";
import type { Directive, Section } from "./conf-format";
import { formatConf, line } from "./conf-format";
import { extraSentinelDirectives, knownOnly, withExtra } from "./extra";
import { tlsDirectives } from "./tls";

/**
 * sentinel.conf: what is the same on every Sentinel of the instance. The address in `sentinel monitor` is where the
 * first master starts; the start script puts the master in force there.
 */
export function renderSentinelConf({ settings, masterName, nodes: { home } }: InstanceContext): string {
  const { server, sentinel, network, extra } = settings;
  const option = (name: string, ...args: (string | number)[]) => line("sentinel", name, masterName, ...args);
  const sections: Section[] = [
    { title: "master", directives: [option("monitor", home.host, home.port, sentinel.quorum)] },
    {
      title: "failover",
      directives: [
        option("down-after-milliseconds", milliseconds(sentinel.downAfter)),
        option("failover-timeout", milliseconds(sentinel.failoverTimeout)),
        // A master that was restarted and is loading counts as alive; after a second it is failed over all the same.
        option("master-reboot-down-after-period", 1000),
        option("parallel-syncs", sentinel.parallelSyncs),
      ],
    },
    { title: "log", directives: [line("logfile", ""), line("loglevel", "notice")] },
    { title: "names", directives: names() },
    { title: "network", directives: [line("tcp-keepalive", seconds(network.tcpKeepalive))] },
    { title: "process", directives: [line("daemonize", false), line("supervised", "no")] },
    { title: "security", directives: security() },
    { title: "tls", directives: tlsDirectives(settings) },
  ];
  const extras = extraSentinelDirectives(server, masterName, extra.sentinel);
  return formatConf(withExtra(server, knownOnly(server, sections), extras));
}

/** Pods keep their names, not their addresses. */
function names(): Directive[] {
  return [line("sentinel", "announce-hostnames", true), line("sentinel", "resolve-hostnames", true)];
}

function security(): Directive[] {
  return [
    line("acl-pubsub-default", "resetchannels"),
    // Without users.acl the default user would have no password: then only loopback may speak.
    line("protected-mode", true),
    line("sentinel", "deny-scripts-reconfig", true),
  ];
}
