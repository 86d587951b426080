package users

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// longestLine is in bytes. Auth0 bounds a person's metadata far below it.
const longestLine = 1 << 20

var errLong = fmt.Errorf("is longer than %d bytes", longestLine)

// lines reads one line after the other and never holds more than one.
type lines struct {
	buffer *bufio.Reader
	number int // of the line read last, from 1
}

// newLines looks whether r is gzipped: standard input has no name to tell by.
func newLines(r io.Reader) (*lines, error) {
	b := bufio.NewReaderSize(r, longestLine)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(b)
		if err != nil {
			return nil, err
		}
		b = bufio.NewReaderSize(unzipped, longestLine)
	}
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" {
		_, _ = b.Discard(3) // it was just peeked at
	}
	return &lines{buffer: b}, nil
}

// next returns the next line without its end, good until the one after. It is
// errLong for one that is passed over, and io.EOF after the last.
func (l *lines) next() ([]byte, error) {
	line, err := l.buffer.ReadSlice('\n')
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = nil // the last line may lack its end
	}
	if err == nil {
		l.number++
		return bytes.TrimSpace(line), nil
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	l.number++
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = l.buffer.ReadSlice('\n')
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return nil, errLong
}
