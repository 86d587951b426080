// Package localca gives a server on one's own machine a certificate its browser
// can be told to trust: a private certificate authority in the data folder, and a
// short-lived certificate it signs for the server (setting tls.mode: local).
//
// It owns the two files of the authority and the server's certificate, which
// lives in memory only. It leaves alone how the authority comes to be trusted
// and how TLS is spoken.
package localca
