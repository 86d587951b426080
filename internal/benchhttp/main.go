package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "benchhttp: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program. The table goes to out, what it is at to the standard error.
func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if o.floor {
		return serveFloor(ctx, out)
	}
	if err := o.complete(); err != nil {
		return err
	}
	chosen, err := choose(o.rows)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	defer b.close()
	return b.all(ctx, chosen, out)
}

// options are the flags, and where scripts/with-postgres says its PostgreSQL is.
type options struct {
	binary   string
	stores   []string
	rows     string
	requests int
	runs     int
	dsn      string
	database int // the id of PostgreSQL's first process
	floor    bool
}

func parse(args []string) (options, error) {
	o := options{dsn: os.Getenv("AUTHD_TEST_POSTGRES")}
	f := flag.NewFlagSet("benchhttp", flag.ContinueOnError)
	f.StringVar(&o.binary, "binary", "bin/authd", "the authd to measure")
	stores := f.String("stores", "sqlite,postgres", "which databases; postgres needs scripts/with-postgres around this")
	f.StringVar(&o.rows, "rows", "", "which requests, by their short names with commas; empty for all")
	f.IntVar(&o.requests, "requests", 1000, "how many a row, of what costs little ten times that; codes must be redeemed within a minute, so not many more on a slow machine")
	f.IntVar(&o.runs, "runs", 3, "how often all is measured; medians are printed")
	f.BoolVar(&o.floor, "floor", false, "be the server that only signs; the benchmark starts it by itself")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.stores = strings.Split(*stores, ",")
	return o, nil
}

// complete reads the environment and says what is wrong with the whole.
func (o *options) complete() error {
	if o.requests < connections || o.runs < 1 {
		return fmt.Errorf("-requests must be at least %d, one a connection, and -runs at least 1", connections)
	}
	for _, store := range o.stores {
		switch store {
		case "sqlite":
		case "postgres":
			var err error
			if o.database, err = strconv.Atoi(os.Getenv("AUTHD_TEST_POSTGRES_PID")); err != nil || o.dsn == "" {
				return errors.New("-stores postgres needs AUTHD_TEST_POSTGRES and AUTHD_TEST_POSTGRES_PID: run this by scripts/with-postgres")
			}
		default:
			return fmt.Errorf("-stores %q is not known; write sqlite, postgres or both with a comma", store)
		}
	}
	return nil
}
