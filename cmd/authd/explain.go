package main

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"authd/internal/authd"
	"authd/internal/explain"
)

// explainOptions are the flags of authd explain. One of question, all and token
// is asked for.
type explainOptions struct {
	config   string
	question explain.Question
	all      bool
	token    string
	json     bool
}

func newExplain() *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain --client ID [--audience API] [--scope SCOPES] [--response-type TYPES | --grant GRANT] | --all | --token TOKEN",
		Short: "Say which setting decides each part of a client's tokens",
		Long:  "Say which setting decides each part of a client's tokens, from the configuration\nalone, and of one that registered itself from the database; with --all for every\nclient of the file, flow and API in a table, lifetimes in seconds; with --token what a\ntoken that was issued is, when it dies, and what would change that.",
		Example: `  authd explain --client spa
  authd explain --client spa --audience https://api.example.com --scope "openid read:orders"
  authd explain --client backend --grant client_credentials --audience https://api.example.com --json
  authd explain --all
  authd explain --token -        # reads the token from the input, which no shell remembers`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	configFlag(cmd, &o.config)
	f := cmd.Flags()
	f.StringVar(&o.question.Client, "client", "", "the `client_id`")
	f.StringVar(&o.question.Audience, "audience", "", "the API's `identifier`; none: a token for /userinfo")
	f.StringVar(&o.question.Resource, "resource", "", "the same `identifier`, asked for as RFC 8707 calls it")
	f.StringVar(&o.question.Scope, "scope", "openid profile email", "the `scopes` asked for")
	f.StringVar(&o.question.ResponseType, "response-type", "token id_token", "what is asked of /authorize")
	f.StringVar(&o.question.Grant, "grant", "", "the `grant` used at /oauth/token, instead of --response-type")
	f.StringVar(&o.question.ExpiresIn, "expires-in", "", "the lifetime the request asks for, in `seconds`")
	f.BoolVar(&o.all, "all", false, "all clients, flows and APIs")
	f.StringVar(&o.token, "token", "", "look into this `token`; - reads it from the input")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

var errOneQuestion = misuseError{errors.New("authd explain: --all and --token are questions of their own: leave out --client and what goes with it")}

// run answers the one question that is asked.
func (o explainOptions) run(cmd *cobra.Command) error {
	asked := false
	for _, name := range []string{"client", "audience", "resource", "scope", "response-type", "grant", "expires-in"} {
		asked = asked || cmd.Flags().Changed(name)
	}
	token := cmd.Flags().Changed("token")
	if asked && (o.all || token) || o.all && token {
		return errOneQuestion
	}
	snapshot, err := loadConfig(cmd, o.config)
	switch {
	case err != nil:
		return err
	case token:
		return o.inspect(cmd, snapshot)
	case o.all && o.json:
		return explain.WriteMatrixJSON(cmd.OutOrStdout(), snapshot.Directory)
	case o.all:
		return explain.WriteMatrix(cmd.OutOrStdout(), snapshot.Directory)
	}
	if snapshot, err = o.withAsked(cmd, snapshot); err != nil {
		return err
	}
	return o.one(cmd.OutOrStdout(), snapshot.Directory)
}

func (o explainOptions) one(w io.Writer, dir authd.Directory) error {
	plan, err := explain.Plan(dir, o.question)
	switch {
	case err != nil:
		return err
	case o.json:
		return writeJSON(w, plan)
	}
	return explain.Write(w, plan)
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
