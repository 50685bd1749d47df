package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"patrol"
	"patrol/db/repos"
	"patrol/web"
)

// limits are the flags that say how much of something there may be.
type limits struct {
	TokensPerUser        int           `default:"50" help:"Most tokens of one user."`
	RepositoriesPerToken int           `default:"50" help:"Most repositories selected for one token."`
	RateLimit            int           `default:"0" help:"Most requests of one user to the REST API in an hour, GitHub has 5,000; 0 for any."`
	RateLimitAnonymous   int           `default:"0" help:"Most of those from one address without a token, GitHub has 60; 0 for any."`
	RateLimitReports     int           `default:"60" help:"Most reports of leaked tokens from one address in an hour."`
	RequestTime          time.Duration `default:"10s" help:"Longest that git works for an answer of the REST API, archives apart; 0 for any."`
	GitProcesses         int           `default:"16" help:"Most git requests served at once."`
	GitWait              time.Duration `default:"10s" help:"Longest that a git request waits for its turn."`
	GitTime              time.Duration `default:"1h" help:"Longest that a git request takes; 0 for any."`
	GitBodySize          size          `default:"2GiB" help:"Largest push, unpacked; 0 for any."`
}

// A home is the flag that says where new repositories are made.
type home struct {
	Repositories string `default:"repositories" placeholder:"DIR" help:"Folder in which repositories are made that programs ask for."`
}

// Validate says what is wrong with l. Kong calls it.
func (l limits) Validate() error {
	for _, flag := range []struct {
		name  string
		value int
	}{
		{"tokens-per-user", l.TokensPerUser},
		{"repositories-per-token", l.RepositoriesPerToken},
		{"rate-limit-reports", l.RateLimitReports},
		{"git-processes", l.GitProcesses},
	} {
		if flag.value < 1 {
			return fmt.Errorf("--%s must be at least 1", flag.name)
		}
	}
	if l.RateLimit < 0 || l.RateLimitAnonymous < 0 {
		return fmt.Errorf("--rate-limit and --rate-limit-anonymous may not be negative")
	}
	if l.RequestTime < 0 || l.GitWait < 0 || l.GitTime < 0 {
		return fmt.Errorf("--request-time, --git-wait and --git-time may not be negative")
	}
	return nil
}

// law are the limits that the authority minds.
func (l limits) law() patrol.Limits {
	return patrol.Limits{Tokens: l.TokensPerUser, Repositories: l.RepositoriesPerToken,
		Requests: l.RateLimit, AnonymousRequests: l.RateLimitAnonymous, Reports: l.RateLimitReports}
}

// disk are the limits to what git does on disk.
func (l limits) disk() repos.Limits {
	return repos.Limits{Processes: l.GitProcesses, Wait: l.GitWait}
}

// requests writes the limits to one request of a git client, or for an answer
// of the API, into o.
func (l limits) requests(o *web.Options) {
	o.Git.Body, o.Git.Time, o.RequestTime = int64(l.GitBodySize), l.GitTime, l.RequestTime
}

// A size is a number of bytes. In text it may have a unit, as in "512MiB".
type size int64

// units are what a size may be given in.
var units = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"B", 1}, {"", 1},
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *size) UnmarshalText(text []byte) error {
	for _, unit := range units {
		number, found := strings.CutSuffix(string(text), unit.name)
		if !found {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n < 0 || n > (1<<63-1)/unit.bytes {
			break
		}
		*s = size(n * unit.bytes)
		return nil
	}
	return fmt.Errorf("%q is not a size such as 512MiB", text)
}
