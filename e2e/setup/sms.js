// A gateway that takes text messages as Auth0's custom SMS gateway does, and
// keeps them.

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

export const gatewaySecret = "the gateway's secret of the browser tests";

// startGateway listens for messages: texts(number) returns the bodies of those to
// a number, oldest first. A message without a token that is signed with the
// secret is refused.
export async function startGateway() {
  const kept = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (!signed(request.headers.authorization)) return response.writeHead(401).end();
    kept.push(JSON.parse(body));
    response.writeHead(200).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/sms`,
    texts: (number) => kept.filter(({ recipient }) => recipient === number).map(({ body }) => body),
    stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

function signed(authorization = "") {
  const [, header, payload, signature] = authorization.match(/^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/) ?? [];
  return signature === createHmac("sha256", gatewaySecret).update(`${header}.${payload}`).digest("base64url");
}
