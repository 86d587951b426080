package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	// mostOverFloor is how many times the server that only signs a request may cost.
	mostOverFloor = 1.15
	// mostWrites are those of the server's own clockwork, where a request writes nothing.
	mostWrites = 0.01
)

// circumstances are what figures depend on.
func (b *bench) circumstances(out io.Writer, now time.Time) error {
	fmt.Fprintf(out, "%s, %s, %s/%s, %d processors (%s)\n", now.UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor())
	fmt.Fprintf(out, "%d requests a row, of what costs little %d; %d connections; medians of %d runs\n", b.requests, often*b.requests, connections, b.runs)
	return loadAverage(out, "before")
}

func loadAverage(out io.Writer, when string) error {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return fmt.Errorf("the benchmark reads /proc, as Linux has it: %w", err)
	}
	fields := strings.Fields(string(text))
	fmt.Fprintf(out, "load average %s: %s\n", when, strings.Join(fields[:min(3, len(fields))], " "))
	return nil
}

// processor is its name, where the system tells it.
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	defer file.Close() //nolint:errcheck // it was read
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if name, value, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

const head = `
### %s

| Request | CPU | target | × floor | database's part | p50 | p95 | p99 | allocations | reads | writes | RSS |
|---|---|---|---|---|---|---|---|---|---|---|---|
`

// printTable writes the medians as Markdown, and how steady the unit was.
func printTable(out io.Writer, store string, chosen []row, measured [][]figures) {
	fmt.Fprintf(out, head, store)
	var units []float64
	for i, r := range chosen {
		fmt.Fprintln(out, r.line(store, median(measured[i])))
		for _, f := range measured[i] {
			units = append(units, f[unit])
		}
	}
	fmt.Fprintf(out, "\nOne signature took %s to %s of CPU.\n", milliseconds(slices.Min(units)), milliseconds(slices.Max(units)))
}

// line is a row of the table. What misses its target is marked.
func (r row) line(store string, f figures) string {
	floor := "–"
	if r.signatures > 0 {
		floor = marked("%.2f", f[overFloor], mostOverFloor)
	}
	written := fmt.Sprintf("%.2f", f[writes])
	if r.noWrites {
		written = marked("%.2f", f[writes], mostWrites)
	}
	cells := []string{
		r.name, marked("%.3f", f.cost(), r.target[store]), fmt.Sprintf("≤ %.2f", r.target[store]), floor, fmt.Sprintf("%.3f", f[database]),
		milliseconds(f[p50]), milliseconds(f[p95]), milliseconds(f[p99]),
		fmt.Sprintf("%.0f", f[allocs]), fmt.Sprintf("%.2f", f[reads]), written, fmt.Sprintf("%.0f MiB", f[memory]/(1<<20)),
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

// marked is value, with a mark where it is above the most it may be.
func marked(format string, value, most float64) string {
	text := fmt.Sprintf(format, value)
	if value > most {
		text += " ✗"
	}
	return text
}

func milliseconds(nanoseconds float64) string {
	return fmt.Sprintf("%.2f ms", nanoseconds/float64(time.Millisecond))
}
