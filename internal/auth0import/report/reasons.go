package report

import "strings"

// quiet keys say nothing about what people or applications get.
var quiet = map[string]bool{
	"client_secret": true, "description": true, "custom_login_page_on": true, "sso": true, "sso_disabled": true,
	"global": true, "tenant": true, "id": true, "is_token_endpoint_ip_header_trusted": true, "callback_url_template": true,
	"owners": true, "signing_keys": true, "is_domain_connection": true, "strategy_version": true, "created_at": true,
	"updated_at": true, "sandbox_version": true, "sandbox_versions_available": true, "display_name": true,
	"external_client_id": true, "token_exchange": true, "resource_server_identifier": true,
	"pushed_authorization_requests_supported": true,
}

// reasons say why something has no equivalent, or what to do instead. Keys are
// those of the export without "-" and in lower case, since the two layouts write
// them differently.
var reasons = map[string]string{
	"rules":                               "authd runs no code of its operators",
	"rulesconfigs":                        "authd runs no code of its operators",
	"hooks":                               "authd runs no code of its operators",
	"actions":                             "authd runs no code of its operators",
	"triggers":                            "authd runs no code of its operators",
	"emailtemplates":                      "templates are Go's here: rewrite them, and name their folder as delivery.email.templates",
	"pages":                               "the pages are authd's own; logo and colours can be set, see tenant.branding",
	"prompts":                             "the pages are authd's own; logo and colours can be set, see tenant.branding",
	"themes":                              "the pages are authd's own; logo and colours can be set, see tenant.branding",
	"roles":                               "there are no roles; an application keeps its own",
	"organizations":                       "there are no organizations",
	"guardianfactors":                     "there are no second factors",
	"guardianfactorproviders":             "there are no second factors",
	"guardianfactortemplates":             "there are no second factors",
	"guardianpolicies":                    "there are no second factors",
	"guardianphonefactormessagetypes":     "there are no second factors",
	"guardianphonefactorselectedprovider": "there are no second factors",
	"guardian":                            "there are no second factors",
	"attackprotection":                    "see limits: codes and starts are always counted",
	"logstreams":                          "logs go to standard error, as text or JSON",
	"phoneproviders":                      "see delivery.sms",
	"phonetemplates":                      "see delivery.sms",
	"customdomains":                       "one host is served, that of issuer",
	"provider":                            "see delivery.sms",
	"subject":                             "mails have authd's texts; own ones stand in delivery.email.templates",
	"body":                                "mails have authd's texts; own ones stand in delivery.email.templates",
	"syntax":                              "mails have authd's texts; own ones stand in delivery.email.templates",
	"template":                            "messages have authd's texts",
	"initiateloginuri":                    "an expired login says so on its own page",
	"nativesociallogin":                   "there are no social logins",
	"addons":                              "there is no SAML and no WS-Federation",
	"samlp":                               "there is no SAML and no WS-Federation",
	"clientmetadata":                      "only code at Auth0 could read it",
	"clientaliases":                       "a client has one client_id",
	"allowedclients":                      "there is no delegation",
	"mobile":                              "serve assetlinks.json and apple-app-site-association beside your application",
	"customloginpage":                     "the pages are authd's own; logo and colours can be set, see tenant.branding",
	"customloginpagepreview":              "the pages are authd's own; logo and colours can be set, see tenant.branding",
	"formtemplate":                        "there is no WS-Federation",
	"encryptionkey":                       "there are no encrypted tokens",
	"tokenencryption":                     "there are no encrypted tokens",
	"organizationusage":                   "there are no organizations",
	"organizationrequirebehavior":         "there are no organizations",
	"defaultorganization":                 "there are no organizations",
	"proofofpossession":                   "clients prove keys, not APIs: see dpop_bound_access_tokens of each client",
	"oidclogout":                          "end_session_endpoint is always in the discovery document",
	"oidcbackchannellogout":               "oidc_logout, which stands beside it, counts",
	"backchannellogoutsessionmetadata":    "a logout token says nothing about the session but its sid",
	"selectedinitiators":                  "see backchannel_logout_uri",
	"compliancelevel":                     "there are no profiles of compliance",
	"secretencoded":                       "secrets are taken as they are written, not as base64",
	"scopes":                              "scopes of ID tokens cannot be set by client",
	"policies":                            "a refresh token is for the audience it was given for",
	"flags":                               "none of these switches exists here; for enable_dynamic_client_registration see registration",
	"supportemail":                        "error pages name a request id instead",
	"supporturl":                          "error pages name a request id instead",
	"enabledlocales":                      "all languages there are, are on",
	"defaultdirectory":                    "there is no password grant",
	"errorpage":                           "error pages are authd's own",
	"changepassword":                      "there are no passwords",
	"guardianmfapage":                     "there are no second factors",
	"devicecodesettings":                  "user codes are 8 letters here; see tenant.device_flow",
	"deviceflow":                          "user codes are 8 letters here; see tenant.device_flow",
	"sessions":                            "whether logout asks is decided by the hint a client sends",
	"sessioncookie":                       "the session's cookie lives as long as the session",
	"universallogin":                      "only the two colours are taken over, see tenant.branding",
	"ephemeralsessionlifetime":            "there is one kind of session",
	"idleephemeralsessionlifetime":        "there is one kind of session",
	"font":                                "pages use the font of the system",
	"faviconurl":                          "pages have authd's icon",
	"templates":                           "the pages are authd's own",
	"mtls":                                "client certificates are not known",
	"consentpolicy":                       "consent is asked by is_first_party alone",
	"authorizationdetails":                "rich authorization requests are not known",
	"subjecttypeauthorization":            "people need no grant, and clients need a client_grant",
	"verificationlocation":                "nothing but the token itself is asked for",
	"authparams":                          "parameters of mails come from the request",
	"authparamsmap":                       "parameters of mails come from the request",
	"nonpersistentattrs":                  "nothing is kept of people but what they log in with",
	"twiliosid":                           "see delivery.sms",
	"twiliotoken":                         "see delivery.sms",
	"messagingservicesid":                 "see delivery.sms",
	"settings":                            "only that of mail servers by SMTP is taken over",
	"skipnonverifiablecallbackuriconfirmationprompt": "callbacks on this machine are not asked about",
}

// ReasonFor is a sentence about a key of Auth0 that has no equivalent, whichever
// it is.
func ReasonFor(key string) string {
	plain := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(key))
	if text := reasons[plain]; text != "" {
		return text
	}
	return "authd has no such setting"
}
