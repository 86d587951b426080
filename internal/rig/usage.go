package rig

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc/PID/stat: USER_HZ, which is 100 on every
// architecture Go runs on.
const tick = 10 * time.Millisecond

// A stat is a line of /proc/PID/stat (proc_pid_stat(5)), as far as it is read.
type stat struct {
	parent int
	own    time.Duration // user and system time of its threads
	ended  time.Duration // the same of its children that have ended
	pages  int64         // of memory it has
}

// CPU is the processor time a process has used, all threads, in steps of 10 ms.
func CPU(pid int) (time.Duration, error) {
	s, err := readStat(pid)
	return s.own, err
}

// FamilyCPU is CPU of a process and of all its children, those that have ended as
// well: what PostgreSQL uses is spread over a process a connection.
func FamilyCPU(pid int) (time.Duration, error) {
	first, err := readStat(pid)
	if err != nil {
		return 0, err
	}
	total := first.own + first.ended
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, fmt.Errorf("rig: %w", err)
	}
	for _, e := range entries {
		id, err := strconv.Atoi(e.Name())
		if err != nil {
			continue // no process
		}
		if s, err := readStat(id); err == nil && s.parent == pid { // others may end meanwhile
			total += s.own
		}
	}
	return total, nil
}

// Memory is what a process has in RAM now (RSS), in bytes.
func Memory(pid int) (int64, error) {
	s, err := readStat(pid)
	return s.pages * int64(os.Getpagesize()), err
}

func readStat(pid int) (stat, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, fmt.Errorf("rig: what processes use is read from /proc, as Linux has it: %w", err)
	}
	return parseStat(string(line))
}

// parseStat reads the fields behind the program's name, which may hold anything,
// also spaces and brackets. The first of them is field 3.
func parseStat(line string) (stat, error) {
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if len(fields) < 22 {
		return stat{}, fmt.Errorf("rig: not a line of /proc/PID/stat: %q", line)
	}
	var n [22]int64
	for i := 1; i < len(n); i++ {
		number, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return stat{}, fmt.Errorf("rig: field %d of /proc/PID/stat: %w", i+3, err)
		}
		n[i] = number
	}
	ticks := func(a, b int64) time.Duration { return time.Duration(a+b) * tick }
	return stat{parent: int(n[1]), own: ticks(n[11], n[12]), ended: ticks(n[13], n[14]), pages: n[21]}, nil
}

// Metrics are the numbers at /metrics, by name with labels as they stand there.
func (p *Process) Metrics(ctx context.Context) (map[string]float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Admin+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("rig: %w", err)
	}
	defer response.Body.Close() //nolint:errcheck // read to its end
	numbers := map[string]float64{}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, value, found := cutLast(lines.Text())
		if number, err := strconv.ParseFloat(value, 64); err == nil && found {
			numbers[name] = number
		}
	}
	return numbers, lines.Err()
}

// cutLast parts a line at its last space.
func cutLast(line string) (string, string, bool) {
	i := strings.LastIndexByte(line, ' ')
	if i < 0 {
		return "", "", false
	}
	return line[:i], line[i+1:], true
}
