using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Peers;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A key that another process holds, over HTTP.</summary>
[Category("Engine")]
[NonParallelizable]
public sealed class RemoteKeyTests
{
    [Test]
    public async Task A_key_of_another_process_signs_and_when_that_is_gone_nothing_else_is()
    {
        await using var peer = Peer.Start("signer");
        using var client = new HttpClient { BaseAddress = new Uri((await peer.ReadLineAsync())!) };
        var key = JwtKey.FromSigner(await HttpSigner.ConnectAsync(client));
        await using var issuer = await IssuerApp.StartAsync([key], TimeProvider.System.GetUtcNow());
        await using var service = await BearerService.StartAsync(issuer.Issuer());
        await using var app = await SessionClient.StartAsync(
            cfg =>
            {
                cfg.Keys.Add(key);
                cfg.Keys.RefreshSecrets.Add(TestKeys.SecretText('p'));
            },
            static builder => builder.Configuration["Jwt:SecretKey"] = null);
        var accepted = await service.RequestAsync(await issuer.Jwt.CreateAccessTokenAsync("alice"));
        var pair = await app.Jwt.StartSessionAsync("alice");
        var renewed = await app.RefreshedAsync(pair.RefreshToken);

        peer.Kill();
        using var refused = await app.RefreshAsync(renewed.Refresh);

        accepted.Should().Be((HttpStatusCode.OK, "alice"));
        refused.Should().BeRefused(JwtErrorCode.SigningUnavailable);
        (await app.GetAsync("/me", renewed.Access)).Should().BeOk("alice");
        app.ReadToken(renewed.Refresh, TokenType.Refresh).Identity.Should().Be("alice");
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();
    }
}
