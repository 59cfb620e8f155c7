using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Maps the verified payload of another issuer to the claims of this package. What it says of sessions, freshness and tickets means
/// nothing here, and is dropped: the other issuer may let its users choose such claims.
/// </summary>
internal sealed class LegacyPayload
{
    private const string FlaskType = "type";
    private const string FlaskIdentity = "identity";

    private static readonly Refusal Malformed = new(JwtErrorCode.TokenMalformed, "The payload is not a JSON object of a permitted form.");
    private static readonly Refusal WrongType = new(JwtErrorCode.TokenMalformed, "A claim is not of its type:");

    private static readonly Refusal NoIdentity = new(
        JwtErrorCode.TokenMalformed, "The payload does not name its identity in exactly one claim, as a string or an integer.");

    private static readonly Refusal NoIssueTime = new(
        JwtErrorCode.TokenMalformed, "The payload has no iat, and MaxTokenLifetime of the legacy tokens is not set.");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    // Written here, or not taken over.
    private static readonly FrozenSet<string> Dropped = new[]
    {
        "sub", "exp", "iat", "jti", "scope", "sid", "sst", "gen", "lim", "seed", "ticket", "fresh", "auth_time",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly LegacyIssuer _issuer;
    private readonly JsonElement _claims;
    private readonly string _tokenId;

    private LegacyPayload(LegacyIssuer issuer, JsonElement claims, string tokenId)
    {
        _issuer = issuer;
        _claims = claims;
        _tokenId = tokenId;
    }

    /// <summary>Gets the claims of an access token. It expires no later than the time until which the issuer is accepted.</summary>
    public byte[] Access { get; private set; } = [];

    /// <summary>Gets the token's own expiration time; <see langword="null"/> = never.</summary>
    public DateTimeOffset? Expires => ExpirySeconds is { } seconds ? Time(seconds) : null;

    /// <summary>Gets the type that the claims say: the claim <c>type</c> of Flask-JWT-Extended.</summary>
    public string? Type { get; private init; }

    private string Identity { get; init; } = "";

    private string Scope { get; init; } = "";

    private decimal? ExpirySeconds { get; init; }

    private decimal IssuedSeconds { get; init; }

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">The decoded payload, whose signature is verified.</param>
    /// <param name="issuer">The issuer.</param>
    /// <param name="tokenId">The <c>jti</c> of a token that has none.</param>
    /// <param name="result">The payload, unless it is refused.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? Read(byte[] payload, LegacyIssuer issuer, string tokenId, out LegacyPayload result)
    {
        result = null!;
        // The parser does not check texts that are not read.
        if (!Utf8.IsValid(payload))
            return Malformed;
        try
        {
            var claims = JsonElement.Parse(payload, Strict);
            return claims.ValueKind == JsonValueKind.Object ? Read(claims, issuer, tokenId, out result) : Malformed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate. Bad input is a value, not an exception.
            return Malformed;
        }
    }

    /// <summary>Writes the claims of a refresh token that belongs to a session of this package.</summary>
    /// <param name="session">The session.</param>
    /// <returns>The payload. What is exchanged has its own expiration time.</returns>
    public byte[] Map(LegacySession? session)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("sub", Identity);
            writer.WriteString("jti", StringOf("jti") ?? _tokenId);
            if (Scope.Length > 0)
                writer.WriteString("scope", Scope);
            WriteTimes(writer, session?.Started);
            session?.WriteTo(writer);
            foreach (var claim in _claims.EnumerateObject())
            {
                if (!IsDropped(claim.Name))
                    claim.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteTimes(Utf8JsonWriter writer, DateTimeOffset? started)
    {
        var until = _issuer.Until.ToUnixTimeSeconds();
        // A session that has begun after its token was issued would escape what revokes tokens of then.
        writer.WriteNumber("iat", Math.Max(IssuedSeconds, started?.ToUnixTimeSeconds() ?? 0));
        if (started is null)
            writer.WriteNumber("exp", ExpirySeconds < until ? ExpirySeconds.Value : until);
        else if (ExpirySeconds is { } own)
            writer.WriteNumber("exp", own);
    }

    private static Refusal? Read(JsonElement claims, LegacyIssuer issuer, string tokenId, out LegacyPayload result)
    {
        result = null!;
        if (IdentityOf(claims, issuer) is not { Length: > 0 } identity)
            return NoIdentity;
        if (!TryReadScope(claims, out var scope))
            return WrongType.WithClientValue("scope");
        if (!TryReadTime(claims, "exp", out var expires))
            return WrongType.WithClientValue("exp");
        if (!TryReadTime(claims, "iat", out var issued))
            return WrongType.WithClientValue("iat");
        if (!TryReadTime(claims, "nbf", out var notBefore))
            return WrongType.WithClientValue("nbf");
        // Without its own time it counts as issued as early as can be: a revocation covers it rather than not.
        issued ??= notBefore ?? expires - (decimal?)issuer.AssumedLifetime?.TotalSeconds;
        if (issued is null)
            return NoIssueTime;
        result = new LegacyPayload(issuer, claims, tokenId)
        {
            // Here, where a text that is none is caught.
            Type = claims.TryGetProperty(FlaskType, out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null,
            Identity = identity,
            Scope = scope,
            ExpirySeconds = expires,
            IssuedSeconds = issued.Value,
        };
        // At once: what cannot be written is refused where it is read.
        result.Access = result.Map(session: null);
        return null;
    }

    private static string? IdentityOf(JsonElement claims, LegacyIssuer issuer)
    {
        if (issuer.IdentityClaim is { } configured)
            return IdentityIn(claims, configured);
        var subject = claims.TryGetProperty("sub", out _);
        // Before version 4 of Flask-JWT-Extended. With both, only the configuration can tell which one is meant.
        var isOld = issuer.Kind == LegacyTokenKind.FlaskJwtExtended && claims.TryGetProperty(FlaskIdentity, out _);
        if (subject && isOld)
            return null;
        return IdentityIn(claims, isOld ? FlaskIdentity : "sub");
    }

    private static string? IdentityIn(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        // An integer as JSON writes it, and in no other way: one identity has one text.
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && value.GetRawText() is var text
            && text == number.ToString(CultureInfo.InvariantCulture) ? text : null;
    }

    private static bool TryReadScope(JsonElement claims, out string scope)
    {
        scope = "";
        if (!claims.TryGetProperty("scope", out var value))
            return true;
        if (value.ValueKind == JsonValueKind.String)
            scope = value.GetString()!;
        else if (value.ValueKind == JsonValueKind.Array)
            scope = string.Join(' ', value.EnumerateArray().Select(static item => item.GetString()));
        else
            return false;
        return true;
    }

    private static bool TryReadTime(JsonElement claims, string name, out decimal? seconds)
    {
        seconds = null;
        if (!claims.TryGetProperty(name, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var time) || time is < 0 or > NumericDate.MaxSeconds)
            return false;
        seconds = time;
        return true;
    }

    private static DateTimeOffset Time(decimal seconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private string? StringOf(string name) =>
        _claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private bool IsDropped(string name) =>
        Dropped.Contains(name)
        || (_issuer.Kind == LegacyTokenKind.FlaskJwtExtended && name is FlaskType or FlaskIdentity);
}
