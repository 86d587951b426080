package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"authd/internal/explain"
)

func newExplain() *cobra.Command {
	var path string
	var question explain.Question
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain --client ID [--audience API] [--scope SCOPES] [--response-type TYPES | --grant GRANT]",
		Short: "Say which setting decides each part of a client's tokens",
		Example: `  authd explain --client spa
  authd explain --client spa --audience https://api.example.com --scope "openid read:orders"
  authd explain --client backend --grant client_credentials --audience https://api.example.com --json`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			plan, err := explain.Plan(snapshot.Directory, question)
			if err != nil {
				return err
			}
			if !asJSON {
				return explain.Write(cmd.OutOrStdout(), plan)
			}
			encoder := json.NewEncoder(cmd.OutOrStdout())
			encoder.SetIndent("", "  ")
			encoder.SetEscapeHTML(false)
			return encoder.Encode(plan)
		},
	}
	configFlag(cmd, &path)
	f := cmd.Flags()
	f.StringVar(&question.Client, "client", "", "the `client_id`")
	f.StringVar(&question.Audience, "audience", "", "the API's `identifier`; none: a token for /userinfo")
	f.StringVar(&question.Scope, "scope", "openid profile email", "the `scopes` asked for")
	f.StringVar(&question.ResponseType, "response-type", "token id_token", "what is asked of /authorize")
	f.StringVar(&question.Grant, "grant", "", "the `grant` used at /oauth/token, instead of --response-type")
	f.StringVar(&question.ExpiresIn, "expires-in", "", "the lifetime the request asks for, in `seconds`")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
