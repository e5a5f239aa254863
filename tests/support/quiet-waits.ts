import { setMaxListeners } from "node:events";

// p-wait-for listens to one signal once a poll, which Node takes for a leak after ten polls.
setMaxListeners(0);
