import { readFileSync } from "node:fs";

const { REDIS_PROXY_URL, REDIS_CA_FILE } = process.env;

/** All that a plain client gets: an address, and with TLS who has signed its certificate. */
export const url = REDIS_PROXY_URL!;
export const ca = REDIS_CA_FILE === undefined ? undefined : readFileSync(REDIS_CA_FILE);
