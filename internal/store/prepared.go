package store

import (
	"context"
	"database/sql"
	"sync"
)

// A prepared pool keeps its statements ready to run. SQLite reads the text of a
// statement anew each time it runs, which costs more than running most of ours;
// pgx keeps what it prepared by itself.
type prepared struct {
	pool  *sql.DB
	ready sync.Map // *sql.Stmt by text; the texts are constants of this package
}

// statement is the one with this text, or nil: then the text has to be run as it is,
// and says what is wrong with it.
func (p *prepared) statement(ctx context.Context, text string) *sql.Stmt {
	if s, is := p.ready.Load(text); is {
		return s.(*sql.Stmt)
	}
	s, err := p.pool.PrepareContext(ctx, text)
	if err != nil {
		return nil
	}
	if first, is := p.ready.LoadOrStore(text, s); is {
		_ = s.Close() //nolint:sqlclosecheck // another request was faster
		return first.(*sql.Stmt)
	}
	return s
}

// ExecContext is that of the pool.
func (p *prepared) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if s := p.statement(ctx, text); s != nil { //nolint:sqlclosecheck // it stays, to be run again
		return s.ExecContext(ctx, args...)
	}
	return p.pool.ExecContext(ctx, text, args...)
}

// QueryContext is that of the pool.
func (p *prepared) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if s := p.statement(ctx, text); s != nil { //nolint:sqlclosecheck // it stays, to be run again
		return s.QueryContext(ctx, args...)
	}
	return p.pool.QueryContext(ctx, text, args...)
}

// QueryRowContext is that of the pool.
func (p *prepared) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if s := p.statement(ctx, text); s != nil { //nolint:sqlclosecheck // it stays, to be run again
		return s.QueryRowContext(ctx, args...)
	}
	return p.pool.QueryRowContext(ctx, text, args...)
}

// A preparedTx runs what its pool has ready. What is not it runs as it is and
// remembers: the pool has one connection, which the transaction holds, so nothing
// can be prepared before it ends.
type preparedTx struct {
	*sql.Tx
	from   *prepared
	missed []string
}

func (t *preparedTx) statement(ctx context.Context, text string) *sql.Stmt {
	s, is := t.from.ready.Load(text)
	if !is {
		t.missed = append(t.missed, text)
		return nil
	}
	return t.StmtContext(ctx, s.(*sql.Stmt))
}

// ExecContext is that of the transaction.
func (t *preparedTx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if s := t.statement(ctx, text); s != nil { //nolint:sqlclosecheck // it stays, to be run again
		return s.ExecContext(ctx, args...)
	}
	return t.Tx.ExecContext(ctx, text, args...)
}

// QueryContext is that of the transaction.
func (t *preparedTx) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if s := t.statement(ctx, text); s != nil { //nolint:sqlclosecheck // it stays, to be run again
		return s.QueryContext(ctx, args...)
	}
	return t.Tx.QueryContext(ctx, text, args...)
}

// QueryRowContext is that of the transaction.
func (t *preparedTx) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if s := t.statement(ctx, text); s != nil { //nolint:sqlclosecheck // it stays, to be run again
		return s.QueryRowContext(ctx, args...)
	}
	return t.Tx.QueryRowContext(ctx, text, args...)
}

// learn makes ready what the transaction lacked, once it has ended.
func (t *preparedTx) learn(ctx context.Context) {
	for _, text := range t.missed {
		t.from.statement(ctx, text)
	}
}
