namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>The metadata of a protected resource (RFC 9728), found by the npm package <c>oauth4webapi</c> from a refusal alone.</summary>
[NonParallelizable]
[Category("Interop")]
public sealed class ResourceClientTests
{
    [Test]
    public async Task A_client_finds_issuer_and_scopes_from_a_refused_request([Values("", "/api")] string path)
    {
        await using var app = await IssuerApp.StartAsync(
            [JwtKey.Generate(JwtAlgorithm.ES256)],
            path: path,
            configure: cfg => cfg.Audience = cfg.Issuer,
            map: routes =>
            {
                routes.MapJwtResourceMetadata();
                routes.MapGet("/orders", () => "ok").RequireJwt(jwt => jwt.Scope("orders:read"));
            });
        var resource = app.Issuer() + path;

        var found = await NodeScript.RunAsync<Case, Found>("resource.js", [new(resource, "/orders")]);

        var address = app.Issuer() + "/.well-known/oauth-protected-resource" + path;
        found.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new Found(address, address, resource, ["header"], ["orders:read"]));
    }

    internal sealed record Case(string Resource, string Path);

    internal sealed record Found(string Address, string Url, string Issuer, string[] BearerMethods, string[] Scopes);
}
