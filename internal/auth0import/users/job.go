package users

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"authd/internal/authd"
)

// batch is how many people are kept at once: enough that the disk is not waited
// for at each, and few enough that a server beside it is not kept waiting.
const batch = 1000

// A Keeper keeps people, and says of each what became of it.
type Keeper interface {
	ImportUsers(ctx context.Context, users []authd.User, now time.Time) ([]authd.Imported, error)
}

// A Job is one import.
type Job struct {
	From     io.Reader
	Rules    Rules
	Keep     Keeper       // nil keeps nobody: then the Result says who would be
	Progress func(Result) // told after each batch; may be nil
	waiting  []authd.User
	ids      map[string]bool // of waiting
	numbers  []int           // the lines of waiting
	result   Result
}

// Run takes the people along, line by line. It stops between two batches when ctx
// ends; what is kept until then stays, and running it again goes on from there.
// The Result says how far it came, whatever the error.
func (j *Job) Run(ctx context.Context) (Result, error) {
	j.ids, j.result = map[string]bool{}, Result{LeftOut: map[string]int{}, Notes: []Note{}}
	in, err := newLines(j.From)
	if err != nil {
		return j.result, fmt.Errorf("the users cannot be read: %w", err)
	}
	for {
		line, err := in.next()
		switch {
		case errors.Is(err, io.EOF):
			return j.result, j.flush(ctx)
		case errors.Is(err, errLong):
			j.result.bad(in.number, err)
		case err != nil:
			return j.result, errors.Join(fmt.Errorf("reading broke off after line %d: %w", in.number, err), j.flush(ctx))
		case len(line) > 0:
			if err := j.line(ctx, in.number, line); err != nil {
				return j.result, err
			}
		}
		j.result.Lines = in.number
		if len(j.waiting) < batch {
			continue
		}
		if err := j.flush(ctx); err != nil {
			return j.result, err
		}
	}
}

// line lets whoever it is wait. A batch has an id once: a store may keep the users
// of one in any order, and of two with one id the first counts.
func (j *Job) line(ctx context.Context, number int, line []byte) error {
	u, err := j.read(line)
	if out, ok := errors.AsType[leftOut](err); ok {
		j.result.leave(string(out))
		return nil
	}
	if err != nil {
		j.result.bad(number, err)
		return nil
	}
	if j.ids[u.ID] {
		if err := j.flush(ctx); err != nil {
			return err
		}
	}
	j.ids[u.ID] = true
	j.waiting, j.numbers = append(j.waiting, u), append(j.numbers, number)
	return nil
}

func (j *Job) read(line []byte) (authd.User, error) {
	p, err := parse(line)
	if err != nil {
		return authd.User{}, err
	}
	return j.Rules.decide(p)
}

// flush keeps who is waiting. A batch that was begun is ended.
func (j *Job) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped before line %d was kept: %w", j.first(), context.Cause(ctx))
	}
	if j.Keep == nil {
		j.result.Taken += len(j.waiting)
	} else if err := j.keep(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("stopped before line %d was kept: %w", j.first(), err)
	}
	j.waiting, j.numbers = j.waiting[:0], j.numbers[:0]
	clear(j.ids)
	if j.Progress != nil {
		j.Progress(j.result)
	}
	return nil
}

// first is the line of the first one who waits, or the one to be read next.
func (j *Job) first() int {
	if len(j.numbers) > 0 {
		return j.numbers[0]
	}
	return j.result.Lines + 1
}

func (j *Job) keep(ctx context.Context) error {
	if len(j.waiting) == 0 {
		return nil
	}
	became, err := j.Keep.ImportUsers(ctx, j.waiting, j.Rules.Now)
	if err != nil {
		return err
	}
	for i, what := range became {
		switch what {
		case authd.ImportAdded:
			j.result.Added++
		case authd.ImportKnown:
			j.result.Known++
		case authd.ImportContested:
			j.result.contest(j.numbers[i])
		}
	}
	return nil
}
