// Package outbound fetches what stands at addresses that others chose, and posts
// forms there.
//
// It owns what keeps such a request from turning on the network behind the server
// (SSRF): which IP addresses may be reached, judged as the connection is made and
// so after the name is looked up, no redirects, no proxies, and bounds on size and
// time. It leaves alone what is fetched or sent, when, and what it means.
package outbound
