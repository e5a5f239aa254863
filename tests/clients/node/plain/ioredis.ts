import { Redis } from "ioredis";
import { ca, url } from "./options";

export const redis = ca ? new Redis(url, { tls: { ca } }) : new Redis(url);
redis.on("error", (error) => console.error(error.message));
