// Package devstyle is the common look of the pages only a developer sees: the
// inbox, the doctor and the explanations.
//
// It owns their base stylesheet: colours by day and night, type, the frame of a
// page; and the one of pages with a form above and sections below. It leaves alone
// what each page adds, and the pages people log in on.
package devstyle
