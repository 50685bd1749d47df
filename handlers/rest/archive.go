package rest

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"patrol"
)

// ticketParam is the parameter of a link that a ticket stands in.
const ticketParam = "ticket"

// largestArchive is how large all files of a commit may be, packed.
const largestArchive = 2 << 30

// archiveTypes are the media types of archives.
var archiveTypes = map[patrol.ArchiveFormat]string{
	patrol.Tarball: "application/x-gzip",
	patrol.Zipball: "application/zip",
}

// An archiveQuery is how an archive is asked for.
type archiveQuery struct {
	Ticket string `doc:"Lets in without a token; the link that this leads to has one"`
}

func (h *API) getTarball(c *call, query archiveQuery) error {
	return h.archive(c, query, patrol.Tarball)
}

func (h *API) getZipball(c *call, query archiveQuery) error {
	return h.archive(c, query, patrol.Zipball)
}

// archive leads to all files of a commit by a link that is good for a while
// without a token, and is where that leads.
func (h *API) archive(c *call, query archiveQuery, f patrol.ArchiveFormat) error {
	r := c.Request()
	commit, err := h.Repositories.CommitAt(r.Context(), c.Place.Repository, cmp.Or(c.param("ref"), "HEAD"))
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header["Cache-Control"] = noStore
	if query.Ticket != "" {
		return h.sendArchive(c, commit, f)
	}
	path := r.URL.EscapedPath()
	ticket, err := h.Authority.Ticket(r.Context(), credential(r), path)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusFound, h.url(path)+"?"+url.Values{ticketParam: {ticket}}.Encode())
}

// sendArchive packs first and sends then, so that whoever is slow to take it
// keeps nobody from git, and what failed is told.
func (h *API) sendArchive(c *call, commit *patrol.Commit, f patrol.ArchiveFormat) error {
	folder := fmt.Sprintf("%s-%s-%.7s", c.Place.Owner.Login, c.Place.Repository.Name, commit.SHA)
	file, err := os.CreateTemp("", "patrol-archive-")
	if err != nil {
		return err
	}
	defer file.Close()
	if err := os.Remove(file.Name()); err != nil { // it goes with whoever has it open
		return err
	}
	ctx, out := c.ctx(), &bounded{file, largestArchive}
	if err := h.Repositories.Archive(ctx, c.Place.Repository, commit.SHA, f, folder, out); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Type", archiveTypes[f])
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, folder, f))
	http.ServeContent(c.Response(), c.Request(), "", commit.Committer.When, file)
	return nil
}

// errLargeArchive is said of more files than we pack.
var errLargeArchive = &patrol.Error{Kind: patrol.Forbidden,
	Message: "This repository is too large to be packed. You can always clone it via Git."}

// A bounded takes so many bytes.
type bounded struct {
	io.Writer
	room int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.room -= int64(len(p)); b.room < 0 {
		return 0, errLargeArchive
	}
	return b.Writer.Write(p)
}
