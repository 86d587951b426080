// Package pairwise gives a person another name in each sector (OIDC Core §8).
//
// It owns the cipher: a name is the person's id, encrypted so that the same id and
// sector always make the same text, and only who has the key can read it. So
// nothing is kept, and what comes back in a hint can be turned back. It leaves alone
// what a sector is (package authd) and who is given which name (package tokens).
package pairwise
