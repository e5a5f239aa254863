import fc from "fast-check";
import { connectionOf, userConnectionsOf } from "../../configs/connection";
import { contextOf } from "../support/contexts";

test("the URL holds any password, in the form that every reader of URLs decodes", () => {
  const context = contextOf({});
  const [host] = connectionOf(context, {}).sentinels;
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (app) => {
      const { url } = connectionOf(context, { app });
      // A list of hosts is no URL to Node.
      const { username, password, pathname } = new URL(url.replace(/@[^/]*/, `@${host!.host}:${host!.port}`));
      expect([decodeURIComponent(username), decodeURIComponent(password)]).toEqual(["app", app]);
      expect(pathname).toBe(`/${context.masterName}/0`);
    }),
    { examples: [["S3cret/with@sign#and:more%2F?"]] },
  );
});

test("each further user has its own name and password, by the name that it logs in with", () => {
  const context = contextOf({ users: { app: {}, reports: {}, worker: { login: "worker-b" } } });
  const secrets = { app: "a", users: { reports: "r", worker: "old", "worker-b": "w" } };
  const found = Object.entries(userConnectionsOf(context, secrets)).map(([user, one]) => [
    user,
    one.username,
    one.password,
  ]);
  expect(found).toEqual([
    ["reports", "reports", "r"],
    ["worker", "worker-b", "w"],
  ]);
  expect(connectionOf(context, secrets, "reports").url).toContain("://reports:r@");
  expect(connectionOf(context, secrets)).toMatchObject({ username: "app", password: "a" });
});
