import { missingCertificates } from "../../../cli/secrets/certificates";
import { closeScenes, prefix, startScene, takeBackup, withBackup } from "./scene";

afterEach(closeScenes);

test("a store with a private authority is trusted by backup.ca alone", async () => {
  const [own, other] = await Promise.all([1, 2].map(() => missingCertificates(["127.0.0.1"], undefined)));
  const scene = await startScene({ backup: { ca: own!.ca }, store: { cert: own!.cert!, key: own!.key! } });
  const taken = await takeBackup(scene);
  expect(scene.bucket.ids(prefix)).toEqual([taken.id]);

  const untrusted = /is not trusted: write its certificate into backup\.ca/;
  await expect(takeBackup(withBackup(scene, { ca: other!.ca }))).rejects.toThrow(untrusted);
  await expect(takeBackup(withBackup(scene, { ca: undefined }))).rejects.toThrow(untrusted);
  expect(scene.bucket.ids(prefix)).toEqual([taken.id]);
});
