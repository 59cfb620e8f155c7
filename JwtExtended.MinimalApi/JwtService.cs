using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi;

/// <summary>Issues, reads and revokes the tokens of one app. Thread-safe. A handler may take it as a parameter.</summary>
public sealed class JwtService : IBindableFromHttpContext<JwtService>
{
    internal JwtService(JwtRuntime runtime) => Runtime = runtime;

    internal JwtRuntime Runtime { get; }

    /// <summary>Issues an access token (RFC 9068).</summary>
    /// <param name="identity">Who the token is about (<c>sub</c>).</param>
    /// <param name="role">One role, or <see langword="null"/> for none.</param>
    /// <param name="fresh">Whether credentials were proved just now.</param>
    /// <exception cref="ArgumentException">The identity is empty or no Unicode text, or the token would be too long.</exception>
    /// <exception cref="InvalidOperationException">The app has only a public key.</exception>
    public string CreateAccessToken(string identity, string? role = null, bool fresh = false) =>
        Runtime.Issuer.CreateAccess(identity, role is null && !fresh ? null : new TokenDescriptor { Role = role, Fresh = fresh }).Text;

    /// <summary>Issues an access token (RFC 9068).</summary>
    /// <param name="identity">Who the token is about (<c>sub</c>).</param>
    /// <param name="descriptor">What else it says.</param>
    /// <exception cref="ArgumentException">The identity or the descriptor cannot be written; the message says what to change.</exception>
    /// <exception cref="InvalidOperationException">The app has only a public key.</exception>
    public string CreateAccessToken(string identity, TokenDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Runtime.Issuer.CreateAccess(identity, descriptor).Text;
    }

    /// <summary>Issues a refresh token of a new session, or of the descriptor's.</summary>
    /// <param name="identity">Who the token is about (<c>sub</c>).</param>
    /// <param name="descriptor">What else it says; its audience and freshness are not used.</param>
    /// <exception cref="ArgumentException">The identity or the descriptor cannot be written; the message says what to change.</exception>
    /// <exception cref="InvalidOperationException">The app has only a public key.</exception>
    public string CreateRefreshToken(string identity, TokenDescriptor? descriptor = null) => Runtime.Issuer.CreateRefresh(identity, descriptor).Text;

    /// <summary>Issues an access and a refresh token of one session, as a login answers them (RFC 6749, 5.1).</summary>
    /// <param name="identity">Who the tokens are about (<c>sub</c>).</param>
    /// <param name="descriptor">What else they say; lifetime, audience and freshness concern the access token.</param>
    /// <exception cref="ArgumentException">The identity or the descriptor cannot be written; the message says what to change.</exception>
    /// <exception cref="InvalidOperationException">The app has only a public key.</exception>
    public TokenPair CreateTokenPair(string identity, TokenDescriptor? descriptor = null) => Runtime.Issuer.CreatePair(identity, descriptor, isRecorded: false, out _);

    /// <summary>Does <b>not</b> ask the revocation store: a revoked token is accepted until it expires. Makes every other check. Prefer <see cref="ReadAsync"/>.</summary>
    /// <param name="encoded">The compact text.</param>
    /// <param name="token">The token, when it was accepted.</param>
    /// <param name="error">Why it was refused.</param>
    /// <param name="expected">The type asked for.</param>
    /// <returns>Whether the token was accepted.</returns>
    public bool TryRead(string encoded, [NotNullWhen(true)] out Token? token, [NotNullWhen(false)] out JwtError? error, TokenType expected = TokenType.Access)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        var accepted = Runtime.Validator.Validate(encoded, expected.ToTypes()).TryGet(out token, out var refusal);
        error = accepted ? null : ErrorOf(refusal!);
        return accepted;
    }

    /// <summary>Reads a token with every check that a request gets, the revocation store included.</summary>
    /// <param name="encoded">The compact text.</param>
    /// <param name="expected">The type asked for.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>The token, or why it was refused.</returns>
    public async ValueTask<JwtReadResult> ReadAsync(string encoded, TokenType expected = TokenType.Access, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        if (!Runtime.Validator.Validate(encoded, expected.ToTypes()).TryGet(out var token, out var refusal))
            return new JwtReadResult(ErrorOf(refusal));
        var result = await Runtime.Revocation.Check.CheckAsync(token, acceptConsumed: false, cancellationToken);
        return result.Refusal is { } revoked ? new JwtReadResult(ErrorOf(revoked)) : new JwtReadResult(token);
    }

    /// <summary>Revokes one token from the next request on; a refresh token takes its session with it.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Gives up waiting; the revocation may still take place.</param>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public ValueTask RevokeAsync(Token token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Runtime.Revocation.Writer.RevokeAsync(token, cancellationToken);
    }

    /// <summary>Revokes every token of an identity that was issued, or whose session began, up to now ("log out everywhere").</summary>
    /// <param name="identity">The identity (<c>sub</c>).</param>
    /// <param name="cancellationToken">Gives up waiting; the revocation may still take place.</param>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        return Runtime.Revocation.Writer.RevokeAllAsync(identity, cancellationToken);
    }

    /// <summary>
    /// Revokes every token of an identity but those of one session: for a change of password, after which the other devices have to sign in again.
    /// It takes a token and not an id, and checks it once more: a session that was revoked before must not come back with it.
    /// </summary>
    /// <param name="token">A verified token of the session that stays, such as the one of the handler; one outside of sessions is not spared.</param>
    /// <param name="cancellationToken">Gives up waiting; the revocation may still take place.</param>
    /// <exception cref="RevocationStoreException">The store did not confirm, or another such change of the same identity took place within the last seconds.</exception>
    public ValueTask RevokeAllExceptAsync(Token token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Runtime.Revocation.Exemption.RevokeAllExceptAsync(token, cancellationToken);
    }

    /// <summary>Revokes every token of this app that was issued, or whose session began, up to now, whosever it is: everybody has to sign in again.</summary>
    /// <param name="cancellationToken">Gives up waiting; the revocation may still take place.</param>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public ValueTask RevokeEverythingAsync(CancellationToken cancellationToken = default) => Runtime.Revocation.Writer.RevokeEverythingAsync(cancellationToken);

    /// <summary>
    /// Issues the pair of a login, and records its session in the store, so that it can be listed and ended. Its refresh token is good only while
    /// the record stands.
    /// </summary>
    /// <param name="identity">Who the tokens are about (<c>sub</c>).</param>
    /// <param name="descriptor">What else they say; lifetime, audience and freshness concern the access token.</param>
    /// <param name="userAgent">What the client calls itself, for the list; at most 256 characters are kept.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">The identity or the descriptor cannot be written; the message says what to change.</exception>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public ValueTask<TokenPair> StartSessionAsync(string identity, TokenDescriptor? descriptor = null, string? userAgent = null, CancellationToken cancellationToken = default) =>
        Runtime.Sessions.Recorded.StartAsync(identity, descriptor, userAgent, cancellationToken);

    /// <summary>The recorded sessions of an identity that stand, those that began first at the front.</summary>
    /// <param name="identity">The identity (<c>sub</c>).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RevocationStoreException">The store did not answer.</exception>
    public async ValueTask<IReadOnlyList<JwtSession>> GetSessionsAsync(string identity, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        var records = await Runtime.Sessions.Recorded.ListAsync(identity, cancellationToken);
        return records.ConvertAll(static record => new JwtSession(record)).AsReadOnly();
    }

    /// <summary>Ends a recorded session: its tokens are refused from the next request on.</summary>
    /// <param name="identity">Whose session it is (<c>sub</c>).</param>
    /// <param name="sessionId">The id of the session.</param>
    /// <param name="cancellationToken">Gives up waiting; the session may still be ended.</param>
    /// <returns><see langword="false"/> when the identity has no such session: it is somebody else's, or over.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm.</exception>
    public ValueTask<bool> EndSessionAsync(string identity, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        return Runtime.Sessions.Recorded.EndAsync(identity, sessionId, cancellationToken);
    }

    /// <summary>The keys of the app, which can be changed while requests run.</summary>
    public JwtKeyRing Keys => Runtime.Keys;

    private JwtError ErrorOf(Refusal refusal) => ErrorTable.Error(refusal.Code, Runtime.LegacyErrors);

    static ValueTask<JwtService?> IBindableFromHttpContext<JwtService>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<JwtService?>(Jwt.For(context.RequestServices));
}
