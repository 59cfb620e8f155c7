using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>
/// The npm packages <c>openid-client</c> and <c>oauth4webapi</c> as clients of an issuer: discovery, refresh, scope, reuse, revocation and
/// introspection.
/// </summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class OAuthNodeTests
{
    private static readonly string[] Libraries = ["openid-client", "oauth4webapi"];

    [Test]
    public async Task Sessions_go_on_and_end_as_the_clients_expect([Values("", "/tenant")] string path)
    {
        const string Told = "alice read write Bearer EDITOR";
        await using var issuer = await OAuthIssuer.StartAsync(path);
        var stories = Libraries.Select(library =>
        {
            var (pair, other) = (issuer.SignIn(), issuer.SignIn());
            return new OAuthStory(
                library, issuer.Issuer() + path, OAuthIssuer.Caller, OAuthIssuer.Secret, pair.RefreshToken, other.RefreshToken,
                other.AccessToken);
        });

        var results = await NodeScript.RunAsync<OAuthStory, OAuthStoryResult>("oauth.js", [.. stories]);

        results.Should().HaveCount(Libraries.Length).And.AllSatisfy(static result => result.Steps.Should().Equal(
            new Dictionary<string, string?>
            {
                ["first"] = "bearer 900",
                ["second"] = "bearer 900",
                ["third"] = "bearer 900",
                ["shrunk"] = "read",
                ["shrunk, told"] = "alice read Bearer EDITOR",
                ["wider"] = "400 invalid_scope",
                ["whole"] = "all",
                ["told to basic"] = Told,
                ["told to post"] = Told,
                ["told of a refresh token"] = "inactive",
                ["told to a wrong caller"] = "401 basic",
                ["told to nobody"] = "401 basic",
                ["revoked"] = "done",
                ["revoked, told"] = "inactive",
                ["revoked nothing"] = "done",
                ["goes on"] = Told,
                ["reused"] = "400 invalid_grant",
                ["ended"] = "400 invalid_grant",
                ["ended, told"] = "inactive",
                ["other, told"] = Told,
                ["other, revoked"] = "done",
                ["other, revoked, told"] = "inactive",
                ["other, refreshed"] = "400 invalid_grant",
            }));
    }
}
