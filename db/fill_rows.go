package db

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// The statements that store a crowd. What stands in braces is of the Crowd;
// i is the number of a token, or of one of the people.
const (
	numbers = `WITH RECURSIVE n (i) AS (
		SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {last}) `
	thoseTokens = ` FROM tokens t WHERE t.id >= {before} + {first} AND t.id <= {before} + {last} `

	addPeople = numbers + `
		INSERT INTO accounts (login, name, email, kind, base, mode, light, dark, suspended_at, created_at)
		SELECT '{login}-' || CAST(i AS TEXT), '', '', 'User', 0, '', '', '', 0, {since} FROM n ORDER BY i`
	addMembers = numbers + `
		INSERT INTO memberships (account_id, user_id, role) SELECT {owner} + (i - 1) % {owners}, {user} + i - 1, 'member' FROM n`

	// One in five never ends; the others go on for up to a year. Two in five
	// are for one repository, if there are any.
	addTokens = numbers + `
		INSERT INTO tokens (user_id, owner_id, name, description, selection, repositories, permissions,
			state, created_at, issued_at, expires_at)
		SELECT {user} + (i - 1) % {people}, {owner} + (i - 1) % {people} % {owners}, {name} || ' ' || CAST(i AS TEXT), '',
			CASE WHEN {subset} THEN 'subset' ELSE 'all' END, CASE WHEN {subset} THEN {repository} ELSE '' END, {reach},
			CASE WHEN i <= {tokens} THEN 'active' ELSE 'pending' END, {made}, {made},
			CASE i % 5 WHEN 0 THEN 0 ELSE {now} + 86400 + i * 86413 % 31536000 END
		FROM n ORDER BY i`
	addWords = `
		INSERT INTO token_words (token_id, owner_id, word)
		SELECT t.id, t.owner_id, CASE k.k WHEN 1 THEN {name} ELSE CAST(i AS TEXT) END
		FROM (SELECT t.id, t.owner_id, t.id - {before} AS i` + thoseTokens + `) AS t
			CROSS JOIN (SELECT 1 AS k UNION ALL SELECT 2) AS k`
	// One in nine was never used.
	addUsage = `
		INSERT INTO token_usage (token_id, user_id, last_used_at, uses)
		SELECT id, user_id,
			CASE WHEN i > {tokens} OR i % 9 = 0 THEN 0
				ELSE {now} - i * 6389197 % (CASE WHEN {now} - created_at < 31536000 THEN {now} - created_at
					ELSE 31536000 END + 1) END,
			CASE WHEN i > {tokens} OR i % 9 = 0 THEN 0 ELSE 1 + i % 997 END
		FROM (SELECT t.id, t.user_id, t.created_at, t.id - {before} AS i` + thoseTokens + `) AS t ORDER BY id`
	addUses = `
		INSERT INTO token_uses (token_id, at, operation, address, agent)
		SELECT n.token_id, n.last_used_at, 'GET /user', '192.0.2.1', 'crowd' FROM token_usage n
		WHERE n.token_id >= {before} + {first} AND n.token_id <= {before} + {last} AND n.uses > 0
		ORDER BY n.token_id`

	addSelections = `
		INSERT INTO token_repositories (token_id, repository_id)
		SELECT t.id, CAST(t.repositories AS BIGINT)` + thoseTokens + `AND t.selection = 'subset' ORDER BY t.id`

	listedColumns = ` (token_id, owner_id, user_id, selection, repositories, permissions, ends_at, days, used_at, `
	listedValues  = `
		SELECT t.id, t.owner_id, t.user_id, t.selection, t.repositories, t.permissions, ` + lastIfNever + `,
			CASE t.expires_at WHEN 0 THEN 9223372036854775807 ELSE (t.expires_at - t.issued_at + 86399) / 86400 END,
			(SELECT n.last_used_at - n.last_used_at % 3600 FROM token_usage n WHERE n.token_id = t.id), `
	addGrants = `INSERT INTO grants` + listedColumns + `uses, enterprise_id, granted_by, granted_at, revoked_at)` +
		listedValues + `(SELECT n.uses FROM token_usage n WHERE n.token_id = t.id),
			(SELECT o.enterprise_id FROM accounts o WHERE o.id = t.owner_id), {reviewer}, t.created_at, 0` + thoseTokens + `AND t.state = 'active' ORDER BY t.id`
	addRequests = `INSERT INTO requests` + listedColumns + `reason, state, created_at, reviewed_at, review_reason)` +
		listedValues + `'For ' || t.name, 'open', t.created_at, 0, ''` + thoseTokens +
		`AND t.state = 'pending' ORDER BY t.id`

	// In the order of their times, as those who check the log expect it.
	addEvents = `
		INSERT INTO events (at, action, actor_id, user_id, owner_id, token_id, token_name, grant_id, request_id,
			detail, facts, address, agent)
		SELECT t.created_at,
			CASE WHEN k.k = 1 THEN '` + patrol.TokenCreated + `' WHEN g.id IS NULL THEN '` + patrol.RequestCreated + `'
				ELSE '` + patrol.AccessGranted + `' END,
			CASE WHEN k.k = 1 OR g.id IS NULL THEN t.user_id ELSE g.granted_by END, t.user_id,
			CASE k.k WHEN 1 THEN t.user_id ELSE t.owner_id END, t.id, t.name,
			CASE k.k WHEN 1 THEN 0 ELSE COALESCE(g.id, 0) END, CASE k.k WHEN 1 THEN 0 ELSE COALESCE(r.id, 0) END,
			CASE k.k WHEN 1 THEN '' ELSE COALESCE(r.reason, '') END,
			'{"repository_selection":"' || t.selection || '"}', '192.0.2.1', 'crowd'
		FROM (SELECT *` + thoseTokens + `) AS t CROSS JOIN (SELECT 1 AS k UNION ALL SELECT 2) AS k
			LEFT JOIN grants g ON g.token_id = t.id LEFT JOIN requests r ON r.token_id = t.id
		ORDER BY t.id, k.k`
)

// addBeside are the statements for what belongs to tokens that are there.
var addBeside = []string{addWords, addSelections, addUsage, addUses, addGrants, addRequests,
	addReach("grant"), addSelected("grant"), addReach("request"), addSelected("request"), addEvents}

// addReach enters what rows have into the table of permissions beside theirs.
// Rows are read once, in the order of the index that finds them.
func addReach(row string) string {
	return `INSERT INTO ` + row + `_permissions (` + row + `_id, owner_id, permission, level)
		SELECT x.id, x.owner_id, p.permission, p.level
		FROM ` + row + `s x CROSS JOIN ({levels}) AS p
		WHERE x.token_id >= {before} + {first} AND x.token_id <= {before} + {last} AND p.reach = x.permissions
		ORDER BY x.token_id`
}

// addSelected enters what rows select into the table of repositories beside theirs.
func addSelected(row string) string {
	return `INSERT INTO ` + row + `_repositories (` + row + `_id, repository_id)
		SELECT x.id, CAST(x.repositories AS BIGINT) FROM ` + row + `s x
		WHERE x.token_id >= {before} + {first} AND x.token_id <= {before} + {last} AND x.selection = 'subset'
		ORDER BY x.token_id`
}

// crowdNames are what tokens of a crowd are called, with their numbers.
var crowdNames = []string{"deploy", "nightly", "release", "backup", "mirror", "dashboard", "linter", "notebook"}

// crowdReaches are what they may do.
var crowdReaches = []patrol.Permissions{
	{"contents": patrol.Read, "metadata": patrol.Read},
	{"contents": patrol.Write, "metadata": patrol.Read, "pull_requests": patrol.Write},
	{"issues": patrol.Write, "metadata": patrol.Read},
	{"actions": patrol.Read, "contents": patrol.Read, "metadata": patrol.Read},
	{"administration": patrol.Write, "metadata": patrol.Read},
}

// run runs statements for the numbers from first to last.
func (f *filler) run(tx *tx, first, last int, statements ...string) error {
	subset := `i % 5 < 2`
	if len(f.Repositories) == 0 {
		subset = `i < 0`
	}
	names, reaches, levels, repositories := f.choices()
	text := func(n int64) string { return strconv.FormatInt(n, 10) }
	words := strings.NewReplacer(
		"{first}", text(int64(first)), "{last}", text(int64(last)), "{before}", text(f.before),
		"{owner}", text(f.OwnerID), "{owners}", text(int64(max(1, f.Owners))), "{user}", text(f.firstUser), "{people}", text(int64(max(1, f.People))),
		"{login}", f.Login, "{reviewer}", text(cmp.Or(f.ReviewerID, f.OwnerID)), "{tokens}", text(int64(f.Tokens)),
		"{since}", text(f.Since.Unix()), "{now}", text(f.Now.Unix()), "{made}", f.madeSQL(),
		"{name}", pick(`i`, names), "{reach}", pick(`i / 3`, reaches),
		"{levels}", strings.Join(levels, ` UNION ALL `), "{subset}", subset,
		"{repository}", pick(`i / 2`, repositories))
	for _, s := range statements {
		if err := tx.exec(words.Replace(s)); err != nil {
			return err
		}
	}
	return nil
}

// choices are what the tokens have one of, as SQL, and the levels of each reach.
func (f *filler) choices() (names, reaches, levels, repositories []string) {
	for _, name := range crowdNames {
		names = append(names, quoted(name))
	}
	for _, reach := range crowdReaches {
		text := quoted(reach.String())
		reaches = append(reaches, text)
		for _, permission := range slices.Sorted(maps.Keys(reach)) {
			levels = append(levels, fmt.Sprintf(`SELECT %s AS reach, %s AS permission, %d AS level`,
				text, quoted(permission), reach[permission]))
		}
	}
	for _, id := range f.Repositories {
		repositories = append(repositories, quoted(strconv.FormatInt(id, 10)))
	}
	return names, reaches, levels, repositories
}

// madeAt is when the nth token was made.
func (f *filler) madeAt(n int64) int64 {
	return f.Since.Unix() + n*int64(f.Until.Sub(f.Since)/time.Second)/int64(f.Tokens+f.Requests)
}

// madeSQL is madeAt of i.
func (f *filler) madeSQL() string {
	span := int64(f.Until.Sub(f.Since) / time.Second)
	return fmt.Sprintf(`%d + i * %d / %d`, f.Since.Unix(), span, f.Tokens+f.Requests)
}

// pick is an expression for one of some others, in turn by a number.
func pick(number string, of []string) string {
	if len(of) == 0 {
		return `''`
	}
	var text strings.Builder
	fmt.Fprintf(&text, `CASE %s %% %d`, number, len(of))
	for n, expression := range of {
		fmt.Fprintf(&text, ` WHEN %d THEN %s`, n, expression)
	}
	return text.String() + ` END`
}

// quoted is plain text as SQL has it.
func quoted(text string) string { return `'` + text + `'` }
