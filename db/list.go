package db

import (
	"math"
	"strconv"
	"time"

	"patrol"
)

// A list is what owners page through: rows i of a table that are in force,
// with the narrow tables that they are filtered by.
type list struct {
	table, inForce                  string
	permissions, repositories, item string // the register, and its column that names a row
	row                             string // the id, where rows are read with all that belongs to them
}

var (
	grantList    = list{"grants", "i.revoked_at = 0", "grant_permissions", "grant_repositories", "grant_id", "g.id"}
	footholdList = list{table: "footholds", inForce: "i.revoked_at = 0", repositories: "visits",
		item: "foothold_id", row: "c.id"}
	shutOutList = list{table: "footholds", inForce: "i.revoked_at > 0", repositories: "visits",
		item: "foothold_id", row: "c.id"}
	requestList = list{"requests", "i.state = 'open'", "request_permissions", "request_repositories", "request_id", "r.id"}
)

// listOrders are the orders that lists offer. Each has its index.
var listOrders = map[patrol.TokenSort]order{
	patrol.ByNewest:   {key: "i.id", id: "i.id", down: true},
	patrol.ByOldest:   {key: "i.id", id: "i.id"},
	patrol.ByExpiry:   {key: "i.ends_at", id: "i.id"},
	patrol.ByLastUsed: {key: "i.used_at", id: "i.id", down: true},
}

// orderOf is the order that q asks for; what is not offered is the first one.
func orderOf(q patrol.ListQuery) order {
	if o, known := listOrders[q.Sort]; known {
		return o
	}
	return listOrders[patrol.ByNewest]
}

// never is when what never ends does.
const never = math.MaxInt64

// hour is how exactly lists know when a token was used.
const hour = time.Hour

// An entry is the place of a row in a list.
type entry struct{ id, key int64 }

func scanEntry(row scanner, e *entry) error { return row.Scan(&e.id, &e.key) }

func (e *entry) cursor(back bool) cursor { return cursor{back, e.id, strconv.FormatInt(e.key, 10)} }
