package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"

	"github.com/spf13/cobra"

	"authd/internal/config"
	"authd/internal/server"
)

//go:embed dev.yaml
var devConfig string

var devTemplate = template.Must(template.New("dev.yaml").Parse(devConfig))

// devOptions fill dev.yaml the first time.
type devOptions struct {
	Data           string
	Port           int
	PlaygroundPort int
}

func newDev() *cobra.Command {
	var o devOptions
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Run a server to try things out, with a playground and an inbox",
		Long:  "Run a server on this machine alone, with HTTPS, a playground and an inbox that\nshows every mail. Its configuration is written into the data folder the first\ntime; change it there and start again.",
		Args:  exactly(0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return dev(cmd, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Data, "data", "data", "the `folder` for configuration, database and certificates")
	f.IntVar(&o.Port, "port", 8443, "the server's `port`, when the configuration is first written")
	f.IntVar(&o.PlaygroundPort, "playground-port", 3443, "the playground's `port`")
	return cmd
}

func dev(cmd *cobra.Command, o devOptions) error {
	path, err := o.writeConfig()
	if err != nil {
		return err
	}
	snapshot, err := loadConfig(cmd, path)
	if err != nil {
		return err
	}
	p := &server.Playground{
		Origin: fmt.Sprintf("https://localhost:%d", o.PlaygroundPort), Listen: fmt.Sprintf("127.0.0.1:%d", o.PlaygroundPort),
		ClientID: "spa", Audience: "https://api.example.com",
	}
	return serve(cmd, server.Options{Config: snapshot, Playground: p}, func() { greet(cmd, path, snapshot, p) })
}

// writeConfig writes dev.yaml unless there is one already: that one may have
// been changed and is the developer's.
func (o devOptions) writeConfig() (string, error) {
	path := filepath.Join(o.Data, "dev.yaml")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return "", fmt.Errorf("--data: %w", err)
	}
	var b bytes.Buffer
	if err := devTemplate.Execute(&b, o); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, b.Bytes(), 0o600)
}

func greet(cmd *cobra.Command, path string, snapshot *config.Snapshot, p *server.Playground) {
	issuer := snapshot.Directory.Tenant.Issuer
	fmt.Fprintf(cmd.OutOrStdout(), `
authd is ready.

  Playground  %s/            log in here, see the tokens and why they live as long as they do
  Inbox       %sdev/inbox    every mail the server sends
  Server      %s             what an application's SDK is pointed at

  Settings    %s             change a lifetime there, then start again
  Certificate %s   trust it once, or accept the browser's warning at the server's address first

`, p.Origin, issuer, issuer, path, filepath.Join(snapshot.DataDir, "ca.pem"))
}
