// Package inspect says of one token what it is, when it dies, and which setting
// would change that.
//
// It owns telling our tokens apart and the words about each. It leaves alone how
// they are read (tokens, refresh, authcode) and what the configuration of now
// gives instead, which is the plan.
package inspect
