import fc from "fast-check";
import { connectionOf } from "../../configs/connection";
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
