// Package management serves the API by which programs keep people: /api/v2/users,
// with the paths, names and errors of Auth0's Management API.
//
// It owns who may use it (one bearer token, compared in constant time and guessed
// under a limit), its pages, its errors and its OpenAPI document. It leaves alone
// what a person looks like as JSON and what is refused of it, which package people
// decides for the command line as well, and where people are kept.
package management
