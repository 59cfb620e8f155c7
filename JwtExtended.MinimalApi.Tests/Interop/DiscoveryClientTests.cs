namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>
/// The metadata of an issuer, found and accepted by the npm packages <c>oauth4webapi</c> and <c>openid-client</c>: by RFC 8414 and by
/// OpenID Connect Discovery.
/// </summary>
[NonParallelizable]
[Category("Interop")]
public sealed class DiscoveryClientTests
{
    [Test]
    public async Task Clients_find_issuer_and_keys_by_both_rules([Values("", "/tenant/v1")] string path)
    {
        await using var issuer = await IssuerApp.StartAsync([JwtKey.Generate(JwtAlgorithm.ES256)], path: path);
        var (host, url) = (issuer.Issuer(), issuer.Issuer() + path);

        var found = await NodeScript.RunAsync<Case, Found>("discovery.js", [new(url, "oauth2"), new(url, "oidc")]);

        var keys = url + "/.well-known/jwks.json";
        found.Should().Equal(
            new Found(host + "/.well-known/oauth-authorization-server" + path, url, keys, 1),
            new Found(url + "/.well-known/openid-configuration", url, keys, 1));
    }

    internal sealed record Case(string Issuer, string Algorithm);

    internal sealed record Found(string Url, string Issuer, string JwksUri, int Keys);
}
