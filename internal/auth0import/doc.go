// Package auth0import turns a tenant of Auth0 into a configuration of authd, and
// says what became of each setting.
//
// It owns what the settings of one mean in the other, Auth0's defaults for what
// an export leaves unsaid, and the report: what was carried over, what changed,
// what is to be filled in, what has no equivalent, and every lifetime before and
// after. It is pure: reading the export is left to folder export, people to
// folder users, and writing files to the command.
package auth0import
