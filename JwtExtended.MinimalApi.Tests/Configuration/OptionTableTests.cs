using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Configuration;

/// <summary>The table describes every option, and what it says is what the application does.</summary>
public sealed class OptionTableTests
{
    private static readonly string PrivateKey = TestKeys.EcPem(ECCurve.NamedCurves.nistP256);

    // A text of the configuration for every key, other than the default, and the value that it binds to.
    private static readonly Dictionary<string, (string Text, object Value)> Samples = new()
    {
        ["SecretKey"] = (TestKeys.SecretText('s', 64), TestKeys.SecretText('s', 64)),
        ["PrivateKey"] = (PrivateKey, PrivateKey),
        ["PublicKey"] = (TestKeys.PublicPem(PrivateKey), TestKeys.PublicPem(PrivateKey)),
        ["Algorithm"] = ("hs384", JwtAlgorithm.HS384),
        ["Issuer"] = ("i", "i"),
        ["Audience"] = ("a", "a"),
        ["ClientId"] = ("c", "c"),
        ["AcceptedIssuers"] = ("https://a.example,b", new[] { "https://a.example", "b" }),
        ["AcceptedAudiences"] = ("c", new[] { "c" }),
        ["ValidateIssuer"] = ("false", false),
        ["ValidateAudience"] = ("False", false),
        ["AccessTokenExpires"] = ("00:01:00", TimeSpan.FromMinutes(1)),
        ["RefreshTokenExpires"] = ("2.0:00:00", TimeSpan.FromDays(2)),
        ["SessionExpires"] = ("3.00:00:00", TimeSpan.FromDays(3)),
        ["MaxSessions"] = ("5", 5),
        ["AllowNonExpiringTokens"] = ("true", true),
        ["Leeway"] = ("00:00:30.5", TimeSpan.FromSeconds(30.5)),
        ["MaxTokenLifetime"] = ("100.00:00:00", TimeSpan.FromDays(100)),
        ["MaxTokenLength"] = ("4096", 4096),
        ["VerifiedTokenCacheSize"] = ("10", 10),
        ["Locations"] = ("query,Header", new[] { TokenLocation.Query, TokenLocation.Header }),
        ["HeaderName"] = ("H", "H"),
        ["HeaderPrefix"] = ("P", "P"),
        ["HeaderPrefixes"] = ("Token,Bearer", new[] { "Token", "Bearer" }),
        ["Realm"] = ("orders", "orders"),
        ["RefreshHeaderName"] = ("RH", "RH"),
        ["RefreshHeaderPrefix"] = ("RP", "RP"),
        ["QueryParameter"] = ("q", "q"),
        ["PublicClaimNamespace"] = ("ns/", "ns/"),
        ["PrivateClaimPrefix"] = ("p", "p"),
        ["RoleClaim"] = ("roles", "roles"),
        ["MapInboundClaims"] = ("true", true),
        ["TraceUsers"] = ("true", true),
        ["Cookies:Carry"] = ("refreshonly", CookieCarry.RefreshOnly),
        ["Cookies:AccessName"] = ("access", "access"),
        ["Cookies:RefreshName"] = ("refresh", "refresh"),
        ["Cookies:Domain"] = ("example.com", "example.com"),
        ["Cookies:Path"] = ("/app", "/app"),
        ["Cookies:RefreshPath"] = ("/auth", "/auth"),
        ["Cookies:SameSite"] = ("strict", SameSiteMode.Strict),
        ["Cookies:Persistent"] = ("false", false),
        ["Cookies:Partitioned"] = ("true", true),
        ["Cookies:RefreshWithin"] = ("00:05:00", TimeSpan.FromMinutes(5)),
        ["Csrf:Mode"] = ("DoubleSubmit", CsrfMode.DoubleSubmit),
        ["Csrf:TrustedOrigins"] = ("https://a.example,https://b.example", new[] { "https://a.example", "https://b.example" }),
        ["Csrf:HeaderName"] = ("X-Csrf", "X-Csrf"),
        ["Csrf:FormField"] = ("field", "field"),
        ["Csrf:AccessCookieName"] = ("csrf", "csrf"),
        ["Csrf:RefreshCookieName"] = ("csrf", "csrf"),
        ["Introspection:AllowRefreshTokens"] = ("true", true),
        ["Keys:ReloadOnChange"] = ("false", false),
        ["Keys:KeepReplaced"] = ("false", false),
        ["Keys:SigningTimeout"] = ("00:00:10", TimeSpan.FromSeconds(10)),
        ["Keys:RefreshSecrets"] = (
            $"{TestKeys.SecretText('r')},{TestKeys.SecretText('s')}", new[] { TestKeys.SecretText('r'), TestKeys.SecretText('s') }),
        ["Rotation:GraceWindow"] = ("00:00:20", TimeSpan.FromSeconds(20)),
        ["Rotation:LostAnswerWindow"] = ("02:00:00", TimeSpan.FromHours(2)),
        ["Revocation:Timeout"] = ("00:00:02", TimeSpan.FromSeconds(2)),
        ["Revocation:RecheckInterval"] = ("00:00:10", TimeSpan.FromSeconds(10)),
        ["Revocation:OnStoreFailure"] = ("AcceptUntilExpiry", StoreFailureMode.AcceptUntilExpiry),
    };

    private static IEnumerable<string> Keys => OptionTable.Rows.Select(row => row.Key);

    private static IEnumerable<TestCaseData> Limits =>
        from row in OptionTable.Rows
        where row.Range is not null
        from isMaximum in new[] { false, true }
        select new TestCaseData(row.Key, isMaximum);

    [Test]
    public void Every_option_is_in_the_table() => Keys.Should().BeEquivalentTo(Properties().Select(property => property.Key));

    [TestCaseSource(nameof(Keys))]
    public async Task Every_key_of_the_section_is_bound(string key)
    {
        var row = OptionTable.Rows.Single(row => row.Key == key);
        var (text, expected) = Samples[key];
        Dictionary<string, object?> values = [];

        void Configure(JwtOptions options)
        {
            values = ValuesOf(options);
            options.OnRefresh(static _ => default);
        }

        await using var service = new TestService(Configure, builder =>
        {
            if (key is "PrivateKey" or "PublicKey")
                builder.Configuration["Jwt:SecretKey"] = "";
            foreach (var (path, value) in Paths(row, text))
                builder.Configuration["jwt:" + path] = value;
        });

        values[key].Should().BeEquivalentTo(expected, equivalency => equivalency.WithStrictOrdering());
        row.GetValue(new JwtOptions()).Should().NotBeEquivalentTo(expected);
        foreach (var other in OptionTable.Rows.Where(other => other.Key != key && other.Key != "SecretKey"))
            values[other.Key].Should().BeEquivalentTo(other.GetValue(new JwtOptions()), "{0} is not configured", other.Key);
    }

    [TestCaseSource(nameof(Limits))]
    public void A_limit_is_the_last_valid_value(string key, bool isMaximum)
    {
        var row = OptionTable.Rows.Single(row => row.Key == key);
        var limit = isMaximum ? row.Range!.Maximum : row.Range!.Minimum;

        Validate(row, limit).Should().BeNull();
        Validate(row, Next(limit, isMaximum ? 1 : -1)).Should()
            .StartWith($"{row.Name} is {Next(limit, isMaximum ? 1 : -1)}. Set {row.Range.Minimum} to {row.Range.Maximum}");
    }

    [TestCaseSource(nameof(Limits))]
    public void A_value_beyond_a_limit_stops_the_start(string key, bool isMaximum)
    {
        var row = OptionTable.Rows.Single(row => row.Key == key);
        var value = Next(isMaximum ? row.Range!.Maximum : row.Range!.Minimum, isMaximum ? 1 : -1);
        var builder = TestApp.CreateBuilder();
        builder.Configuration["Jwt:" + key] = value.ToString();

        var start = () => Jwt.Initialize(builder.Build());

        start.Should().Throw<OptionsValidationException>().WithMessage($"*{row.Name} is {value}. Set *");
    }

    [Test]
    public async Task Every_option_is_closed_after_the_start()
    {
        JwtOptions options = null!;
        await using var service = new TestService(cfg => options = cfg);

        foreach (var (key, owner, property) in Properties(options))
        {
            var change = () => property.CanWrite
                ? property.SetMethod!.Invoke(owner, [property.GetValue(owner)])
                : property.PropertyType.GetInterfaces().Append(property.PropertyType).Single(IsCollection).GetMethod("Clear")!
                    .Invoke(property.GetValue(owner), null);
            change.Should().Throw<TargetInvocationException>(key).WithInnerException<InvalidOperationException>()
                .WithMessage("*configuration is closed*");
        }
    }

    private static string? Validate(OptionDescriptor row, IComparable value)
    {
        var options = new JwtOptions();
        var (_, owner, property) = Properties(options).Single(property => property.Key == row.Key);
        property.SetValue(owner, value);
        return row.Validate(options);
    }

    private static IComparable Next(IComparable value, int step) => value switch
    {
        int number => number + step,
        TimeSpan duration => duration + TimeSpan.FromTicks(step),
        _ => throw new ArgumentException($"{value} has no next value."),
    };

    private static IEnumerable<(string Path, string Value)> Paths(OptionDescriptor row, string text) =>
        row.IsList ? text.Split(',').Select((item, i) => ($"{row.Key}:{i}", item)) : [(row.Key, text)];

    /// <summary>Finds every property that the configuration can set: settable ones and lists, nested options included.</summary>
    private static IEnumerable<(string Key, object Owner, PropertyInfo Property)> Properties(object? owner = null, string prefix = "")
    {
        owner ??= new JwtOptions();
        foreach (var property in owner.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanWrite || IsCollection(property.PropertyType) || property.PropertyType.GetInterfaces().Any(IsCollection))
                yield return (prefix + property.Name, owner, property);
            else
                foreach (var nested in Properties(property.GetValue(owner)!, $"{prefix}{property.Name}:"))
                    yield return nested;
        }
    }

    // As they are before the defaults are completed.
    private static Dictionary<string, object?> ValuesOf(JwtOptions options) => OptionTable.Rows.ToDictionary(
        static row => row.Key,
        row => row.GetValue(options) is ICollection list ? list.Cast<object>().ToArray() : row.GetValue(options));

    private static bool IsCollection(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ICollection<>);
}
