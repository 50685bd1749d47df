package patrol

// A Reached is what a classic token got at by a request.
type Reached struct {
	OwnerID      int64  // whose it was; the token's user where it was nobody's
	RepositoryID int64  // 0 if it was about the owner alone
	Operation    string // such as "GET /repos/{owner}/{repo}" or "git-upload-pack"
	Open         bool   // anybody could have
}
