package web_test

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// client is GitHub's Go client with a token.
func (w *world) client(i *patrol.Issued) *github.Client {
	w.t.Helper()
	c, err := github.NewClient(github.WithHTTPClient(&http.Client{Transport: w}),
		github.WithAuthToken(i.Secret.Reveal()), github.WithEnterpriseURLs(townAddress, townAddress))
	w.must(err)
	return c
}

// GitHub's Go client writes files, and git has the commits.
func TestGoGitHubWritesFiles(t *testing.T) {
	w := newWorld(t)
	files := w.client(w.writes("")).Repositories
	ctx := t.Context()
	by := &github.CommitAuthor{Name: new("Sam"), Email: new("sam@example.test"),
		Date: &github.Timestamp{Time: time.Date(2026, 11, 1, 9, 0, 0, 0, time.FixedZone("", 7200))}}
	made, response, err := files.CreateFile(ctx, "acme", "site", "new/größe.txt", &github.RepositoryContentFileOptions{
		Message: new("Add a file"), Content: []byte("one\n"), Author: by})
	w.must(err)
	if response.StatusCode != 201 || made.Content.GetPath() != "new/größe.txt" ||
		made.GetSHA() != w.git("rev-parse", "main") ||
		w.git("show", "main:new/größe.txt") != "one" {
		t.Errorf("%d %v", response.StatusCode, made)
	}
	if got := w.git("log", "-1", "--format=%an %ae %ad %cn %s", "main"); got !=
		"Sam sam@example.test Sun Nov 1 09:00:00 2026 +0200 Sam Add a file" {
		t.Error(got)
	}
	changed, response, err := files.UpdateFile(ctx, "acme", "site", "new/größe.txt", &github.RepositoryContentFileOptions{
		Message: new("Change it"), Content: []byte("two\n"), SHA: made.Content.SHA, Branch: new("main")})
	w.must(err)
	if response.StatusCode != 200 || w.git("show", "main:new/größe.txt") != "two" {
		t.Errorf("%d %v", response.StatusCode, changed)
	}
	noreply := fmt.Sprintf("dana %d+dana@users.noreply.patrol.test", w.dana.ID)
	if got := w.git("log", "-1", "--format=%an %ae", "main"); got != noreply {
		t.Error(got)
	}
	gone, _, err := files.DeleteFile(ctx, "acme", "site", "new/größe.txt", &github.RepositoryContentFileOptions{
		Message: new("Remove it"), SHA: changed.Content.SHA})
	w.must(err)
	if gone.Content != nil || gone.GetMessage() != "Remove it" || w.git("ls-tree", "main", "new") != "" {
		t.Errorf("%v", gone)
	}
	if got := w.git("fsck", "--strict"); strings.Contains(got, "error") {
		t.Error(got)
	}
}

// GitHub's Go client makes objects one by one, and references to them.
func TestGoGitHubWritesObjects(t *testing.T) {
	w := newWorld(t)
	git := w.client(w.writes("")).Git
	ctx := t.Context()
	blob, _, err := git.CreateBlob(ctx, "acme", "site",
		github.Blob{Content: new("AP8="), Encoding: new("base64")})
	w.must(err)
	if raw, _, err := git.GetBlobRaw(ctx, "acme", "site", blob.GetSHA()); err != nil || string(raw) != "\x00\xff" {
		t.Errorf("%q %v", raw, err)
	}
	back, _, err := git.GetBlob(ctx, "acme", "site", blob.GetSHA())
	w.must(err)
	if back.GetContent() != "AP8=\n" || back.GetSize() != 2 {
		t.Errorf("%v", back)
	}
	tree, _, err := git.CreateTree(ctx, "acme", "site", "main", []*github.TreeEntry{
		{Path: new("bin/run"), Mode: new("100755"), Type: new("blob"), SHA: blob.SHA},
		{Path: new("note.txt"), Mode: new("100644"), Content: new("ünï\n")},
		{Path: new("copy"), Mode: new("040000"), Type: new("tree"),
			SHA: new(w.git("rev-parse", "main:docs"))},
		{Path: new("docs"), Mode: new("100644"), Content: new("a file now\n")},
		{Path: new("link.md")},
	})
	w.must(err)
	main := w.git("rev-parse", "main")
	commit, _, err := git.CreateCommit(ctx, "acme", "site", github.Commit{Message: new("By hand"),
		Tree: tree, Parents: []*github.Commit{{SHA: new(main)}}}, nil)
	w.must(err)
	if commit.GetVerification().GetReason() != "unsigned" {
		t.Errorf("%v", commit)
	}
	ref, _, err := git.CreateRef(ctx, "acme", "site", github.CreateRef{Ref: "refs/heads/by/hand", SHA: commit.GetSHA()})
	w.must(err)
	want := ".gitmodules README.md bin/run copy/größe.txt copy/more.txt docs lib lost note.txt"
	got := strings.Fields(w.git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "by/hand"))
	if strings.Join(got, " ") != want || ref.GetObject().GetSHA() != commit.GetSHA() {
		t.Errorf("%s at %v", got, ref)
	}
	deep, _, err := git.GetTree(ctx, "acme", "site", tree.GetSHA(), true)
	w.must(err)
	if len(deep.Entries) != 11 || deep.GetTruncated() || deep.GetSHA() != tree.GetSHA() {
		t.Errorf("%v", deep)
	}
	tag, _, err := git.CreateTag(ctx, "acme", "site",
		github.CreateTag{Tag: "v2", Message: "Two", Object: commit.GetSHA(), Type: "commit"})
	w.must(err)
	_, _, err = git.CreateRef(ctx, "acme", "site", github.CreateRef{Ref: "refs/tags/v2", SHA: tag.GetSHA()})
	w.must(err)
	read, _, err := git.GetTag(ctx, "acme", "site", tag.GetSHA())
	if err != nil || read.GetTag() != "v2" || read.GetMessage() != "Two" {
		t.Errorf("%v %v", read, err)
	}
	_, _, err = git.UpdateRef(ctx, "acme", "site", "heads/feature/x", github.UpdateRef{SHA: commit.GetSHA()})
	w.must(err)
	_, _, err = git.UpdateRef(ctx, "acme", "site", "heads/feature/x", github.UpdateRef{SHA: main})
	if err == nil || !strings.Contains(err.Error(), "422 Update is not a fast forward") {
		t.Error(err)
	}
	_, _, err = git.UpdateRef(ctx, "acme", "site", "heads/feature/x", github.UpdateRef{SHA: main, Force: new(true)})
	w.must(err)
	refs, _, err := git.ListMatchingRefs(ctx, "acme", "site", "tags/v")
	w.must(err)
	_, err = git.DeleteRef(ctx, "acme", "site", "heads/by/hand")
	w.must(err)
	if len(refs) != 2 || w.git("for-each-ref", "--format=%(refname)", "refs/heads") != "refs/heads/feature/x\nrefs/heads/main" {
		t.Errorf("%v", refs)
	}
	if got := w.git("fsck", "--strict"); strings.Contains(got, "error") {
		t.Error(got)
	}
}

// GitHub's Go client reads histories.
func TestGoGitHubReadsHistories(t *testing.T) {
	w := newWorld(t)
	r := w.client(w.approved("reads", reads("contents=read", w.site))).Repositories
	ctx := t.Context()
	readme, _, err := r.GetReadme(ctx, "acme", "site", nil)
	w.must(err)
	if readme.GetPath() != "README.md" {
		t.Errorf("%v", readme)
	}
	branch, _, err := r.GetBranch(ctx, "acme", "site", "feature/x", 0)
	w.must(err)
	if branch.GetName() != "feature/x" || branch.GetProtected() ||
		branch.GetCommit().GetSHA() != w.git("rev-parse", "feature/x") {
		t.Errorf("%v", branch)
	}
	tags, _, err := r.ListTags(ctx, "acme", "site", nil)
	w.must(err)
	if len(tags) != 1 || tags[0].GetName() != "v1" ||
		tags[0].GetCommit().GetSHA() != w.git("rev-parse", "v1^{commit}") {
		t.Errorf("%v", tags)
	}
	for _, ref := range []string{"main", "heads/main", "HEAD", w.git("rev-parse", "main")[:8]} {
		commit, _, err := r.GetCommit(ctx, "acme", "site", ref, nil)
		w.must(err)
		if f := commit.Files; len(f) != 1 || f[0].GetFilename() != "docs/more.txt" || f[0].GetStatus() != "added" ||
			f[0].GetPatch() != "@@ -0,0 +1 @@\n+yes" || commit.GetStats().GetTotal() != 1 {
			t.Errorf("%s: %v", ref, commit)
		}
	}
	id, _, err := r.GetCommitSHA1(ctx, "acme", "site", "tags/v1", "")
	w.must(err)
	diff, _, err := r.CompareCommitsRaw(ctx, "acme", "site", "feature/x", "main", github.RawOptions{Type: github.Diff})
	w.must(err)
	mail, _, err := r.GetCommitRaw(ctx, "acme", "site", "v1", github.RawOptions{Type: github.Patch})
	w.must(err)
	if id != w.git("rev-parse", "v1^{commit}") || !strings.HasPrefix(diff, "diff --git a/docs/more.txt") ||
		!strings.Contains(mail, "Subject: [PATCH] First") {
		t.Errorf("%s\n%s\n%s", id, diff, mail)
	}
	v, _, err := r.CompareCommits(ctx, "acme", "site", "feature/x", "acme:main", nil)
	w.must(err)
	if v.GetStatus() != "ahead" || v.GetAheadBy() != 1 || len(v.Commits) != 1 || len(v.Files) != 1 {
		t.Errorf("%v", v)
	}
	v, _, err = r.CompareCommits(ctx, "acme", "site", "main", "v1", nil)
	w.must(err)
	if v.GetStatus() != "behind" || v.GetBehindBy() != 1 || len(v.Commits) != 0 {
		t.Errorf("%v", v)
	}
}

// GitHub's Go client gets a link to all files, which is good for a while and
// only as long as the token is.
func TestGoGitHubDownloadsArchives(t *testing.T) {
	w := newWorld(t)
	i := w.approved("site", reads("contents=read", w.site))
	get := func(link string) answer { return w.do(httptest.NewRequest(http.MethodGet, link, nil)) }
	link := func(format github.ArchiveFormat, ref string) string {
		at, _, err := w.client(i).Repositories.GetArchiveLink(t.Context(), "acme", "site", format,
			&github.RepositoryContentGetOptions{Ref: ref}, 0)
		w.must(err)
		return at.String()
	}
	folder := "acme-site-" + w.git("rev-parse", "main")[:7] + "/"
	got := get(link(github.Tarball, ""))
	if names := tarNames(t, got.body); got.StatusCode != 200 || !slices.Contains(names, folder+"docs/more.txt") {
		t.Errorf("%d %v", got.StatusCode, names)
	}
	ball := link(github.Zipball, "main")
	got = get(ball)
	z, err := zip.NewReader(strings.NewReader(got.body), int64(len(got.body)))
	w.must(err)
	if z.File[0].Name != folder || got.Header.Get("Content-Type") != "application/zip" {
		t.Errorf("%v %v", z.File[0], got.Header)
	}
	for name, other := range map[string]string{
		"another commit":     strings.Replace(ball, "/main", "/v1", 1),
		"another repository": strings.Replace(ball, "/site/", "/vault/", 1),
		"another operation":  strings.Replace(ball, "/zipball/main", "", 1),
		"another time":       strings.Replace(ball, "ticket=", "ticket=9", 1),
		"nothing":            ball[:strings.Index(ball, "ticket=")] + "ticket=..",
	} {
		if got := get(other); got.StatusCode != 404 {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.body)
		}
	}
	w.pass(4 * time.Minute)
	if got := get(ball); got.StatusCode != 200 {
		t.Errorf("soon: %d", got.StatusCode)
	}
	fresh := link(github.Zipball, "main")
	w.pass(time.Minute)
	if got := get(ball); got.StatusCode != 404 {
		t.Errorf("too late: %d", got.StatusCode)
	}
	w.must(w.DeleteToken(t.Context(), w.dana, i.Token.ID))
	if got := get(fresh); got.StatusCode != 401 {
		t.Errorf("without the token: %d", got.StatusCode)
	}
	open := w.get("", "/repos/acme/docs/tarball/heads/main")
	if got := get(open.Header.Get("Location")); open.StatusCode != 302 || got.StatusCode != 200 {
		t.Errorf("nobody: %d, %d", open.StatusCode, got.StatusCode)
	}
}

// tarNames are the names of what is in a packed archive.
func tarNames(t *testing.T, packed string) (names []string) {
	t.Helper()
	plain, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	for in := tar.NewReader(plain); ; {
		h, err := in.Next()
		if err == io.EOF {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
	}
}
