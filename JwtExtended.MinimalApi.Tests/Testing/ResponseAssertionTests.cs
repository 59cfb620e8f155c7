using System.Net;
using System.Text;

namespace JwtExtended.MinimalApi.Tests.Testing;

/// <summary>Assertions hold for the response that they name, and say of any other one what it is.</summary>
public sealed class ResponseAssertionTests
{
    [Test]
    public async Task A_refusal_is_told_by_its_code()
    {
        await using var app = await TestedApp.StartAsync();
        using var alice = app.Services.CreateClientAs("alice");

        using var denied = await alice.GetAsync("/admin");
        using var accepted = await alice.GetAsync("/me");

        (await denied.ReadJwtErrorCodeAsync()).Should().Be(JwtErrorCode.AccessDenied);
        await denied.ShouldBeRefusedAsync(JwtErrorCode.AccessDenied);
        (await accepted.ReadJwtErrorCodeAsync()).Should().BeNull();
        await accepted.ShouldBeAcceptedAsync();
        (await accepted.Content.ReadAsStringAsync()).Should().Be("alice", "the body can still be read");
    }

    [TestCase("Production", "Expected GET /admin to be refused as token_expired, but the response is 403 (Forbidden), access_denied. "
        + "The token does not grant access to this resource.")]
    [TestCase("Development", "Expected GET /admin to be refused as token_expired, but the response is 403 (Forbidden), access_denied. "
        + "The token does not grant access to this resource. *role*.")]
    public async Task Another_refusal_is_described_with_its_reason(string environment, string message)
    {
        await using var app = await TestedApp.StartAsync(environment: environment);
        using var alice = app.Services.CreateClientAs("alice");
        using var denied = await alice.GetAsync("/admin?jwt=secret");

        await FluentActions.Awaiting(() => denied.ShouldBeRefusedAsync(JwtErrorCode.TokenExpired))
            .Should().ThrowAsync<JwtAssertionException>().WithMessage(message);
        await FluentActions.Awaiting(() => denied.ShouldBeAcceptedAsync())
            .Should().ThrowAsync<JwtAssertionException>().WithMessage("Expected GET /admin to be accepted, but*access_denied*");
    }

    [TestCase(200, """{"access_token":"secret"}""", "but the response is 200 (OK).")]
    [TestCase(404, "", "but the response is 404 (Not Found), without a code. Its body: empty.")]
    [TestCase(401, """{"msg":"Expired"}""", """but the response is 401 (Unauthorized), without a code. Its body: {"msg":"Expired"}.""")]
    [TestCase(401, """{"code":"other"}""", """but the response is 401 (Unauthorized), without a code. Its body: {"code":"other"}.""")]
    [TestCase(401, """{"code":7}""", """but the response is 401 (Unauthorized), without a code. Its body: {"code":7}.""")]
    [TestCase(401, """{"code":"token_expired","status":403}""",
        "but the response is 401 (Unauthorized), token_expired, while its body says 403.")]
    [TestCase(500, "[]", "but the response is 500 (Internal Server Error), without a code. Its body: [].")]
    public async Task Another_response_is_described(int status, string body, string message)
    {
        using var response = Response(status, body);

        await FluentActions.Awaiting(() => response.ShouldBeRefusedAsync(JwtErrorCode.TokenExpired))
            .Should().ThrowAsync<JwtAssertionException>().WithMessage($"Expected the request to be refused as token_expired, {message}");
    }

    [Test]
    public async Task A_long_body_is_cut()
    {
        using var response = Response(500, new string('x', 1000));

        await FluentActions.Awaiting(() => response.ShouldBeRefusedAsync(JwtErrorCode.TokenExpired))
            .Should().ThrowAsync<JwtAssertionException>().WithMessage($"*{new string('x', 200)}....");
    }

    [TestCase(401, "", false)]
    [TestCase(403, "{}", false)]
    [TestCase(503, """{"code":"store_unavailable"}""", false)]
    [TestCase(503, "{}", true)]
    [TestCase(404, "", true)]
    [TestCase(204, "", true)]
    public async Task A_response_that_is_no_refusal_is_accepted(int status, string body, bool accepted)
    {
        using var response = Response(status, body);

        var assertion = FluentActions.Awaiting(() => response.ShouldBeAcceptedAsync());

        if (accepted)
            await assertion.Should().NotThrowAsync();
        else
            await assertion.Should().ThrowAsync<JwtAssertionException>();
    }

    [Test]
    public async Task Every_code_is_read_by_its_name([Values] JwtErrorCode code)
    {
        using var response = Response(400, $$"""{"code":{{System.Text.Json.JsonSerializer.Serialize(code)}}}""");

        (await response.ReadJwtErrorCodeAsync()).Should().Be(code);
        await response.ShouldBeRefusedAsync(code);
    }

    private static HttpResponseMessage Response(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
