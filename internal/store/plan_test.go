package store_test

import (
	"database/sql"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"authd/internal/store/storetest"
)

// SC-03: no statement of this package reads a whole table. The statements are
// read from the source, so that a new one cannot be forgotten here.
func TestSC03_EveryStatementUsesAnIndex(t *testing.T) {
	statements := statements(t)
	if len(statements) < 20 {
		t.Fatalf("found only %d statements: %v", len(statements), statements)
	}
	sqlite, postgres := storetest.SQLite(t), storetest.Postgres(t)
	// An empty table is read whole for being small; this asks what is possible.
	postgres.Writer().SetMaxOpenConns(1)
	for _, setting := range []string{"enable_seqscan = off", "plan_cache_mode = force_generic_plan"} {
		if _, err := postgres.Writer().ExecContext(t.Context(), "SET "+setting); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range statements {
		t.Run(name, func(t *testing.T) {
			if plan := sqlitePlan(t, sqlite.Reader(), text); strings.Contains(plan, "SCAN") {
				t.Errorf("SQLite reads a whole table:\n%s", plan)
			}
			if plan := postgresPlan(t, postgres.Writer(), name, text); strings.Contains(plan, "Seq Scan") {
				t.Errorf("PostgreSQL reads a whole table:\n%s", plan)
			}
		})
	}
}

func sqlitePlan(t *testing.T, pool *sql.DB, text string) string {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, make([]any, parameters(text))...)
	if err != nil {
		t.Fatal(err)
	}
	return lines(t, rows, 3)
}

// postgresPlan asks for the plan that serves every argument: with a NULL at
// hand the planner may see that no row can match.
func postgresPlan(t *testing.T, pool *sql.DB, name, text string) string {
	t.Helper()
	if _, err := pool.ExecContext(t.Context(), "PREPARE "+name+" AS "+text); err != nil {
		t.Fatal(err)
	}
	execute := "EXPLAIN EXECUTE " + name
	if n := parameters(text); n > 0 {
		execute += "(" + strings.TrimSuffix(strings.Repeat("NULL,", n), ",") + ")"
	}
	rows, err := pool.QueryContext(t.Context(), execute)
	if err != nil {
		t.Fatal(err)
	}
	return lines(t, rows, 0)
}

// lines joins the last column of all rows; before it come others to pass over.
func lines(t *testing.T, rows *sql.Rows, others int) string {
	t.Helper()
	defer func() { _ = rows.Close() }()
	var text strings.Builder
	for rows.Next() {
		row := make([]any, others+1)
		for i := range row {
			row[i] = new(any)
		}
		var line string
		row[others] = &line
		if err := rows.Scan(row...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&text, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// parameters is the highest $n of a statement.
func parameters(text string) int {
	highest := 0
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(match[1])
		highest = max(highest, n)
	}
	return highest
}

var statement = regexp.MustCompile(`^(SELECT|INSERT|UPDATE|DELETE)\s`)

// statements are the SQL constants of the package, by name.
func statements(t *testing.T) map[string]string {
	t.Helper()
	constants := map[string]ast.Expr{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		collect(parsed, constants)
	}
	found := map[string]string{}
	for name, expr := range constants {
		if text := evaluate(expr, constants); statement.MatchString(text) {
			found[name] = text
		}
	}
	return found
}

func collect(file *ast.File, constants map[string]ast.Expr) {
	for _, decl := range file.Decls {
		group, isGroup := decl.(*ast.GenDecl)
		if !isGroup || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			if values := spec.(*ast.ValueSpec); len(values.Values) == 1 {
				constants[values.Names[0].Name] = values.Values[0]
			}
		}
	}
}

// evaluate is the text of a constant made of literals, other constants and +.
func evaluate(expr ast.Expr, constants map[string]ast.Expr) string {
	switch e := expr.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return evaluate(e.X, constants) + evaluate(e.Y, constants)
	case *ast.Ident:
		return evaluate(constants[e.Name], constants)
	}
	return ""
}
