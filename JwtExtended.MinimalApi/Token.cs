using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Validation;

namespace JwtExtended.MinimalApi;

/// <summary>
/// A verified token. A handler receives it as a parameter: <c>Token</c> requires a token, <c>Token?</c> makes it optional.
/// A token is immutable, and equal to any other token with the same text.
/// </summary>
#pragma warning disable ASP0029 // Experimental, and the only way to keep AddValidation() from walking into a verified token.
[SkipValidation]
#pragma warning restore ASP0029
[TokenBinder]
public sealed record Token : IBindableFromHttpContext<Token>, IEndpointParameterMetadataProvider, IRevocable
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

    /// <summary>Gets the compact text (RFC 7515, 7.1). It is a credential: never log it. It is not part of the token's JSON.</summary>
    [JsonIgnore]
    public string RawJwt { get; }

    /// <summary>Gets the payload as JSON, without the secret claims <c>csrf</c> and <c>seed</c>.</summary>
    public JsonElement RawData => Parsed.Data;

    /// <summary>Gets the type of the token.</summary>
    public TokenType Type { get; }

    /// <summary>Gets the identity that the token was issued for; the same as <see cref="Sub"/>.</summary>
    public string Identity => ClaimSet.Sub;

    /// <summary>Gets the subject (RFC 7519, 4.1.2).</summary>
    public string Sub => ClaimSet.Sub;

    /// <summary>Gets the issuer (RFC 7519, 4.1.1), or <see langword="null"/> if the token does not name one.</summary>
    public string? Iss => ClaimSet.Iss;

    /// <summary>Gets the audience (RFC 7519, 4.1.3); empty if the token does not name one.</summary>
    public IReadOnlyList<string> Aud => ClaimSet.Aud;

    /// <summary>Gets the expiration time (RFC 7519, 4.1.4), or <see langword="null"/> if the token does not expire.</summary>
    public DateTimeOffset? Exp => ClaimSet.Exp;

    /// <summary>Gets the time before which the token is not valid (RFC 7519, 4.1.5), or <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? Nbf => ClaimSet.Nbf;

    /// <summary>Gets the time at which the token was issued (RFC 7519, 4.1.6).</summary>
    public DateTimeOffset? Iat => ClaimSet.Iat;

    /// <summary>Gets the id of the token (RFC 7519, 4.1.7), a UUIDv7 in tokens that this package issued.</summary>
    public string? Jti => ClaimSet.Jti;

    /// <summary>Gets the client that the token was issued to (RFC 9068, 2.2), or <see langword="null"/> if it does not name one.</summary>
    public string? ClientId => ClaimSet.ClientId;

    /// <summary>Gets the id of the key that signed the token (RFC 7515, 4.1.4), or <see langword="null"/> if the header has none.</summary>
    public string? Kid { get; }

    /// <summary>Gets the id of the session (<c>sid</c>), or <see langword="null"/> if the token does not belong to a session.</summary>
    public string? SessionId => ClaimSet.SessionId;

    /// <summary>Gets the time at which the user last authenticated (<c>auth_time</c>, RFC 9068, 2.2.1), if known.</summary>
    public DateTimeOffset? AuthTime => ClaimSet.AuthTime;

    /// <summary>Gets a value that indicates whether the token is fresh at this moment.</summary>
    public bool Fresh => ClaimSet.Fresh || ClaimSet.FreshUntil > _context.Time.GetUtcNow();

    /// <summary>
    /// Gets the time until which the token is fresh, or <see langword="null"/> if it never loses freshness or was never fresh.
    /// </summary>
    public DateTimeOffset? FreshUntil => ClaimSet.FreshUntil;

    /// <summary>Gets the first of <see cref="Roles"/>, or <see langword="null"/> if there are none.</summary>
    public string? Role => ClaimSet.Roles.Count > 0 ? ClaimSet.Roles[0] : null;

    /// <summary>Gets the roles, from the claim that <see cref="JwtOptions.RoleClaim"/> names.</summary>
    public IReadOnlyList<string> Roles => ClaimSet.Roles;

    /// <summary>Gets the scopes (<c>scope</c>, separated by spaces; RFC 8693, 4.2).</summary>
    public IReadOnlyList<string> Scopes => ClaimSet.Scopes;

    /// <summary>
    /// Gets the value that a request must repeat when its token is in a cookie (double submit). It is a credential: never log it.
    /// It is not part of the token's JSON.
    /// </summary>
    [JsonIgnore]
    public string? Csrf => ClaimSet.Csrf;

    /// <summary>
    /// Gets the public claims (RFC 7519, 4.2) without their namespace, nested as they were specified.
    /// Without <see cref="JwtOptions.PublicClaimNamespace"/>, these are all claims that are neither reserved nor private by their prefix.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> PublicClaims => Parsed.PublicClaims;

    /// <summary>
    /// Gets the private claims (RFC 7519, 4.3) without their prefix.
    /// Without <see cref="JwtOptions.PrivateClaimPrefix"/>, these are all claims that are neither reserved nor public by their namespace.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> PrivateClaims => Parsed.PrivateClaims;

    /// <summary>
    /// Gets what issued the token, if that was not this application (<see cref="JwtOptions.AcceptLegacyTokens"/>). It is not part of the
    /// token's JSON.
    /// </summary>
    /// <value><see langword="null"/> for the tokens of this application.</value>
    [JsonIgnore]
    public LegacyTokenKind? LegacyKind => Legacy?.Kind;

    // Generators of OpenAPI documents that do not ask the serializer list internal members too.
    [JsonIgnore]
    internal TokenClaims ClaimSet { get; }

    [JsonIgnore]
    internal LegacyOrigin? Legacy { get; init; }

    /// <summary>
    /// Gets the key that the token depends on, beside its service key: the one that verified an access token, or the access token of a
    /// ticket. <see langword="null"/> for a refresh token.
    /// </summary>
    [JsonIgnore]
    internal JwtKey? Key { get; init; }

    /// <summary>Gets or sets the keys of the look-up in the revocation store, created once per token.</summary>
    [JsonIgnore]
    internal StoreKeys? StoreKeys { get; set; }

    /// <summary>The number that the session had when the token was last looked up: the token may be several exchanges behind.</summary>
    [JsonIgnore]
    internal int SessionNumberSeen { get; set; }

    /// <summary>Gets until when the token, or what a ticket has opened, can be in use: <see langword="null"/> = for ever.</summary>
    [JsonIgnore]
    internal DateTimeOffset? End => Type == TokenType.Ticket ? ClaimSet.Ticket?.Until : Exp;

    /// <summary>
    /// Gets until when a revocation of the token is kept: <see langword="null"/> = for ever. A token of another issuer may be accepted
    /// again where the time for that is extended.
    /// </summary>
    [JsonIgnore]
    internal DateTimeOffset? RevocationEnd => Legacy is { } legacy ? legacy.Expires : End;

    /// <summary>Gets the instant that a revocation "up to" an instant is compared with.</summary>
    [JsonIgnore]
    internal DateTimeOffset Origin => SessionOrigin.Of(ClaimSet);

    [JsonIgnore]
    internal ClaimNames Names => _context.Names;

    private ParsedPayload Parsed => _parsed ??= ParsedPayload.Parse(ClaimSet.Payload, _context.Names);

    /// <summary>Gets the value of a claim.</summary>
    /// <param name="name">The full name of the claim, as in <see cref="RawData"/>.</param>
    /// <param name="value">When this method returns, the value of the claim, or the default if the token does not have the claim.</param>
    /// <returns><see langword="true"/> if the token has the claim; otherwise <see langword="false"/>.</returns>
    public bool TryGetClaim(string name, out JsonElement value) => RawData.TryGetProperty(name, out value);

    /// <summary>Gets the value of a claim that is a string.</summary>
    /// <param name="name">The full name of the claim, as in <see cref="RawData"/>.</param>
    /// <returns>The string, or <see langword="null"/> if the claim is absent or not a string.</returns>
    public string? GetString(string name) =>
        TryGetClaim(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Gets the value of a claim as an object.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The full name of the claim, as in <see cref="RawData"/>.</param>
    /// <param name="typeInfo">The metadata of the type, from a <see cref="JsonSerializerContext"/>.</param>
    /// <returns>The value, or the default of <typeparamref name="T"/> if the claim is absent.</returns>
    /// <exception cref="JsonException">The claim cannot be converted to <typeparamref name="T"/>.</exception>
    public T? GetClaim<T>(string name, JsonTypeInfo<T> typeInfo) =>
        TryGetClaim(name, out var value) ? value.Deserialize(typeInfo) : default;

    /// <summary>Gets the identity as a number, a <see cref="Guid"/> or another type that can be parsed.</summary>
    /// <typeparam name="T">The type of the application's ids.</typeparam>
    /// <returns>The identity, parsed with the invariant culture.</returns>
    /// <exception cref="FormatException">The identity is not of that type.</exception>
    /// <exception cref="OverflowException">The identity is a number that the type cannot hold.</exception>
    public T GetIdentity<T>()
        where T : IParsable<T> =>
        T.Parse(Identity, CultureInfo.InvariantCulture);

    /// <summary>Revokes this token, effective from the next request. Revoking a refresh token ends its session.</summary>
    /// <param name="cancellationToken">A token to cancel the operation. The token may be revoked even if the operation is canceled.</param>
    /// <returns>A task that completes when the store has confirmed the revocation.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the revocation.</exception>
    public ValueTask RevokeAsync(CancellationToken cancellationToken = default) => _context.RevokeAsync(this, cancellationToken);

    // What another issuer writes there need not tell its tokens apart: they are known by what was signed.
    string? IRevocable.Jti => Legacy is null ? Jti : null;

    string? IRevocable.ParentKey => Type == TokenType.Ticket ? ClaimSet.Ticket?.ParentKey : null;

    /// <summary>Compares this token with another one.</summary>
    /// <param name="other">The other token.</param>
    /// <returns><see langword="true"/> if both tokens have the same text; otherwise <see langword="false"/>.</returns>
    public bool Equals([NotNullWhen(true)] Token? other) => other is not null && RawJwt == other.RawJwt;

    /// <inheritdoc/>
    public override int GetHashCode() => RawJwt.GetHashCode(StringComparison.Ordinal);

    /// <summary>Describes the token without its credentials.</summary>
    /// <returns>The type, subject, id and expiration time.</returns>
    public override string ToString() =>
        $"{nameof(Token)} {{ {nameof(Type)} = {Type}, {nameof(Sub)} = {Sub}, {nameof(Jti)} = {Jti}, {nameof(Exp)} = {Exp:O} }}";

    static ValueTask<Token?> IBindableFromHttpContext<Token>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        TokenFeature.BindAsync(context);

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        TokenParameter.AddTo(builder, parameter);
        EndpointGuard.Attach(builder);
        LastMetadata.AddTo(builder);
    }
}
