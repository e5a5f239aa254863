/** What several rules advise. */
export const bySecondInstance =
  "make a second instance with it, which takes the data over (bootstrap.replicaOf, docs/bootstrap.md), and move the clients";
