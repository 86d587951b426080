// Package pending keeps an authorization request alive while a person logs in,
// without a row in the database: sealed into the login page's `state` and tied
// to the browser by a cookie.
//
// It owns the sealed state, its 30 minutes and the browser cookie. It leaves
// alone what the request means: it carries the parameters as they were sent,
// and package authorize reads them again when the person comes back, so that a
// setting switched off meanwhile is off (security rows AZ-23, AZ-26, IM-09).
package pending
