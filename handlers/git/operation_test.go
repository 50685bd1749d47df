package git

import (
	"net/url"
	"strings"
	"testing"

	"patrol"
)

func TestParse(t *testing.T) {
	fetch, push := patrol.UploadPack, patrol.ReceivePack
	for address, want := range map[string]operation{
		"/acme/site/info/refs?service=git-upload-pack":                         {"acme", "site", fetch, true},
		"/acme/site.git/info/refs?service=git-receive-pack":                    {"acme", "site", push, true},
		"/acme/site.git/git-upload-pack":                                       {"acme", "site", fetch, false},
		"/acme/site/git-receive-pack?service=git-upload-pack":                  {"acme", "site", push, false},
		"/acme/site.js/git-upload-pack":                                        {"acme", "site.js", fetch, false},
		"/acme/site.git.git/git-upload-pack":                                   {},
		"/acme/.git/git-upload-pack":                                           {},
		"/acme/../git-upload-pack":                                             {},
		"/acme/site/git-upload-archive":                                        {},
		"/acme/site/info/refs":                                                 {},
		"/acme/site/info/refs?service=":                                        {},
		"/acme/site/info/refs?service=git-upload-pack&service=git-upload-pack": {},
		"/acme/site/x/git-upload-pack":                                         {},
		"/api/site/git-upload-pack":                                            {},
		"/acme/si%74e/git-upload-pack":                                         {},
		"/acme/site/git-upload-pack/":                                          {},
		"//acme/site/git-upload-pack":                                          {},
	} {
		path, query, _ := strings.Cut(address, "?")
		values, _ := url.ParseQuery(query)
		got, err := parse(path, values)
		if got != want || (err == nil) != (want != operation{}) {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
}

// Whatever comes, what is parsed is a name and a service, and needs a
// permission that fits: no path that reads takes one to write, or the other
// way round.
func FuzzParse(f *testing.F) {
	f.Add("/acme/site/info/refs", "service=git-upload-pack")
	f.Add("/acme/site.git/git-receive-pack", "service=git-upload-pack")
	f.Add("/acme/%2e%2e/git-upload-pack", "")
	f.Add("/acme/site/info/refs/../git-receive-pack", "service=git-upload-pack")
	f.Fuzz(func(t *testing.T, path, query string) {
		values, _ := url.ParseQuery(query)
		o, err := parse(path, values)
		if err != nil {
			if o != (operation{}) {
				t.Errorf("%q: %+v with %v", path, o, err)
			}
			return
		}
		if patrol.CheckLogin(o.owner) != "" || patrol.CheckRepositoryName(o.repo) != "" {
			t.Errorf("%q: %+v", path, o)
		}
		writes := o.service == patrol.ReceivePack
		e := o.errand(patrol.Origin{})
		if e.Reads == writes || (e.Takes == patrol.Write) != writes || (e.Needs[0]["contents"] == patrol.Write) != writes {
			t.Errorf("%q: %+v is taken for %+v", path, o, e)
		}
		if !o.advertise && strings.HasSuffix(path, "/git-receive-pack") != writes ||
			o.advertise != strings.HasSuffix(path, "/info/refs") {
			t.Errorf("%q: %+v", path, o)
		}
	})
}
