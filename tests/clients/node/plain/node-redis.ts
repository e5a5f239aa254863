import { createClient } from "redis";
import { ca, url } from "./options";

export const redis = createClient(ca ? { url, socket: { tls: true, ca } } : { url });
redis.on("error", (error: Error) => console.error(error.message));
