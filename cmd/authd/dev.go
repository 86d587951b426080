package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"text/tabwriter"
	"text/template"

	"github.com/spf13/cobra"

	"authd/internal/config"
	"authd/internal/server"
)

//go:embed dev.yaml
var devConfig string

var devTemplate = template.Must(template.New("dev.yaml").Parse(devConfig))

// devClient is who the playground is, in dev.yaml.
const devClient = "spa"

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
		Long:  "Run a server on this machine alone, with HTTPS, a playground and an inbox that\nshows every mail. Its configuration is written into the data folder the first\ntime; what is changed there counts at once. The ports are part of it: for others,\nname another data folder.",
		Args:  exactly(0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return dev(cmd, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Data, "data", "data", "the `folder` for configuration, database and certificates")
	f.IntVar(&o.Port, "port", 8443, "the server's `port`")
	f.IntVar(&o.PlaygroundPort, "playground-port", 3443, "the playground's `port`")
	return cmd
}

func dev(cmd *cobra.Command, o devOptions) error {
	path, err := o.writeConfig(cmd.Context())
	if err != nil {
		return err
	}
	snapshot, err := loadConfig(cmd, path)
	if err != nil {
		return err
	}
	p := &server.Playground{
		Origin: fmt.Sprintf("https://localhost:%d", o.PlaygroundPort), Listen: loopback(o.PlaygroundPort),
		ClientID: devClient,
	}
	if cmd.Flags().Changed("port") && snapshot.Server.Listen != loopback(o.Port) {
		return fmt.Errorf("--port %d: %s says that server.listen is %s; change that and issuer there, or name another folder with --data", o.Port, path, snapshot.Server.Listen)
	}
	if !slices.Contains(snapshot.Directory.Clients[devClient].Callbacks, p.Origin+"/callback") {
		return fmt.Errorf("--playground-port %d: %s has no callback %s/callback for client %s, so the playground could not log in; add it to callbacks and %s to web_origins there, or start with the port it was written for",
			o.PlaygroundPort, path, p.Origin, devClient, p.Origin)
	}
	return serve(cmd, path, server.Options{Config: snapshot, Playground: p}, func() { greet(cmd, path, snapshot, p) })
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// writeConfig writes dev.yaml unless there is one already: that one may have
// been changed and is the developer's.
func (o devOptions) writeConfig(ctx context.Context) (string, error) {
	path := filepath.Join(o.Data, "dev.yaml")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	if err := errors.Join(free(ctx, "--port", o.Port), free(ctx, "--playground-port", o.PlaygroundPort)); err != nil {
		return "", err
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return "", fmt.Errorf("--data: the folder cannot be made, name another: %w", err)
	}
	var b bytes.Buffer
	if err := devTemplate.Execute(&b, o); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, b.Bytes(), 0o600)
}

// free refuses a port that cannot be had, before it is written into a file.
func free(ctx context.Context, flag string, port int) error {
	if port < 1 || port > 65535 {
		return misuseError{fmt.Errorf("%s: %d is no port; give one from 1 to 65535", flag, port)}
	}
	var listener net.ListenConfig
	socket, err := listener.Listen(ctx, "tcp", loopback(port))
	if err != nil {
		return fmt.Errorf("%s: %w; give another port", flag, err)
	}
	return socket.Close()
}

func greet(cmd *cobra.Command, path string, snapshot *config.Snapshot, p *server.Playground) {
	issuer, authority := snapshot.Directory.Tenant.Issuer, filepath.Join(snapshot.DataDir, "ca.pem")
	out := cmd.OutOrStdout()
	fmt.Fprint(out, "\nauthd is ready. Ctrl-C ends it.\n\n")
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range [][3]string{
		{"Playground", p.Origin + "/", "sign in and look at the tokens"},
		{"Inbox", issuer + "dev/inbox", "every mail the server sends"},
		{"Doctor", issuer + "dev/doctor", "why silent renewal fails"},
		{"Explain", issuer + "dev/explain", "which setting decided a lifetime"},
		{"Server", issuer, "what an SDK is pointed at"},
		{"Settings", path, "change a lifetime, it counts at once"},
	} {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", row[0], row[1], row[2])
	}
	_ = table.Flush() // a terminal that is gone needs no greeting
	fmt.Fprintf(out, "\nBrowsers warn of the certificate until they trust %s. Without that, open the\ninbox first and accept the warning, then the playground.\n\n", authority)
}
