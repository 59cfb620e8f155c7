using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Testing;

/// <summary>Tokens are refused as they are meant to be, and their neighbors are accepted.</summary>
public sealed class RefusedTokenTests
{
    private static readonly JwtErrorCode[] Codes =
    [
        JwtErrorCode.TokenMalformed, JwtErrorCode.TokenInvalid, JwtErrorCode.TokenType, JwtErrorCode.TokenExpired,
        JwtErrorCode.TokenRevoked, JwtErrorCode.FreshRequired,
    ];

    private static readonly TokenDescriptor Admin = new() { Role = "ADMIN", Fresh = true };

    [Test]
    public async Task A_token_is_refused_with_its_code(
        [ValueSource(nameof(Codes))] JwtErrorCode code, [Values(TokenLocation.Header, TokenLocation.Cookie)] TokenLocation location)
    {
        await using var app = await TestedApp.StartAsync(cfg =>
        {
            cfg.Locations.Add(location);
            // What makes a token of another service one that is refused for another reason.
            (cfg.Issuer, cfg.Audience, cfg.RoleClaim) = ("https://issuer.example", "api", "groups");
            cfg.Leeway = TimeSpan.FromMinutes(2);
        });
        var token = await app.Services.CreateRefusedTokenAsync(code, "alice", Admin);
        using var client = app.Services.CreateClientWith(token);
        using var neighbor = app.Services.CreateClientAs("alice", Admin);

        using var refused = await client.GetAsync("/fresh");
        using var accepted = await neighbor.GetAsync("/fresh");

        refused.Should().BeRefused(code);
        accepted.Should().BeOk();
    }

    [Test]
    public async Task A_token_that_has_expired_is_one_of_the_app_in_all_other_respects()
    {
        await using var app = await TestedApp.StartAsync(cfg => cfg.RoleClaim = "groups");
        var expired = await app.Services.CreateRefusedTokenAsync(JwtErrorCode.TokenExpired, "alice", Admin);

        await using var reader = JwtService.Create(
            cfg =>
            {
                cfg.Keys.Add(app.Jwt.Keys.Signing);
                (cfg.Issuer, cfg.Audience) = ("TestApp", "TestApp");
                cfg.RoleClaim = "groups";
            },
            new FakeTimeProvider(TestApp.Start.AddSeconds(-61)));

        reader.Service.TryRead(expired, out var token, out _).Should().BeTrue();
        (token!.Identity, token.Role).Should().Be(("alice", "ADMIN"));
    }

    [Test]
    public async Task A_user_whose_tokens_are_revoked_still_has_tokens_that_are_refused_otherwise()
    {
        await using var app = await TestedApp.StartAsync();
        await app.Jwt.RevokeAllAsync("alice");
        using var client = app.Services.CreateClientWith(
            await app.Services.CreateRefusedTokenAsync(JwtErrorCode.TokenExpired, "alice"));

        using var response = await client.GetAsync("/me");

        response.Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Without_freshness_a_token_is_accepted_where_none_is_required()
    {
        await using var app = await TestedApp.StartAsync();
        using var client = app.Services.CreateClientWith(
            await app.Services.CreateRefusedTokenAsync(JwtErrorCode.FreshRequired, "alice", Admin));

        using var response = await client.GetAsync("/admin");

        response.Should().BeOk();
    }

    [Test]
    public async Task What_no_token_is_refused_with_is_misuse([Values] JwtErrorCode code)
    {
        if (Codes.Contains(code))
            Assert.Pass("A token is refused with it.");
        await using var app = await TestedApp.StartAsync();

        await FluentActions.Awaiting(() => app.Services.CreateRefusedTokenAsync(code, "alice"))
            .Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage($"No token alone is refused with {code}*");
    }

    [Test]
    public async Task What_the_app_refuses_already_cannot_be_revoked()
    {
        await using var app = await TestedApp.StartAsync();
        var future = new TokenDescriptor { NotBefore = TestApp.Start.AddMinutes(5) };

        await FluentActions.Awaiting(() => app.Services.CreateRefusedTokenAsync(JwtErrorCode.TokenRevoked, "alice", future))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*refuses it as TokenInvalid*");
    }
}
