import { refuses } from "../../support/refused";

refuses([["shards, which are not built", { topology: "cluster" }, "topology", "cluster", /must be replication/]]);
