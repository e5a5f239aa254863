import { request } from "node:http";

/** What the engine that DOCKER_HOST names, a socket, answers; undefined where it has no such thing. */
export async function find<T>(path: string): Promise<T | undefined> {
  const { status, text } = await send("GET", path);
  if (status === 404) return undefined;
  return succeeded("GET", path, status, text) as T;
}

/** Asks the engine for something that has to succeed. */
export async function ask<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const { status, text } = await send(method, path, body);
  return succeeded(method, path, status, text) as T;
}

/** Asks it to remove or end something, which may be gone. */
export async function askGone(method: "POST" | "DELETE", path: string): Promise<void> {
  const { status, text } = await send(method, path);
  if (status !== 404) succeeded(method, path, status, text);
}

function succeeded(method: string, path: string, status: number, text: string): unknown {
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text.trim()}`);
  return text.startsWith("{") ? (JSON.parse(text) as unknown) : undefined;
}

function send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const socketPath = /^unix:\/\/(.+)$/.exec(process.env.DOCKER_HOST ?? "")?.[1] ?? "/var/run/docker.sock";
  return new Promise((resolve, reject) => {
    const headers = { Host: "docker", ...(body !== undefined && { "Content-Type": "application/json" }) };
    const sent = request({ socketPath, method, path: `/v1.41${path}`, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode!, text }));
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
