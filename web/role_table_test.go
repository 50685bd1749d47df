package web_test

// pageTable is what each page answers each role, and the form that it is sent:
//
//	i  they are in: this page, or on to another of theirs
//	s  they have to sign in, and come back then
//	o  they are out, on the page to sign in
//	n  there is no such page
//	x  this form makes no sense
//	r  they may see it, and not do that
//
// Those that change much come last.
const pageTable = `
oiiiii GET  /
iiiiii GET  /login
xiiiii GET  /login/check
nnnnnn GET  /setup/:key
nnnnnn POST /setup/:key enterprise=e&login=eve&email=e@e.test&password=battery+staple&again=battery+staple
nnnnnn GET  /password/:key
nnnnnn POST /password/:key
nnnnnn GET  /unsubscribe/:key
nnnnnn POST /unsubscribe/:key
siiiii GET  /confirm
siiiii POST /confirm to=/notifications
siiiii GET  /notifications
siiiii GET  /settings/notifications
siiiii GET  /settings/appearance
siiiii GET  /settings/password
siiiii GET  /settings/sessions
snnnni GET  /settings/outbox
siiiii GET  /settings/security-log
siiiii GET  /settings/security-log.csv
siiiii GET  /settings/security-log.jsonl
siiiii GET  /settings/personal-access-tokens
siiiii GET  /settings/tokens
siiiii GET  /settings/tokens/new
sninnn GET  /settings/tokens/:id
sninnn GET  /settings/tokens/:id/edit
sninnn GET  /settings/tokens/:id/move
sninnn GET  /settings/tokens/:id/regenerate
sninnn GET  /settings/tokens/:id/delete
siiiii GET  /settings/personal-access-tokens/new
siiiii GET  /settings/personal-access-tokens/operations
siiiii GET  /settings/rest-api
sninnn GET  /settings/personal-access-tokens/:id
sninnn GET  /settings/personal-access-tokens/:id/edit
sninnn GET  /settings/personal-access-tokens/:id/regenerate
sninnn GET  /settings/personal-access-tokens/:id/delete
snnnin GET  /organizations/:org/settings/personal-access-tokens
snnnin GET  /organizations/:org/settings/personal-access-tokens/active
snnnin GET  /organizations/:org/settings/personal-access-tokens/active.csv
snnnin GET  /organizations/:org/settings/personal-access-tokens/classic
snnnin GET  /organizations/:org/settings/personal-access-tokens/classic.csv
snnnin GET  /organizations/:org/settings/personal-access-tokens/classic/:id/revoke
snnnni GET  /enterprises/:enterprise/settings/classic-tokens
snnnni GET  /enterprises/:enterprise/settings/classic-tokens.csv
snnnin GET  /organizations/:org/settings/personal-access-tokens/:id
snnnin GET  /organizations/:org/settings/personal-access-tokens/:id/revoke
snnnin GET  /organizations/:org/settings/personal-access-tokens/bulk
snnnin GET  /organizations/:org/settings/personal-access-tokens/bulk/:id
snnnin GET  /organizations/:org/settings/personal-access-token-requests
snnnin GET  /organizations/:org/settings/personal-access-token-requests.csv
snnnin GET  /organizations/:org/settings/personal-access-token-requests/:id
snnnin GET  /organizations/:org/settings/hooks
snnnin GET  /organizations/:org/settings/hooks/new
snnnin GET  /organizations/:org/settings/hooks/:id
snnnin GET  /organizations/:org/settings/hooks/:id/delete
snnnin GET  /organizations/:org/settings/hooks/:id/deliveries/:delivery
snnnin GET  /organizations/:org/settings/audit-log
snnnin GET  /organizations/:org/settings/audit-log.csv
snnnin GET  /organizations/:org/settings/audit-log.jsonl
siiiii GET  /enterprises/:enterprise
siiiii GET  /enterprises/:enterprise/settings
snnnni GET  /enterprises/:enterprise/settings/personal-access-tokens
snnnni GET  /enterprises/:enterprise/settings/personal-access-tokens/effect
snnnni GET  /enterprises/:enterprise/settings/personal-access-tokens/review kind=fine-grained&block=access&was=&access=yes
snnnni GET  /enterprises/:enterprise/settings/personal-access-tokens/history
snnnni GET  /enterprises/:enterprise/settings/personal-access-tokens/history/:id
snnnni GET  /enterprises/:enterprise/settings/organizations
snnnni GET  /enterprises/:enterprise/settings/tokens
snnnni GET  /enterprises/:enterprise/settings/tokens.csv
snnnni GET  /enterprises/:enterprise/settings/tokens/:id
snnnni GET  /enterprises/:enterprise/settings/tokens/:id/revoke
snnnni GET  /enterprises/:enterprise/settings/tokens/bulk
snnnni GET  /enterprises/:enterprise/settings/tokens/bulk/:id
snnnni GET  /enterprises/:enterprise/settings/people
snnnni GET  /enterprises/:enterprise/settings/people/:login/remove
snnnni GET  /enterprises/:enterprise/settings/audit-log
snnnni GET  /enterprises/:enterprise/settings/audit-log.csv
snnnni GET  /enterprises/:enterprise/settings/audit-log.jsonl
siiiii POST /notifications newest=1
sninnn POST /notifications/:id
siiiii POST /settings/notifications requests=daily
siiiii POST /settings/appearance mode=system
siiiii POST /settings/personal-access-tokens/new name=new
sxixxx POST /settings/personal-access-tokens action=create&name=new&owner=dana&expires_in=30&repositories=none
sxixix POST /settings/personal-access-tokens action=create&name=two&owner=acme&expires_in=30&repositories=none
sninnn POST /settings/personal-access-tokens/:id/edit action=save&name=renamed&owner=acme&repositories=none
sninnn POST /settings/personal-access-tokens/:id/regenerate secret=:id&expires_in=30
snnnin POST /organizations/:org/settings/personal-access-tokens kind=fine-grained&block=access&was=&access=yes
snnnin POST /organizations/:org/settings/personal-access-tokens/active action=revoke&id=0&confirmed=1
snnnin POST /organizations/:org/settings/personal-access-tokens/:id/revoke
snnnin POST /organizations/:org/settings/personal-access-tokens/classic id=:foothold
snnnin POST /organizations/:org/settings/personal-access-tokens/classic/:id/revoke
snnnin GET  /organizations/:org/settings/personal-access-tokens/classic/:id/let-in
snnnin POST /organizations/:org/settings/personal-access-tokens/classic/:id/let-in
snnnin POST /organizations/:org/settings/personal-access-token-requests action=approve&id=0&confirmed=1
snnnin POST /organizations/:org/settings/personal-access-token-requests/:id action=deny
siiiii POST /settings/tokens note=new&expires_in=30&scope=repo
sninnn POST /settings/tokens/:id/edit note=renamed&scope=gist
sninnn POST /settings/tokens/:id/regenerate expires_in=30&secret=:id
sninnn POST /settings/tokens/:id/delete
sninnn POST /settings/personal-access-tokens/:id/cancel
sninnn POST /settings/personal-access-tokens/:id/ask
sninnn POST /settings/personal-access-tokens/:id/delete
snnnni POST /enterprises/:enterprise/settings/personal-access-tokens/history/:id/withdraw
snnnni POST /enterprises/:enterprise/settings/personal-access-tokens/history/:id/roll-back note=why
snnnni POST /enterprises/:enterprise/settings/personal-access-tokens kind=fine-grained&block=access&was=&access=yes
snnnni POST /enterprises/:enterprise/settings/tokens action=revoke&id=0&confirmed=1
snnnni POST /enterprises/:enterprise/settings/tokens/:id/revoke
snnnni POST /enterprises/:enterprise/settings/people login=dana
snnnni POST /enterprises/:enterprise/settings/people/:login/remove
snnnin POST /organizations/:org/settings/hooks url=https://other.test/&unsigned=1
snnnin POST /organizations/:org/settings/hooks/:id url=https://other.test/&unsigned=1
snnnin POST /organizations/:org/settings/hooks/:id/ping
snnnin POST /organizations/:org/settings/hooks/:id/deliveries/:delivery
snnnin POST /organizations/:org/settings/hooks/:id/delete
iiiiii POST /login login=sam&password=correct+horse
siiiii POST /settings/sessions/:id
sooooo POST /settings/sessions/everywhere
oooooo POST /logout
siiiii POST /settings/password password=battery+staple&again=battery+staple
`

// apiTable is the same of the operations that Patrol serves itself, of
// acme/site, where they are about a repository, with a token for acme if they
// can have one. Those that change something are sent without a body.
const apiTable = `
iiiiii GET /
iiiiii GET /meta
xrrrrr POST /credentials/revoke
iiiiii GET /openapi.json
nnnnnn GET /rate_limit
siiiii GET /user
siiiii GET /user/orgs
siiiii GET /user/repos
iiiiii GET /user/{account_id}
iiiiii GET /users/{username}
iiiiii GET /orgs/{org}
iiiiii GET /orgs/{org}/repos
srrrrr GET /orgs/{org}/personal-access-token-requests
srrrrr POST /orgs/{org}/personal-access-token-requests
srrrrr POST /orgs/{org}/personal-access-token-requests/{pat_request_id}
srrrrr GET /orgs/{org}/personal-access-token-requests/{pat_request_id}/repositories
srrrrr GET /orgs/{org}/personal-access-tokens
srrrrr POST /orgs/{org}/personal-access-tokens
srrrrr POST /orgs/{org}/personal-access-tokens/{pat_id}
srrrrr GET /orgs/{org}/personal-access-tokens/{pat_id}/repositories
srrrrr GET /user/personal-access-tokens
srrrrr POST /user/personal-access-tokens
srrrrr GET /user/personal-access-tokens/{token_id}
srrrrr POST /user/personal-access-tokens/{token_id}/regenerate
srrrrr DELETE /user/personal-access-tokens/{token_id}
srrrrr GET /orgs/{org}/personal-access-token-policy
srrrrr PATCH /orgs/{org}/personal-access-token-policy
nnnnnn GET /enterprises/{enterprise}/personal-access-token-policy
nnnnnn PATCH /enterprises/{enterprise}/personal-access-token-policy
srrrrr PATCH /user
srrrrr GET /user/emails
srrrrr POST /user/repos
srrrrr GET /orgs/{org}/members
srrrrr GET /orgs/{org}/members/{username}
srrrrr POST /orgs/{org}/repos
srrrrr GET /orgs/{org}/credential-authorizations
srrrrr DELETE /orgs/{org}/credential-authorizations/{credential_id}
nninin GET /repos/{owner}/{repo}
nnrnrn PATCH /repos/{owner}/{repo}
nnrnrn POST /repos/{owner}/{repo}/transfer
nnrnrn DELETE /repos/{owner}/{repo}
nninin GET /repos/{owner}/{repo}/collaborators
nninin GET /repos/{owner}/{repo}/collaborators/{username}
nninin GET /repos/{owner}/{repo}/collaborators/{username}/permission
nnrnrn GET /repos/{owner}/{repo}/issues
nnrnrn POST /repos/{owner}/{repo}/issues
nnrnrn GET /repos/{owner}/{repo}/issues/{issue_number}
nnrnrn PATCH /repos/{owner}/{repo}/issues/{issue_number}
nnrnrn GET /repos/{owner}/{repo}/issues/{issue_number}/comments
nnrnrn POST /repos/{owner}/{repo}/issues/{issue_number}/comments
nnrnrn GET /repos/{owner}/{repo}/issues/comments/{comment_id}
nnrnrn PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}
nnrnrn DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}
nnrnrn GET /repos/{owner}/{repo}/issues/{issue_number}/labels
nnrnrn POST /repos/{owner}/{repo}/issues/{issue_number}/labels
nnrnrn DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}
nnrnrn PUT /repos/{owner}/{repo}/issues/{issue_number}/labels
nnrnrn DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels
nnrnrn POST /repos/{owner}/{repo}/issues/{issue_number}/assignees
nnrnrn DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees
nnrnrn GET /repos/{owner}/{repo}/issues/{issue_number}/assignees/{assignee}
nnrnrn PUT /repos/{owner}/{repo}/issues/{issue_number}/lock
nnrnrn DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock
nnrnrn GET /repos/{owner}/{repo}/assignees
nnrnrn GET /repos/{owner}/{repo}/assignees/{assignee}
nnrnrn GET /repos/{owner}/{repo}/labels
nnrnrn POST /repos/{owner}/{repo}/labels
nnrnrn GET /repos/{owner}/{repo}/labels/{name}
nnrnrn PATCH /repos/{owner}/{repo}/labels/{name}
nnrnrn DELETE /repos/{owner}/{repo}/labels/{name}
nnrnrn PUT /repos/{owner}/{repo}/collaborators/{username}
nnrnrn DELETE /repos/{owner}/{repo}/collaborators/{username}
nninin GET /repos/{owner}/{repo}/contents/{path}
nnxnxn PUT /repos/{owner}/{repo}/contents/{path}
nnxnxn DELETE /repos/{owner}/{repo}/contents/{path}
nninin GET /repos/{owner}/{repo}/readme
nnnnnn GET /repos/{owner}/{repo}/readme/{dir}
nninin GET /repos/{owner}/{repo}/branches
nninin GET /repos/{owner}/{repo}/branches/{branch}
nninin GET /repos/{owner}/{repo}/tags
nninin GET /repos/{owner}/{repo}/commits
nninin GET /repos/{owner}/{repo}/commits/{ref}
nninin GET /repos/{owner}/{repo}/compare/{basehead}
nninin GET /repos/{owner}/{repo}/tarball/{ref}
nninin GET /repos/{owner}/{repo}/zipball/{ref}
nninin GET /repos/{owner}/{repo}/git/ref/{ref}
nninin GET /repos/{owner}/{repo}/git/matching-refs/{ref}
nnxnxn POST /repos/{owner}/{repo}/git/refs
nnxnxn PATCH /repos/{owner}/{repo}/git/refs/{ref}
nnxnxn DELETE /repos/{owner}/{repo}/git/refs/{ref}
nninin GET /repos/{owner}/{repo}/git/blobs/{file_sha}
nnxnxn POST /repos/{owner}/{repo}/git/blobs
nninin GET /repos/{owner}/{repo}/git/trees/{tree_sha}
nnxnxn POST /repos/{owner}/{repo}/git/trees
nninin GET /repos/{owner}/{repo}/git/commits/{commit_sha}
nnxnxn POST /repos/{owner}/{repo}/git/commits
nninin GET /repos/{owner}/{repo}/git/tags/{tag_sha}
nnxnxn POST /repos/{owner}/{repo}/git/tags
`

// gitTable is the same of what git clients ask about a private repository and a
// public one, with a token that may write to all of acme's, if they can have
// one. That cole may write to acme/site opens it to no token of his.
const gitTable = `
sninin GET  /:owner/:repo/info/refs acme/site?service=git-upload-pack
sninin GET  /:owner/:repo/info/refs acme/site.git?service=git-receive-pack
sninin POST /:owner/:repo/git-upload-pack acme/site.git
sninin POST /:owner/:repo/git-receive-pack acme/site
iiiiii GET  /:owner/:repo/info/refs acme/docs.git?service=git-upload-pack
sririr GET  /:owner/:repo/info/refs acme/docs?service=git-receive-pack
iiiiii POST /:owner/:repo/git-upload-pack acme/docs
sririr POST /:owner/:repo/git-receive-pack acme/docs.git
`
