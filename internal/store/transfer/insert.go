package transfer

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// together is how many values go in one statement. Many save PostgreSQL round
// trips; SQLite looks for each name among all the others, so too many are slow.
const together = 100

// An insert adds rows to a table, many in one statement.
type insert struct {
	tx      *sql.Tx
	table   string
	columns []string
	values  []any
}

func newInsert(ctx context.Context, tx *sql.Tx, table string) (*insert, error) {
	columns, err := columnsOf(ctx, tx, table)
	return &insert{tx: tx, table: table, columns: columns}, err
}

func (i *insert) add(ctx context.Context, r row) error {
	i.values = append(i.values, r.values...)
	if len(i.values) < together {
		return nil
	}
	return i.flush(ctx)
}

// flush writes the rows that wait.
func (i *insert) flush(ctx context.Context) error {
	if len(i.values) == 0 {
		return nil
	}
	_, err := i.tx.ExecContext(ctx, i.statement(), i.values...)
	i.values = i.values[:0]
	return err
}

func (i *insert) statement() string {
	var text strings.Builder
	fmt.Fprintf(&text, "INSERT INTO %s (%s) VALUES ", i.table, strings.Join(i.columns, ", "))
	for n := range i.values {
		switch {
		case n == 0:
			text.WriteString("(")
		case n%len(i.columns) == 0:
			text.WriteString("), (")
		default:
			text.WriteString(", ")
		}
		fmt.Fprintf(&text, "$%d", n+1)
	}
	text.WriteString(")")
	return text.String()
}
