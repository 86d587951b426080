// Command benchhttp measures the shipped binary over HTTP: what each kind of request
// costs, in units of one RSA-2048 signature, beside a server that only signs.
// docs/performance.md has its table and tells how to read it; make bench-http runs it.
//
// It owns the requests, their targets, how they are measured and printed. It leaves
// alone how programs and people are started, which is package rig's. It reads the
// clock, as its work is to measure time. Figures never fail it; a wrong answer does.
package main
