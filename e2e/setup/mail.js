// A real mail server that delivers to a list.

import { once } from "node:events";

import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

// startMail listens for SMTP and keeps every mail: mails(to) returns those to an
// address as [{to, subject, text, html}], oldest first.
export async function startMail() {
  const kept = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        for (const { address } of session.envelope.rcptTo) {
          kept.push({ to: address, subject: mail.subject, text: mail.text, html: mail.html });
        }
        done();
      }, done);
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: server.server.address().port,
    mails: (to) => kept.filter((mail) => mail.to === to),
    stop: () => new Promise((resolve) => { server.close(resolve); }),
  };
}
