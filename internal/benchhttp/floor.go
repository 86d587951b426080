package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"

	"authd/internal/rig"
)

var digest = sha256.Sum256([]byte("what is signed"))

func sign(key *rsa.PrivateKey) ([]byte, error) {
	return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
}

// signature is the processor time of one signature: n are made by as many goroutines
// as there are processors, since they share caches in the servers, too.
func signature(key *rsa.PrivateKey, n int) (time.Duration, error) {
	before, err := rig.CPU(os.Getpid())
	if err != nil {
		return 0, err
	}
	var all sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		all.Go(func() {
			for i := w; i < n; i += workers {
				_, _ = sign(key) // a key that does not sign is found by the floor
			}
		})
	}
	all.Wait()
	after, err := rig.CPU(os.Getpid())
	return (after - before) / time.Duration(n), err
}

// serveFloor answers GET /k with k signatures and does nothing else, so that it is
// what net/http and the signatures cost together. Its first line is its address.
func serveFloor(ctx context.Context, out io.Writer) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, l.Addr())
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: signer(key)}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return server.Serve(l)
}

func signer(key *rsa.PrivateKey) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil {
			http.NotFound(w, r)
			return
		}
		for range k {
			signed, err := sign(key)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			fmt.Fprintln(w, base64.RawURLEncoding.EncodeToString(signed))
		}
	})
}
