package people

import (
	"encoding/json"
	"errors"
	"time"

	"authd/internal/authd"
)

// Change is u with body laid over it as a JSON merge patch (RFC 7396): what is null
// is taken away, and of an address only what is named changes. The id, the
// connection and the dates are not to be changed.
func (d Directory) Change(u authd.User, body []byte, now time.Time) (authd.User, error) {
	before := Of(u)
	r, err := patched(before, body)
	if err != nil {
		return authd.User{}, err
	}
	if r.UserID != before.UserID || r.Connection != before.Connection || !r.CreatedAt.Equal(before.CreatedAt) || !r.UpdatedAt.Equal(before.UpdatedAt) {
		return authd.User{}, errors.New("user_id, connection, created_at and updated_at cannot be changed")
	}
	c, known := d[u.Connection]
	if !known {
		return authd.User{}, d.noConnection(u.Connection)
	}
	changed := r.user()
	changed.UpdatedAt = later(now, u.UpdatedAt)
	return check(changed, c)
}

// later is now, or the first moment after before: no two changes have one time.
func later(now, before time.Time) time.Time {
	if now.After(before) {
		return now
	}
	return before.Add(time.Millisecond)
}

func patched(r Record, body []byte) (Record, error) {
	patch, err := object(body)
	if err != nil {
		return Record{}, err
	}
	if err := decode(body, &Record{}); err != nil { // what is wrong with the patch, even where it takes away
		return Record{}, err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return Record{}, err
	}
	is, err := object(text)
	if err != nil {
		return Record{}, err
	}
	if text, err = json.Marshal(merge(is, patch)); err != nil {
		return Record{}, err
	}
	var merged Record
	err = decode(text, &merged)
	return merged, err
}

// merge is MergePatch of RFC 7396 §2, but that it keeps a null, which is read as
// nothing.
func merge(target, patch map[string]any) map[string]any {
	if target == nil {
		target = map[string]any{}
	}
	for name, value := range patch {
		if inner, isObject := value.(map[string]any); isObject {
			old, _ := target[name].(map[string]any)
			value = merge(old, inner)
		}
		target[name] = value
	}
	return target
}
