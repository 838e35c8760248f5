// A plain proxy before several servers, which take turns, whoever asks: docs/guides/scaling.md says what one has to do.
import { createServer, request as ask, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type Server as Service, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { type Duplex } from "node:stream";
import type { Server } from "./server";

/** The header of an answer that says by its address which server gave it. */
export const SERVED_BY = "served-by";

/** Longer than anybody rests in a test: no form meets a connection that is just being closed. */
const REST = 75_000;

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** An answer that nobody is to get. */
interface Loss {
  path: string;
  server: Server;
  lose: (status: number) => Promise<void>;
  fail: (error: unknown) => void;
}

export class RoundRobin {
  private servers: Server[] = [];
  private readonly turns = new Map<string, number>();
  private readonly live = new Set<{ cookies: string; server: Server; browser: Duplex }>();
  private loss?: Loss;

  private constructor(private readonly service: Service, readonly url: string) {
    service.on("request", (request, response) => {
      this.handOn(request, response).catch(() => response.destroy());
    });
    service.on("upgrade", (request, browser, sent) => {
      this.handUp(request, browser, sent).catch(() => browser.destroy());
    });
  }

  /** Listens; before whom it stands is known once they have its address. */
  static async start(): Promise<RoundRobin> {
    const service = createServer({ keepAliveTimeout: REST });
    await new Promise<void>((listens) => service.listen(0, "127.0.0.1", listens));
    return new RoundRobin(service, `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
  }

  standBefore(...servers: Server[]): void {
    this.servers = servers;
  }

  /** The addresses of the servers that this session's live connections are at. */
  liveOf(session: string): string[] {
    return [...this.live].filter(({ cookies }) => cookies.includes(session)).map(({ server }) => server.url);
  }

  /**
   * The next request for this path goes to this server. Its answer is lost: once it is here, `meanwhile` is done, and the
   * browser hears that nobody answered. Gives the status that the browser never saw.
   */
  loseNext(path: string, server: Server, meanwhile: () => Promise<void>): Promise<number> {
    return new Promise((lost, fail) => {
      this.loss = { path, server, lose: (status) => meanwhile().then(() => lost(status), fail), fail };
    });
  }

  stop(): void {
    for (const { browser } of this.live) browser.destroy();
    this.service.closeAllConnections();
    this.service.close();
  }

  private async handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await whole(request);
    const loss = this.takeLoss(request);
    for (const server of loss ? [loss.server] : this.inTurn(request)) {
      try {
        const { status, headers, body: words } = await answerOf(server, request, body);
        if (loss) {
          await loss.lose(status);
          break;
        }
        response.writeHead(status, { ...headers, [SERVED_BY]: server.url }).end(words);
        return;
      } catch (error) {
        loss?.fail(error);
        // Nothing was sent where the connection was refused. What was sent is sent again only where it changes nothing.
        if (!isRefused(error) && request.method !== "GET") break;
      }
    }
    response.writeHead(502).end();
  }

  private async handUp(request: IncomingMessage, browser: Duplex, sent: Buffer): Promise<void> {
    browser.on("error", () => browser.destroy());
    for (const server of this.inTurn(request)) {
      const opened = await open(server, request).catch(() => undefined);
      if (!opened) continue;
      const { answer, line, said } = opened;
      browser.write(headOf(answer));
      if (!line) {
        browser.end();
        return;
      }
      const connection = { cookies: request.headers.cookie ?? "", server, browser };
      this.live.add(connection);
      for (const end of [browser, line]) end.on("close", () => this.live.delete(connection));
      browser.write(said);
      line.write(sent);
      join(browser, line);
      return;
    }
    browser.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
  }

  /**
   * All of them, from the one whose turn it is. Each path has turns of its own: where a page is two requests, the same one of
   * them would else come to the same server for ever.
   */
  private inTurn(request: IncomingMessage): Server[] {
    const path = pathOf(request);
    const turn = this.turns.get(path) ?? 0;
    this.turns.set(path, turn + 1);
    const first = turn % this.servers.length;
    return [...this.servers.slice(first), ...this.servers.slice(0, first)];
  }

  private takeLoss(request: IncomingMessage): Loss | undefined {
    const loss = this.loss;
    if (!loss || loss.path !== pathOf(request)) return undefined;
    this.loss = undefined;
    return loss;
  }
}

/** All of an answer or none of it. */
function answerOf(server: Server, request: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((answered, failed) => {
    const asked = handedOn(server, request, ofMessage(request.headers));
    asked.on("error", failed);
    asked.on("response", (answer) => {
      const { statusCode: status = 502, headers } = answer;
      whole(answer).then((body) => answered({ status, headers: ofMessage(headers), body }), failed);
    });
    asked.end(body);
  });
}

/** A server's answer to the opening of a live connection, and the connection where it took it, with what it said already. */
function open(server: Server, request: IncomingMessage): Promise<{ answer: IncomingMessage; line?: Duplex; said: Buffer }> {
  return new Promise((opened, failed) => {
    const asked = handedOn(server, request, request.headers);
    asked.on("error", failed);
    asked.on("upgrade", (answer, line, said) => opened({ answer, line, said }));
    asked.on("response", (answer) => opened({ answer: answer.resume(), said: Buffer.alloc(0) }));
    asked.end();
  });
}

/** As the browser said it, `Host` and all, and from where; on a connection of its own. */
function handedOn(server: Server, request: IncomingMessage, headers: IncomingHttpHeaders): ClientRequest {
  const { hostname, port } = new URL(server.url);
  const from = { "x-forwarded-for": request.socket.remoteAddress };
  return ask({ hostname, port, method: request.method, path: request.url, headers: { ...headers, ...from }, agent: false });
}

/** Until one of them ends. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [[one, other], [other, one]] as const) {
    from.pipe(to);
    from.on("end", () => from.end());
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
    if (from.destroyed) to.destroy();
  }
}

async function whole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Without those of the connection that it came on. */
function ofMessage(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const rest = { ...headers };
  for (const name of ["connection", "keep-alive", "transfer-encoding"]) delete rest[name];
  return rest;
}

/** The head of an answer as it came. Of a refusal, a browser looks at the status alone. */
function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  if (statusCode !== 101) return `${lines[0]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

const pathOf = (request: IncomingMessage) => new URL(request.url ?? "/", "http://any").pathname;

const isRefused = (error: unknown) => (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
