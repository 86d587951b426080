// Package userinfo serves /userinfo: what is known about the person an access
// token stands for (OIDC Core §5.3).
//
// It owns how the token is presented (RFC 6750 §2) and how its absence, its
// invalidity and its lack of scope are told apart (§3). It leaves alone how
// tokens are opened and which claims a scope earns; package tokens decides both.
package userinfo
