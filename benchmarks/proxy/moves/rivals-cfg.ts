import type { Endpoint } from "../../../cli/health/deployed";

/** An instance as a rival's haproxy.cfg names it, and the port on which that takes writes. */
interface RivalContext {
  port: number;
  redis: readonly Endpoint[];
  sentinels: readonly Endpoint[];
  masterName: string;
  /** Of a user that may ask nodes and Sentinels. */
  login: { username: string; password: string };
}

/** What people put between plain clients and Redis today, by health checks of HAProxy. */
export const rivals = {
  /** As in most instructions: who says that it is master, asked once a second. */
  "tcp-check": (context) =>
    lines(
      ...begin,
      ...section("frontend write", bindTo(context), "default_backend master"),
      ...section(
        "backend master",
        ...checksOf(context, [...alive, ...roleThenQuit]),
        ...context.redis.map((node) => serverLine(node, "check inter 1s")),
      ),
    ),

  /**
   * The best that checks can do: a node gets writes that says it is master, and that most Sentinels name, its address
   * compared whole; its sessions end when it says otherwise.
   */
  "role + votes": (context) =>
    lines(
      ...begin,
      ...section(
        "frontend write",
        bindTo(context),
        ...context.redis.map(({ name }) => {
          const [votes, isMaster] = [`nbsrv(votes-${name}) ge ${majorityOf(context)}`, `nbsrv(role-${name}) ge 1`];
          return `use_backend role-${name} if { ${votes} } { ${isMaster} }`;
        }),
      ),
      ...context.redis.flatMap((node) => [
        ...section(
          `backend role-${node.name}`,
          ...checksOf(context, quitThenRole),
          serverLine(node, "check inter 300ms fastinter 50ms fall 1 rise 1 on-marked-down shutdown-sessions"),
        ),
        ...votesFor(
          context,
          `votes-${node.name}`,
          [send("QUIT"), `tcp-check expect rstring ${wholeAddress(node)}`],
          "check inter 300ms fastinter 50ms fall 1 rise 1",
        ),
      ]),
    ),

  /**
   * The checks that the chart redis-ha writes: a vote of two Sentinels is preferred, and without one any node that says
   * it is master is taken. The chart looks for an IP address in the answer; here nodes differ by port.
   */
  "redis-ha": (context) =>
    lines(
      ...begin,
      ...section("frontend write", bindTo(context), "default_backend master"),
      ...section(
        "backend master",
        ...checksOf(context, [...alive, ...roleThenQuit]),
        ...context.redis.map(
          ({ name }) => `use-server ${name} if { srv_is_up(${name}) } { nbsrv(votes-${name}) ge 2 }`,
        ),
        ...context.redis.map((node) => serverLine(node, "check inter 1s fall 1 rise 1")),
      ),
      ...context.redis.flatMap((node) =>
        votesFor(
          context,
          `votes-${node.name}`,
          [`tcp-check expect string ${node.port}`, send("QUIT"), expectOk],
          "check inter 1s fall 1 rise 1",
        ),
      ),
    ),
} satisfies Record<string, (context: RivalContext) => string>;

export type RivalName = keyof typeof rivals;

export const rivalNames = Object.keys(rivals) as RivalName[];

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join("");

const section = (title: string, ...content: string[]) => [title, ...content.map((line) => `  ${line}`)];

const begin = [
  ...section("global", "maxconn 1000"),
  ...section(
    "defaults",
    "mode tcp",
    "timeout connect 4s",
    "timeout client 330s",
    "timeout server 330s",
    "timeout check 2s",
  ),
];

const bindTo = ({ port }: RivalContext) => `bind 127.0.0.1:${port}`;

const serverLine = ({ name, host, port }: Endpoint, options: string) => `server ${name} ${host}:${port} ${options}`;

const send = (...words: string[]) => `tcp-check send ${words.join("\\ ")}\\r\\n`;

const expectOk = "tcp-check expect string +OK";

const alive = [send("PING"), "tcp-check expect string +PONG"];

/** Without a word about the master the check waits for more of the answer, up to its limit. */
const roleThenQuit = [send("INFO", "replication"), "tcp-check expect string role:master", send("QUIT"), expectOk];

/** The connection's end tells the check that nothing more will come. */
const quitThenRole = [send("INFO", "replication"), send("QUIT"), "tcp-check expect string role:master"];

function checksOf({ login }: RivalContext, checks: readonly string[]): string[] {
  return ["option tcp-check", "tcp-check connect", send("AUTH", login.username, login.password), expectOk, ...checks];
}

/** A backend that nobody is sent to: as many of its servers are up as Sentinels name the node. */
function votesFor(context: RivalContext, name: string, expected: readonly string[], options: string): string[] {
  const question = send("SENTINEL", "get-master-addr-by-name", context.masterName);
  return section(
    `backend ${name}`,
    ...checksOf(context, [question, ...expected]),
    ...context.sentinels.map((sentinel) => serverLine(sentinel, options)),
  );
}

/** As a Sentinel answers it, two strings with their lengths; a dot is any character. */
function wholeAddress({ host, port }: Endpoint): string {
  const text = (value: string) => `.${value.length}\\r\\n${value.replaceAll(".", "[.]")}\\r\\n`;
  return `${text(host)}${text(String(port))}`;
}

const majorityOf = ({ sentinels }: RivalContext) => Math.floor(sentinels.length / 2) + 1;
