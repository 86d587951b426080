// Command authd is a self-hosted authorization server that Auth0's SDKs speak to.
//
// It owns flags, signals, exit codes and what is printed, one file a command.
// Everything it does is done by the packages under internal.
package main
