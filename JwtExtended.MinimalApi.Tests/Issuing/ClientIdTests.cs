using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Issuing;

/// <summary>The client that a token is issued to (<c>client_id</c>, RFC 9068, 2.2).</summary>
public sealed class ClientIdTests
{
    [Test]
    public async Task Every_token_names_the_configured_client_or_that_of_its_descriptor()
    {
        await using var service = new TestService(cfg => cfg.ClientId = "web app");
        var jwt = service.Jwt;
        var mobile = new TokenDescriptor { ClientId = "mobile" };
        var (login, own) = (jwt.CreateTokenPair("alice"), jwt.CreateTokenPair("alice", mobile));

        foreach (var (text, type) in new[] { (login.AccessToken, TokenType.Access), (login.RefreshToken, TokenType.Refresh) })
            service.Read(text, type).ClientId.Should().Be("web app");
        foreach (var (text, type) in new[] { (own.AccessToken, TokenType.Access), (own.RefreshToken, TokenType.Refresh) })
            service.Read(text, type).ClientId.Should().Be("mobile");
        service.Read(jwt.CreateAccessToken("alice", TokenDescriptor.From(service.Read(own.AccessToken)))).ClientId.Should().Be("mobile");
    }

    [Test]
    public async Task It_is_the_application_name_unless_it_is_left_out()
    {
        await using var standard = new TestService();
        await using var silent = new TestService(cfg => cfg.ClientId = "");

        standard.Read(standard.Jwt.CreateAccessToken("alice")).ClientId.Should().Be("TestApp");
        standard.Jwt.Options.ClientId.Should().Be("TestApp");
        silent.Read(silent.Jwt.CreateAccessToken("alice")).ClientId.Should().BeNull();
        silent.Jwt.Options.ClientId.Should().BeEmpty();
    }

    [Test]
    public async Task A_refresh_keeps_the_client_of_the_session_whatever_OnRefresh_says([Values] bool handled)
    {
        await using var service = new TestService(cfg =>
        {
            if (handled)
                cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(new() { ClientId = "another", Role = "ADMIN" }));
        });
        var jwt = service.Jwt;
        var login = jwt.CreateTokenPair("alice", new TokenDescriptor { ClientId = "mobile" });

        var first = (await jwt.RefreshAsync(login.RefreshToken)).Pair!;
        var second = (await jwt.RefreshAsync(first.RefreshToken)).Pair!;

        service.Read(second.AccessToken).ClientId.Should().Be("mobile");
        service.Read(second.RefreshToken, TokenType.Refresh).ClientId.Should().Be("mobile");
        service.Read(second.AccessToken).Role.Should().Be(handled ? "ADMIN" : null);
    }

    [Test]
    public async Task It_is_reserved_is_in_the_principal_and_not_copied_from_one()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", (HttpContext context) => context.User.FindFirst("client_id")?.Value).RequireJwt());
        var claims = new TokenDescriptor { Claims = new JsonObject { ["client_id"] = "mobile" } };

        var written = () => app.Jwt.CreateAccessToken("alice", claims);
        using var response = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ClientId = "mobile" }));

        written.Should().Throw<ArgumentException>().WithMessage("The claim 'client_id' is reserved*");
        response.Should().BeOk("mobile");
    }

    [TestCase("")]
    [TestCase("a\nb")]
    [TestCase("ü")]
    public async Task What_is_no_client_id_is_misuse(string client)
    {
        await using var service = new TestService();

        service.Invoking(service => service.Jwt.CreateAccessToken("alice", new TokenDescriptor { ClientId = client }))
            .Should().Throw<ArgumentException>().WithMessage($"ClientId is '{client}'*RFC 6749, A.1*");
        if (client.Length > 0)
            FluentActions.Invoking(() => new TestService(cfg => cfg.ClientId = client)).Should()
                .Throw<OptionsValidationException>().WithMessage($"*ClientId is '{client}'*");
    }

    [Test]
    public async Task A_token_of_others_without_a_client_is_accepted_and_names_none()
    {
        await using var service = new TestService();

        service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload())).ClientId.Should().BeNull();
        service.Read(TokenForge.Sign(TokenForge.Header, TokenForge.Payload(",\"client_id\":\"x\""))).ClientId.Should().Be("x");
    }
}
