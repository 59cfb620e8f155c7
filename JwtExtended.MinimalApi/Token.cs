using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Validation;

namespace JwtExtended.MinimalApi;

/// <summary>
/// A verified token. A handler takes it as a parameter: <c>Token</c> requires one, <c>Token?</c> makes it optional.
/// Immutable, and equal to every token of the same text.
/// </summary>
#pragma warning disable ASP0029 // Experimental, and the only way to keep AddValidation() from walking into a verified token.
[SkipValidation]
#pragma warning restore ASP0029
public sealed record Token : IBindableFromHttpContext<Token>, IEndpointParameterMetadataProvider
{
    private readonly TokenContext _context;
    private ParsedPayload? _parsed;

    internal Token(string rawJwt, TokenType type, string? kid, TokenClaims claims, TokenContext context)
    {
        RawJwt = rawJwt;
        Type = type;
        Kid = kid;
        ClaimSet = claims;
        _context = context;
    }

    /// <summary>The compact text (RFC 7515, 7.1). A credential: never log it. Left out of JSON.</summary>
    [JsonIgnore]
    public string RawJwt { get; }

    /// <summary>The payload as JSON, without the members that are secrets of the token (<c>csrf</c>, <c>seed</c>).</summary>
    public JsonElement RawData => Parsed.Data;

    /// <summary>What the token is for.</summary>
    public TokenType Type { get; }

    /// <summary>Who the token is about; the same as <see cref="Sub"/>.</summary>
    public string Identity => ClaimSet.Sub;

    /// <summary>The subject (RFC 7519, 4.1.2).</summary>
    public string Sub => ClaimSet.Sub;

    /// <summary>The issuer (RFC 7519, 4.1.1).</summary>
    public string? Iss => ClaimSet.Iss;

    /// <summary>The audience (RFC 7519, 4.1.3).</summary>
    public IReadOnlyList<string> Aud => ClaimSet.Aud;

    /// <summary>From when on the token is refused (RFC 7519, 4.1.4); <see langword="null"/> = never.</summary>
    public DateTimeOffset? Exp => ClaimSet.Exp;

    /// <summary>Before when the token is refused (RFC 7519, 4.1.5).</summary>
    public DateTimeOffset? Nbf => ClaimSet.Nbf;

    /// <summary>When the token was issued (RFC 7519, 4.1.6).</summary>
    public DateTimeOffset? Iat => ClaimSet.Iat;

    /// <summary>The id of the token (RFC 7519, 4.1.7), a UUIDv7 in tokens of this package.</summary>
    public string? Jti => ClaimSet.Jti;

    /// <summary>The id of the key that signed the token (RFC 7515, 4.1.4).</summary>
    public string? Kid { get; }

    /// <summary>The id of the session (<c>sid</c>), or <see langword="null"/> outside of sessions.</summary>
    public string? SessionId => ClaimSet.SessionId;

    /// <summary>When credentials were last proved (<c>auth_time</c>, RFC 9068, 2.2.1).</summary>
    public DateTimeOffset? AuthTime => ClaimSet.AuthTime;

    /// <summary>Whether the token counts as fresh at this moment.</summary>
    public bool Fresh => ClaimSet.Fresh || ClaimSet.FreshUntil > _context.Time.GetUtcNow();

    /// <summary>Until when the token counts as fresh; <see langword="null"/> when it is fresh for good, or was never.</summary>
    public DateTimeOffset? FreshUntil => ClaimSet.FreshUntil;

    /// <summary>The first of <see cref="Roles"/>.</summary>
    public string? Role => ClaimSet.Roles.Count > 0 ? ClaimSet.Roles[0] : null;

    /// <summary>The roles, from the claim that <see cref="JwtOptions.RoleClaim"/> names.</summary>
    public IReadOnlyList<string> Roles => ClaimSet.Roles;

    /// <summary>The scopes (<c>scope</c>, split at spaces; RFC 8693, 4.2).</summary>
    public IReadOnlyList<string> Scopes => ClaimSet.Scopes;

    /// <summary>The value that a browser must repeat when the token comes by cookie. A credential: never log it. Left out of JSON.</summary>
    [JsonIgnore]
    public string? Csrf => ClaimSet.Csrf;

    /// <summary>
    /// The public claims (RFC 7519, 4.2) without their namespace, nested as they were given.
    /// Without <see cref="JwtOptions.PublicClaimNamespace"/>: every claim that is neither reserved nor private by its prefix.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> PublicClaims => Parsed.PublicClaims;

    /// <summary>
    /// The private claims (RFC 7519, 4.3) without their prefix.
    /// Without <see cref="JwtOptions.PrivateClaimPrefix"/>: every claim that is neither reserved nor public by its namespace.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> PrivateClaims => Parsed.PrivateClaims;

    internal TokenClaims ClaimSet { get; }

    /// <summary>The keys to look the token up by, made once a token.</summary>
    internal RevocationKeys? RevocationKeys { get; set; }

    /// <summary>The instant that "everything up to" marks are compared with.</summary>
    internal DateTimeOffset Origin => SessionOrigin.OriginOf(ClaimSet);

    internal ClaimNames Names => _context.Names;

    private ParsedPayload Parsed => _parsed ??= ParsedPayload.Parse(ClaimSet.Payload, _context.Names);

    /// <summary>Looks up a claim by its full name, as it stands in <see cref="RawData"/>.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="value">The value, when there is one.</param>
    /// <returns>Whether the token holds the claim.</returns>
    public bool TryGetClaim(string name, out JsonElement value) => RawData.TryGetProperty(name, out value);

    /// <summary>The value of a claim that is a string, by its full name.</summary>
    /// <param name="name">The full name.</param>
    /// <returns>The string; <see langword="null"/> when the claim is absent or no string.</returns>
    public string? GetString(string name) =>
        TryGetClaim(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The value of a claim, by its full name.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="typeInfo">How to read the value, from a <see cref="JsonSerializerContext"/>.</param>
    /// <returns>The value; the default of <typeparamref name="T"/> when the claim is absent.</returns>
    /// <exception cref="JsonException">The claim is there, but no <typeparamref name="T"/>.</exception>
    public T? GetClaim<T>(string name, JsonTypeInfo<T> typeInfo) =>
        TryGetClaim(name, out var value) ? value.Deserialize(typeInfo) : default;

    /// <summary>Revokes this token from the next request on; a refresh token takes its session with it.</summary>
    /// <param name="cancellationToken">Gives up waiting; the revocation may still take place.</param>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public ValueTask RevokeAsync(CancellationToken cancellationToken = default) => _context.RevokeAsync(this, cancellationToken);

    /// <summary>Whether the other is a token of the same text.</summary>
    /// <param name="other">The other token.</param>
    public bool Equals([NotNullWhen(true)] Token? other) => other is not null && RawJwt == other.RawJwt;

    /// <inheritdoc/>
    public override int GetHashCode() => RawJwt.GetHashCode(StringComparison.Ordinal);

    /// <summary>The token without its credentials.</summary>
    public override string ToString() =>
        $"{nameof(Token)} {{ {nameof(Type)} = {Type}, {nameof(Sub)} = {Sub}, {nameof(Jti)} = {Jti}, {nameof(Exp)} = {Exp:O} }}";

    static ValueTask<Token?> IBindableFromHttpContext<Token>.BindAsync(HttpContext context, ParameterInfo parameter) => TokenFeature.BindAsync(context);

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        TokenParameter.AddTo(builder, parameter);
        FilterAttachment.AddTo(builder);
        EndpointGuard.Attach(builder);
    }
}
