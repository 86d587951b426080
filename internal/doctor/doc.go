// Package doctor tells an application's developer why silent renewal does not
// work from a page: GET /dev/doctor looks at one client and one origin and says
// of every condition whether it holds, with the lines of YAML that would make it.
//
// It owns the examination, which is a pure function of the configuration and of
// what came with the request, and its page. It leaves alone whether a request
// succeeds: package authorize decides that, and by the same settings.
package doctor
