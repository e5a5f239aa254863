import * as pulumi from "@pulumi/pulumi";
import { expectRefusal, stackOf } from "../../support/refused";

test("an Output in place of text is refused, and not shown", () => {
  const role = pulumi.output("arn:aws:iam::123456789012:role/backup");
  const backup = { bucket: "b-1", credentials: { source: "role", role } };
  expectRefusal(stackOf({ backup }), "instances.cache.backup.credentials.role", undefined, /is an Output, known only/);
});

test("an Output in a text is refused", () => {
  const team: unknown = pulumi.output("shop");
  const written = stackOf({ annotations: { owner: String(team) } });
  expectRefusal(written, "instances.cache.annotations.owner", undefined, /holds an Output in its text/);
});
