// Requests as lines for a shell.

// quoted is text as one word of a POSIX shell.
export function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// curl sends what the browser sent, but its cookies: scripts never see those.
// Where an address in the answer matters, its head is shown as well (-i). -k: the
// certificate is signed by this machine's own authority.
export function curl({ method, url, headers = {}, body }) {
  const words = ["curl", "-k", method === "GET" && !headers.Authorization ? "-i" : "-sS", quoted(url)];
  for (const [name, value] of Object.entries(headers)) words.push("-H", quoted(`${name}: ${value}`));
  if (body) words.push("--data-raw", quoted(body));
  return words.join(" ");
}
