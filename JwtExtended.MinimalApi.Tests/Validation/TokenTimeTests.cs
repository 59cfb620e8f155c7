using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Validation;

public sealed class TokenTimeTests
{
    [Test]
    public async Task Expiry_is_exact_to_the_second_without_leeway()
    {
        await using var service = new TestService(cfg => cfg.AccessTokenExpires = TimeSpan.FromSeconds(10));
        var token = service.Jwt.CreateAccessToken("alice");

        service.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        service.Read(token);

        service.Time.Advance(TimeSpan.FromTicks(1));
        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Expiry_includes_the_leeway_and_nothing_beyond()
    {
        await using var service = new TestService(cfg =>
        {
            cfg.AccessTokenExpires = TimeSpan.FromSeconds(10);
            cfg.Leeway = TimeSpan.FromSeconds(30);
        });
        var token = service.Jwt.CreateAccessToken("alice");

        service.Time.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromTicks(1));
        service.Read(token);

        service.Time.Advance(TimeSpan.FromTicks(1));
        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Not_before_is_inclusive()
    {
        await using var service = new TestService();
        var token = service.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddSeconds(30) });

        service.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        service.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);

        service.Time.Advance(TimeSpan.FromTicks(1));
        service.Read(token).Nbf.Should().Be(TestApp.Start.AddSeconds(30));
    }

    [Test]
    public async Task Not_before_includes_the_leeway()
    {
        await using var service = new TestService(cfg => cfg.Leeway = TimeSpan.FromSeconds(30));

        service.Read(service.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddSeconds(30) }));
        service.ReadRefused(service.Jwt.CreateAccessToken("alice", new TokenDescriptor { NotBefore = TestApp.Start.AddSeconds(31) }))
            .Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task A_token_longer_than_the_maximum_lifetime_is_refused_although_its_signature_is_valid()
    {
        await using var permissive = new TestService(cfg => cfg.MaxTokenLifetime = TimeSpan.FromDays(90));
        await using var strict = new TestService();
        var token = permissive.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(90) });

        permissive.Read(token);
        strict.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public async Task A_token_without_expiry_is_accepted_only_where_that_is_allowed()
    {
        await using var permissive = new TestService(cfg => cfg.AllowNonExpiringTokens = true);
        await using var strict = new TestService();
        var token = permissive.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = Timeout.InfiniteTimeSpan });

        permissive.Time.Advance(TimeSpan.FromDays(1_000));
        permissive.Read(token).Exp.Should().BeNull();
        strict.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
    }
}
