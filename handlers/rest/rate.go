package rest

import (
	"net/http"
	"strconv"

	"patrol"
)

// rateLimitRoute asks what is left, and costs nothing.
const rateLimitRoute = "GET /rate_limit"

// spend counts c, and says in its headers how many requests are left.
//
// GitHub: "Rate limits for the REST API", Checking the status of your rate limit.
func (h *API) spend(c *call, address string) error {
	if c.match.Route() == rateLimitRoute {
		return nil
	}
	rate, err := h.Authority.Spend(c.Pass, address)
	if rate.Limit == 0 {
		return err
	}
	header := c.Response().Header()
	header["X-Ratelimit-Limit"] = []string{strconv.Itoa(rate.Limit)}
	header["X-Ratelimit-Remaining"] = []string{strconv.Itoa(rate.Remaining())}
	header["X-Ratelimit-Used"] = []string{strconv.Itoa(rate.Used)}
	header["X-Ratelimit-Reset"] = []string{strconv.FormatInt(rate.Reset.Unix(), 10)}
	header["X-Ratelimit-Resource"] = []string{"core"}
	return err
}

// getRateLimit answers what is left; where there is no limit, as GitHub
// Enterprise Server does then, which has none by default.
func (h *API) getRateLimit(c *call) error {
	rate := h.Authority.Rate(c.Pass, c.RealIP())
	if rate.Limit == 0 {
		return &patrol.Error{Kind: patrol.NotFound, Message: "Rate limiting is not enabled."}
	}
	version, _ := supported(c.Request())
	return send(c, http.StatusOK, rateLimits(rate, version))
}

// rateLimits is a rate, for all operations are counted together.
func rateLimits(rate patrol.Rate, version string) []byte {
	var core, resources, o object
	core.number("limit", int64(rate.Limit))
	core.number("used", int64(rate.Used))
	core.number("remaining", int64(rate.Remaining()))
	core.number("reset", rate.Reset.Unix())
	all := core.end()
	resources.raw("core", all)
	resources.raw("search", all)
	o.raw("resources", resources.end())
	if version == versions[0] {
		o.raw("rate", all) // which newer versions leave out
	}
	return o.end()
}
