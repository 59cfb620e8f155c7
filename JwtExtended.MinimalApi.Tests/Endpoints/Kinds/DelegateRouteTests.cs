using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds;

/// <summary>Routes whose handler is a request delegate, as libraries map them.</summary>
public sealed class DelegateRouteTests
{
    private static readonly RequestDelegate Handler =
        static context => context.Response.WriteAsync(context.GetJwtToken()?.Identity ?? "stranger");

    [Test]
    public async Task A_request_delegate_is_protected_by_each_call()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/required/{**path}", Handler).RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapMethods("/methods", ["GET", "MERGE"], Handler).RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapGroup("/group").RequireJwt(jwt => jwt.Allow("ADMIN")).Map("/any", Handler);
            routes.MapGet("/branch", Branch(routes)).RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapGet("/optional", Handler).OptionalJwt();
            routes.MapGroup("").RequireJwt().MapGet("/open", Handler).WithoutJwt();
        });
        var (admin, user) = (app.Jwt.CreateAccessToken("ada", "ADMIN"), app.Jwt.CreateAccessToken("alice"));

        foreach (var path in new[] { "/required/$metadata", "/methods", "/group/any", "/branch" })
        {
            (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.GetAsync(path, user)).Should().BeRefused(JwtErrorCode.AccessDenied);
            (await app.GetAsync(path, admin)).Should().BeOk("ada");
        }

        (await app.GetAsync("/optional")).Should().BeOk("stranger");
        (await app.GetAsync("/optional", user)).Should().BeOk("alice");
        (await app.GetAsync("/open", user)).Should().BeOk("stranger");
    }

    private static RequestDelegate Branch(WebApplication routes)
    {
        var branch = ((IApplicationBuilder)routes).New();
        branch.Run(Handler);
        return branch.Build();
    }
}
