using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Issuing;

/// <summary>An invalid descriptor throws and names the cure; a valid one next to it is issued.</summary>
public sealed class DescriptorRulesTests
{
    private readonly TestService _service = new(cfg =>
    {
        cfg.PublicClaimNamespace = "https://example.com/";
        cfg.PrivateClaimPrefix = "app";
    });

    [TearDown]
    public ValueTask TearDown() => _service.DisposeAsync();

    // As numbers: an attribute holds UTF-8, which has no lone surrogates.
    private static readonly int[][] UnwritableIdentities = [[], ['a', 0xD800, 'b'], [0xFFFD, 0xDC00], [0xD800]];

    private static IEnumerable<TestCaseData> Accepted =>
    [
        Case("session id of 64 characters", new TokenDescriptor { SessionId = new string('x', 64) }),
        Case("the longest lifetime", new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(30) }),
        Case("scopes of all characters", new TokenDescriptor { Scopes = ["!", "a:b/c~", "[]"] }),
        Case("not before within the lifetime", new TokenDescriptor { NotBefore = TestApp.Start.AddSeconds(899) }),
        Case(
            "a reserved name inside a public claim",
            new TokenDescriptor { PublicClaims = new() { ["a"] = new JsonObject { ["sub"] = 1 } } }),
        Case("a reserved name behind the namespace", new TokenDescriptor { PublicClaims = new() { ["sub"] = 1 } }),
        Case("a reserved name behind the prefix", new TokenDescriptor { PrivateClaims = new() { ["exp"] = 1 } }),
        Case(
            "one name as public, private and other claim",
            new TokenDescriptor { PublicClaims = new() { ["x"] = 1 }, PrivateClaims = new() { ["x"] = 1 }, Claims = new() { ["x"] = 1 } }),
    ];

    private static IEnumerable<TestCaseData> Refused =>
    [
        Case("*SessionId*1 to 64 characters*", new TokenDescriptor { SessionId = new string('x', 65) }),
        Case("*SessionId*", new TokenDescriptor { SessionId = "" }),
        Case("*SessionId*", new TokenDescriptor { SessionId = "a b" }),
        Case("*longer than MaxTokenLifetime*", new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(30) + TimeSpan.FromTicks(1) }),
        Case("*must be positive*", new TokenDescriptor { ExpiresIn = TimeSpan.Zero }),
        Case("*must be positive*", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(-5) }),
        Case("*AllowNonExpiringTokens is off*", new TokenDescriptor { ExpiresIn = Timeout.InfiniteTimeSpan }),
        Case("*NotBefore*expired already*", new TokenDescriptor { NotBefore = TestApp.Start.AddSeconds(900) }),
        Case("*FreshFor*positive*", new TokenDescriptor { FreshFor = TimeSpan.Zero }),
        Case("*FreshFor*positive*", new TokenDescriptor { FreshFor = Timeout.InfiniteTimeSpan }),
        Case("*scope*RFC 6749*", new TokenDescriptor { Scopes = ["a b"] }),
        Case("*scope*RFC 6749*", new TokenDescriptor { Scopes = ["a\"b"] }),
        Case("*scope*RFC 6749*", new TokenDescriptor { Scopes = [""] }),
        Case("*Audience is empty*", new TokenDescriptor { Audience = [] }),
        Case("*reserved for refresh tokens*", new TokenDescriptor { Audience = ["TestApp", "TestApp#refresh"] }),
        Case("*role*empty*", new TokenDescriptor { Role = "" }),
        Case("*role*empty*", new TokenDescriptor { Roles = ["a", ""] }),
        Case("*role*Unicode*", new TokenDescriptor { Role = "\uFFFD\ud800" }),
        Case("*issuer*empty*", new TokenDescriptor { Issuer = "" }),
        Case("*'sub' is reserved*", new TokenDescriptor { Claims = new() { ["sub"] = "admin" } }),
        Case("*'role' is reserved*", new TokenDescriptor { Claims = new() { ["role"] = "admin" } }),
        Case("*'seed' is reserved*", new TokenDescriptor { Claims = new() { ["seed"] = "x" } }),
        Case(
            "*'app_x' would be written twice*",
            new TokenDescriptor { PrivateClaims = new() { ["x"] = 1 }, Claims = new() { ["app_x"] = 1 } }),
        Case(
            "*'https://example.com/a/b' would be written twice*",
            new TokenDescriptor
            {
                PublicClaims = new() { ["a"] = new JsonObject { ["b"] = 1 } },
                Claims = new() { ["https://example.com/a/b"] = 1 },
            }),
        Case("*public claim 'a/b'*'/'*", new TokenDescriptor { PublicClaims = new() { ["a/b"] = 1 } }),
        Case("*public claim 'a/*", new TokenDescriptor { PublicClaims = new() { ["a"] = new JsonObject { [""] = 1 } } }),
        Case("*claims cannot be written*", new TokenDescriptor { Claims = new() { ["x"] = Nested(64) } }),
        Case("*name of a claim*Unicode*", new TokenDescriptor { Claims = new() { ["\ud800"] = 1 } }),
        Case("*MaxTokenLength is 8192*", new TokenDescriptor { Claims = new() { ["x"] = new string('x', 8000) } }),
    ];

    [TestCaseSource(nameof(Accepted))]
    public void A_descriptor_is_accepted(string what, TokenDescriptor descriptor) =>
        _service.Jwt.CreateAccessToken("alice", descriptor).Split('.').Should().HaveCount(3, what);

    [TestCaseSource(nameof(Refused))]
    public void A_descriptor_is_misuse(string message, TokenDescriptor descriptor)
    {
        var create = () => _service.Jwt.CreateAccessToken("alice", descriptor);

        create.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [TestCase("sub")]
    [TestCase("role")]
    public async Task Without_namespace_and_prefix_reserved_names_are_misuse_as_public_and_private_claims(string name)
    {
        await using var service = new TestService();

        var publicly = () => service.Jwt.CreateAccessToken("alice", new TokenDescriptor { PublicClaims = new() { [name] = 1 } });
        var privately = () => service.Jwt.CreateAccessToken("alice", new TokenDescriptor { PrivateClaims = new() { [name] = 1 } });

        publicly.Should().Throw<ArgumentException>().WithMessage("*reserved*");
        privately.Should().Throw<ArgumentException>().WithMessage("*reserved*");
    }

    [Test]
    public void An_identity_that_cannot_be_written_is_misuse([ValueSource(nameof(UnwritableIdentities))] int[] characters)
    {
        var identity = string.Concat(characters.Select(c => (char)c));

        var create = () => _service.Jwt.CreateAccessToken(identity);

        create.Should().Throw<ArgumentException>().WithMessage("The identity*");
    }

    [Test]
    public void The_deepest_nesting_that_is_read_is_written()
    {
        var descriptor = new TokenDescriptor { Claims = new() { ["x"] = Nested(63) } };

        _service.Read(_service.Jwt.CreateAccessToken("alice", descriptor)).Identity.Should().Be("alice");
    }

    private static TestCaseData Case(string message, TokenDescriptor descriptor) => new(message, descriptor);

    private static JsonArray Nested(int levels)
    {
        var outer = new JsonArray();
        for (var i = 1; i < levels; i++)
            outer = [outer];
        return outer;
    }
}
