using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Issues, reads and revokes the tokens of one application. It is thread-safe. A route handler can take it as a parameter.
/// </summary>
public sealed partial class JwtService : IBindableFromHttpContext<JwtService>
{
    // A JSON body can hold null where the application declares a string: that is its caller's fault, and no exception.
    private static readonly Refusal Absent = new(JwtErrorCode.TokenMissing, "There is no token: the text is null.");

    internal JwtService(JwtRuntime runtime) => Runtime = runtime;

    internal JwtRuntime Runtime { get; }

    /// <summary>
    /// Creates a service without a web application, for consoles, workers and tests. It reads no configuration but what the lambda sets,
    /// and the static <see cref="Jwt"/> does not speak for it.
    /// </summary>
    /// <param name="configure">Sets the options: a key at least, and the issuer and audience of the tokens.</param>
    /// <param name="time">The clock, or <see langword="null"/> for that of the system.</param>
    /// <param name="loggers">Where the service logs, or <see langword="null"/> for nowhere. It is not disposed.</param>
    /// <returns>The owner of the service, to be disposed when the service is not needed any more.</returns>
    /// <exception cref="OptionsValidationException">The options are not valid. The message lists all errors.</exception>
    /// <example>
    /// <code>
    /// await using var owner = JwtService.Create(cfg => cfg.SecretKey = secret);
    /// var token = owner.Service.CreateAccessToken("alice");
    /// </code>
    /// </example>
    public static JwtServiceOwner Create(Action<JwtOptions> configure, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return StandaloneService.Create(configure, time, loggers);
    }

    /// <summary>Issues an access token (RFC 9068).</summary>
    /// <param name="identity">The subject of the token (<c>sub</c>).</param>
    /// <param name="role">The role of the subject, or <see langword="null"/> for none.</param>
    /// <param name="fresh">Whether the user has just authenticated.</param>
    /// <returns>The token in compact serialization (RFC 7515, 7.1).</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> is empty or not valid Unicode, or the token would be too long.
    /// </exception>
    /// <exception cref="InvalidOperationException">The application has no signing key, or one that signs in another process.</exception>
    public string CreateAccessToken(string identity, string? role = null, bool fresh = false) =>
        Runtime.Issuer.CreateAccess(identity, role is null && !fresh ? null : new TokenDescriptor { Role = role, Fresh = fresh }).Text;

    /// <summary>Issues an access token (RFC 9068).</summary>
    /// <param name="identity">The subject of the token (<c>sub</c>).</param>
    /// <param name="descriptor">The other claims and the lifetime of the token.</param>
    /// <returns>The token in compact serialization (RFC 7515, 7.1).</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid. The message says what to change.
    /// </exception>
    /// <exception cref="InvalidOperationException">The application has no signing key, or one that signs in another process.</exception>
    public string CreateAccessToken(string identity, TokenDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Runtime.Issuer.CreateAccess(identity, descriptor).Text;
    }

    /// <summary>Issues a refresh token of a new session, or of the session that the descriptor names.</summary>
    /// <param name="identity">The subject of the token (<c>sub</c>).</param>
    /// <param name="descriptor">The other claims and the lifetime of the token. Its audience and freshness are ignored.</param>
    /// <returns>The token in compact serialization (RFC 7515, 7.1).</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid. The message says what to change.
    /// </exception>
    /// <exception cref="InvalidOperationException">The application has no signing key, or no secret for refresh tokens.</exception>
    public string CreateRefreshToken(string identity, TokenDescriptor? descriptor = null) =>
        Runtime.Issuer.CreateRefresh(identity, descriptor).Text;

    /// <summary>Issues an access token and a refresh token of one session, in the form of a login response (RFC 6749, 5.1).</summary>
    /// <param name="identity">The subject of the tokens (<c>sub</c>).</param>
    /// <param name="descriptor">
    /// The other claims of the tokens. Its lifetime, audience and freshness apply to the access token only.
    /// </param>
    /// <returns>The tokens.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid. The message says what to change.
    /// </exception>
    /// <exception cref="InvalidOperationException">The application has no signing key, or one that signs in another process.</exception>
    /// <example>
    /// <code>
    /// app.MapPost("/login", (Login login, JwtService jwt) =>
    ///     jwt.CreateTokenPair(login.Username, new TokenDescriptor { Role = "EDITOR", Scopes = ["reports:read"] }));
    /// </code>
    /// </example>
    public TokenPair CreateTokenPair(string identity, TokenDescriptor? descriptor = null) =>
        Runtime.Issuer.CreatePair(identity, descriptor);

    /// <summary>
    /// Validates a token without checking whether it is revoked: a revoked token is accepted until it expires. Use <see cref="ReadAsync"/>
    /// unless that is intended.
    /// </summary>
    /// <param name="encoded">The token in compact serialization (RFC 7515, 7.1).</param>
    /// <param name="token">When this method returns <see langword="true"/>, the token.</param>
    /// <param name="error">When this method returns <see langword="false"/>, the reason.</param>
    /// <param name="expected">The expected type of the token.</param>
    /// <returns><see langword="true"/> if the token is valid; otherwise, <see langword="false"/>.</returns>
    public bool TryRead(
        string encoded,
        [NotNullWhen(true)] out Token? token,
        [NotNullWhen(false)] out JwtError? error,
        TokenType expected = TokenType.Access)
    {
        var accepted = Validate(encoded, expected).TryGet(out token, out var refusal);
        error = accepted ? null : ErrorOf(refusal!);
        return accepted;
    }

    /// <summary>Validates a token with the checks that the token of a request gets, including whether it is revoked.</summary>
    /// <remarks>
    /// A ticket is not used up, and may have been used before: only an endpoint accepts it once, and on its path.
    /// </remarks>
    /// <param name="encoded">The token in compact serialization (RFC 7515, 7.1).</param>
    /// <param name="expected">The expected type of the token.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, or the reason why it is refused.</returns>
    public async ValueTask<JwtReadResult> ReadAsync(
        string encoded, TokenType expected = TokenType.Access, CancellationToken cancellationToken = default)
    {
        if (!Validate(encoded, expected).TryGet(out var token, out var refusal))
            return new JwtReadResult(ErrorOf(refusal));
        var result = await Runtime.Revocation.Check.CheckAsync(token, forExchange: false, cancellationToken);
        return result.Refusal is { } revoked ? new JwtReadResult(ErrorOf(revoked)) : new JwtReadResult(token);
    }

    /// <summary>Revokes one token. A refresh token is revoked together with its session.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">A token to cancel the operation; the revocation may still take effect.</param>
    /// <returns>A task that completes when the store has confirmed the revocation.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the revocation.</exception>
    public ValueTask RevokeAsync(Token token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Runtime.Revocation.Writer.RevokeAsync(token, cancellationToken);
    }

    /// <summary>Revokes all tokens of an identity that were issued, or whose session began, up to now ("log out everywhere").</summary>
    /// <param name="identity">The identity (<c>sub</c>).</param>
    /// <param name="cancellationToken">A token to cancel the operation; the revocation may still take effect.</param>
    /// <returns>A task that completes when the store has confirmed the revocation.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the revocation.</exception>
    public ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        return Runtime.Revocation.Writer.RevokeAllAsync(identity, cancellationToken);
    }

    /// <summary>
    /// Revokes all tokens of an identity except those of one session. Call it after a change of password, so that the other devices have to
    /// sign in again.
    /// </summary>
    /// <remarks>The token is checked again, so that a session that was revoked in the meantime does not become valid again.</remarks>
    /// <param name="token">
    /// A validated token of the session to keep, such as the token of the request. A token without a session is revoked with the others.
    /// </param>
    /// <param name="cancellationToken">A token to cancel the operation; the revocation may still take effect.</param>
    /// <returns>A task that completes when the store has confirmed the revocation.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the revocation.</exception>
    public ValueTask RevokeAllExceptAsync(Token token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Runtime.Revocation.Exemption.RevokeAllExceptAsync(token, cancellationToken);
    }

    /// <summary>
    /// Revokes all tokens of the application, of every identity, that were issued, or whose session began, up to now. All users have to
    /// sign in again.
    /// </summary>
    /// <param name="cancellationToken">A token to cancel the operation; the revocation may still take effect.</param>
    /// <returns>A task that completes when the store has confirmed the revocation.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the revocation.</exception>
    public ValueTask RevokeEverythingAsync(CancellationToken cancellationToken = default) =>
        Runtime.Revocation.Writer.RevokeEverythingAsync(cancellationToken);

    /// <summary>
    /// Issues the tokens of a login and records their session in the store, where it can be listed and ended. The refresh token is valid
    /// only as long as the record exists.
    /// </summary>
    /// <param name="identity">The subject of the tokens (<c>sub</c>).</param>
    /// <param name="descriptor">
    /// The other claims of the tokens. Its lifetime, audience and freshness apply to the access token only.
    /// </param>
    /// <param name="start">What to record about the client, to show in a list of sessions.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The tokens.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid. The message says what to change.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// <paramref name="descriptor"/> was made from a token that has been revoked, or whose session has ended: no session begins. Where a
    /// handler does not catch it, the response is <c>token_revoked</c> (401).
    /// </exception>
    /// <exception cref="RevocationStoreException">The store did not confirm the session.</exception>
    /// <exception cref="JwtSigningException">The key did not sign.</exception>
    /// <example>
    /// <code>
    /// app.MapPost("/login", async (Login login, HttpRequest request, JwtService jwt) =>
    ///     await jwt.StartSessionAsync(login.Username, start: SessionStart.From(request.HttpContext)));
    ///
    /// app.MapGet("/devices", (Token token, JwtService jwt) => jwt.GetSessionsAsync(token.Identity)).RequireJwt();
    /// </code>
    /// </example>
    public ValueTask<TokenPair> StartSessionAsync(
        string identity, TokenDescriptor? descriptor = null, SessionStart? start = null, CancellationToken cancellationToken = default) =>
        Runtime.Sessions.Recorded.StartAsync(identity, descriptor, start, cancellationToken);

    /// <summary>Gets the recorded sessions of an identity that have neither ended nor expired.</summary>
    /// <param name="identity">The identity (<c>sub</c>).</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The sessions, ordered by the time at which they began.</returns>
    /// <exception cref="RevocationStoreException">The store did not respond.</exception>
    public async ValueTask<IReadOnlyList<JwtSession>> GetSessionsAsync(string identity, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        var records = await Runtime.Sessions.Recorded.ListAsync(identity, cancellationToken);
        records.Reverse();
        return records.ConvertAll(static record => new JwtSession(record)).AsReadOnly();
    }

    /// <summary>Ends a recorded session. Its tokens are refused from the next request on.</summary>
    /// <param name="identity">The identity that the session belongs to (<c>sub</c>).</param>
    /// <param name="sessionId">The id of the session.</param>
    /// <param name="cancellationToken">A token to cancel the operation; the session may still be ended.</param>
    /// <returns>
    /// <see langword="true"/> if the session was ended; <see langword="false"/> if the identity does not have such a session, or it is
    /// already over.
    /// </returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the end of the session.</exception>
    public ValueTask<bool> EndSessionAsync(string identity, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        return Runtime.Sessions.Recorded.EndAsync(identity, sessionId, cancellationToken);
    }

    /// <inheritdoc cref="RefreshAsync(string, CancellationToken)"/>
    public ValueTask<JwtRefreshResult> RefreshAsync(string refreshToken) => RefreshAsync(refreshToken, CancellationToken.None);

    /// <summary>
    /// Exchanges a refresh token for new tokens, by all rules of <see cref="JwtEndpointRouteBuilderExtensions.MapJwtRefresh"/>:
    /// for an endpoint of your own, with a token that did not come by cookie.
    /// </summary>
    /// <param name="refreshToken">The refresh token in compact serialization (RFC 7515, 7.1).</param>
    /// <param name="cancellationToken">A token to cancel the look-up. The exchange itself is completed.</param>
    /// <returns>The new tokens, or the reason of the refusal.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the exchange.</exception>
    /// <exception cref="JwtSigningException">The key did not sign.</exception>
    public async ValueTask<JwtRefreshResult> RefreshAsync(string refreshToken, CancellationToken cancellationToken) =>
        ResultOf(refreshToken is null
            ? new Outcome<TokenPair>(Absent)
            : await Runtime.Sessions.TextRefresh.RefreshAsync(refreshToken, cancellationToken));

    /// <inheritdoc cref="RefreshAsync(HttpContext, CancellationToken)"/>
    public ValueTask<JwtRefreshResult> RefreshAsync(HttpContext context) => RefreshAsync(context, CancellationToken.None);

    /// <summary>
    /// Refreshes as the request asks: finds its refresh token where refresh tokens are accepted, checks that no other site made the
    /// request, and exchanges the token. The new tokens are set as cookies where the old one was a cookie; return the pair otherwise.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">A token to cancel the look-up. The exchange itself is completed.</param>
    /// <returns>The new tokens, or the reason of the refusal.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the exchange.</exception>
    /// <exception cref="JwtSigningException">The key did not sign.</exception>
    public async ValueTask<JwtRefreshResult> RefreshAsync(HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ResultOf(await Runtime.Endpoints.Refresh.RefreshAsync(context, cancellationToken));
    }

    /// <summary>Gets the keys of the application. They can be changed while requests are being handled.</summary>
    public JwtKeyRing Keys => Runtime.Keys;

    /// <summary>Gets the options in effect, defaults included. They are read-only and include secrets: never log them.</summary>
    public JwtOptions Options => Runtime.Options;

    private JwtRefreshResult ResultOf(Outcome<TokenPair> outcome) =>
        outcome.TryGet(out var pair, out var refusal) ? new JwtRefreshResult(pair) : new JwtRefreshResult(ErrorOf(refusal));

    private Outcome<Token> Validate(string? encoded, TokenType expected) => encoded is null
        ? new Outcome<Token>(Absent)
        : Runtime.Validator.Validate(encoded, expected.ToTypes());

    private JwtError ErrorOf(Refusal refusal) => ErrorTable.Error(refusal.Code, Runtime.LegacyErrors);

    static ValueTask<JwtService?> IBindableFromHttpContext<JwtService>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<JwtService?>(Jwt.For(context.RequestServices));
}
