using System.Buffers.Text;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.ObjectPool;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Issues signed tokens.</summary>
internal sealed partial class TokenIssuer(JwtKeyRing ring, IssuingRules rules, ClaimNames names, IssueClock clock, JwtMetrics metrics)
{
    private const int CsrfBytes = 16;

    private static readonly TokenDescriptor Defaults = new();

    private readonly TokenId _ids = new();
    private readonly TokenExpiry _expiry = new(rules);
    private readonly ClaimsWriter _claims = new(rules, names);
    private readonly DefaultObjectPool<TokenBuffer> _buffers = new(new TokenBufferPolicy());
    private readonly RemoteSigning _remote = new(rules.SigningTimeout, clock.Time);

    public int MaxLength => rules.MaxLength;

    public TimeProvider Time => clock.Time;

    /// <summary>The client of tokens that name no other one; <see langword="null"/> for none.</summary>
    public string? DefaultClientId => rules.ClientId;

    /// <summary>Creates an access token.</summary>
    /// <param name="identity">The subject.</param>
    /// <param name="descriptor">The claims and lifetime, or <see langword="null"/> for the defaults.</param>
    /// <returns>The token.</returns>
    public IssuedToken CreateAccess(string identity, TokenDescriptor? descriptor) =>
        Count(Sign(PrepareAccess(identity, descriptor ?? Defaults)));

    /// <summary>Creates an access token, whatever signs it.</summary>
    /// <param name="identity">The subject.</param>
    /// <param name="descriptor">The claims and lifetime, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">A token to cancel the signer.</param>
    /// <returns>The token.</returns>
    public ValueTask<IssuedToken> CreateAccessAsync(string identity, TokenDescriptor? descriptor, CancellationToken cancellationToken)
    {
        var signing = SignAsync(PrepareAccess(identity, descriptor ?? Defaults), cancellationToken);
        // Without a state machine where nothing is awaited, as with every key of this process.
        return signing.IsCompletedSuccessfully ? new(Count(signing.Result)) : CountAsync(signing);
    }

    /// <summary>Creates a refresh token.</summary>
    /// <param name="identity">The subject.</param>
    /// <param name="descriptor">The claims and lifetime, or <see langword="null"/> for the defaults.</param>
    /// <returns>The token.</returns>
    public IssuedToken CreateRefresh(string identity, TokenDescriptor? descriptor)
    {
        var session = SessionOf(identity, descriptor ?? Defaults, isLogin: true);
        var contents = Prepare(TokenType.Refresh, identity, descriptor ?? Defaults, session, clock.Time.GetUtcNow());
        return Count(Sign(contents with { Csrf = NewCsrf(), Seed = RefreshSeed.Create(_ids.Random) }));
    }

    /// <summary>Creates the pair of a login.</summary>
    /// <param name="identity">The subject.</param>
    /// <param name="descriptor">The claims and the lifetime of the access token, or <see langword="null"/> for the defaults.</param>
    /// <returns>The pair.</returns>
    public TokenPair CreatePair(string identity, TokenDescriptor? descriptor)
    {
        var session = SessionOf(identity, descriptor ?? Defaults, isLogin: true);
        // The access token of a pair that was made from a token has the number of that token: the refresh token replaces the current one.
        var number = NumberOf(identity, descriptor ?? Defaults, session.Id) ?? session.Number;
        return Count(CreatePair(identity, descriptor, session, number));
    }

    /// <summary>Creates the pair of a session that the store has recorded.</summary>
    /// <param name="identity">The subject.</param>
    /// <param name="descriptor">The claims and the lifetime of the access token, or <see langword="null"/> for the defaults.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">A token to cancel the signer.</param>
    /// <returns>The pair.</returns>
    public async ValueTask<TokenPair> CreateRecordedPairAsync(
        string identity, TokenDescriptor? descriptor, SessionStamp session, CancellationToken cancellationToken) =>
        Count(await CreatePairAsync(identity, descriptor, session, cancellationToken));

    /// <summary>Makes sure that such a pair can be issued and signed.</summary>
    /// <param name="identity">The subject.</param>
    /// <param name="descriptor">The claims and the lifetime of the access token, or <see langword="null"/> for the defaults.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">A token to cancel the signer.</param>
    /// <returns>A task that completes when the pair could be issued.</returns>
    /// <exception cref="ArgumentException">The descriptor is not valid.</exception>
    /// <exception cref="JwtSigningException">The key did not sign.</exception>
    public async ValueTask EnsureRecordedPairAsync(
        string identity, TokenDescriptor? descriptor, SessionStamp session, CancellationToken cancellationToken) =>
        await CreatePairAsync(identity, descriptor, session, cancellationToken);

    /// <summary>Gets the id for a new session.</summary>
    /// <param name="descriptor">The descriptor of its tokens, or <see langword="null"/> for the defaults.</param>
    /// <returns>The id that the descriptor names, or a new one.</returns>
    /// <exception cref="ArgumentException">The descriptor is not valid.</exception>
    public string NewSessionId(TokenDescriptor? descriptor)
    {
        DescriptorRules.Check(descriptor ?? Defaults, rules);
        // Before the session begins, not when its access token is signed.
        DescriptorRules.CheckAccepted(descriptor ?? Defaults, rules);
        return descriptor?.SessionId ?? _ids.NewSessionId();
    }

    /// <summary>Gets the earliest instant at which a session may start that the store starts by its own clock.</summary>
    /// <param name="identity">Whose it is.</param>
    /// <returns>The instant, later than every revocation of this service so far.</returns>
    public DateTimeOffset EarliestStart(string identity) => clock.AfterRevocations(identity);

    /// <summary>Creates the response of a login or a refresh.</summary>
    /// <returns>The pair.</returns>
    public TokenPair PairOf(IssuedToken access, int expiresIn, IssuedToken refresh)
    {
        IssueWatch.NotePair();
        return new TokenPair(access, expiresIn, refresh, rules.TokenType);
    }

    /// <summary>Creates the access token of a refresh.</summary>
    /// <param name="refresh">The refresh token.</param>
    /// <param name="number">The number of the refresh token that it is handed out with.</param>
    /// <param name="renewed">The claims and lifetime of the new access token.</param>
    /// <param name="cancellationToken">A token to cancel the signer.</param>
    /// <returns>The token.</returns>
    public ValueTask<RenewedToken> CreateRenewedAsync(
        Token refresh, SessionNumber? number, TokenDescriptor renewed, CancellationToken cancellationToken)
    {
        // Whatever the application sets: the session is the one that began before, and the user has not authenticated again.
        var descriptor = renewed with
        {
            SessionId = refresh.SessionId,
            ClientId = refresh.ClientId ?? renewed.ClientId,
            Fresh = false,
            FreshFor = null,
            AuthTime = refresh.AuthTime,
        };
        var contents = Prepare(
            TokenType.Access, refresh.Identity, descriptor, SessionStamp.Of(refresh, number), clock.Time.GetUtcNow());
        contents = contents with { Csrf = NewCsrf() };
        var expiresIn = ExpiresIn(contents);
        var signing = SignAsync(contents, cancellationToken);
        return signing.IsCompletedSuccessfully ? new(new RenewedToken(signing.Result, expiresIn)) : AwaitAsync(signing, expiresIn);
    }

    /// <summary>Creates the successor of an exchanged refresh token.</summary>
    /// <param name="parent">The exchanged token.</param>
    /// <param name="copied">Its claims.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="number">The number of the successor.</param>
    /// <param name="at">When that number was made, by the clock of the store.</param>
    /// <returns>The token: the same claims for each call with the same arguments.</returns>
    public IssuedToken CreateSuccessorOf(Token parent, TokenDescriptor copied, RefreshSeed seed, SessionNumber number, DateTimeOffset at)
    {
        var contents = Prepare(TokenType.Refresh, parent.Identity, copied, SessionStamp.Of(parent, number), at);
        return Sign(contents with
        {
            Jti = seed.SuccessorJti(number.Value, at),
            Csrf = rules.WritesCsrf ? seed.SuccessorCsrf(number.Value) : null,
            Seed = seed.Successor(number.Value),
        });
    }

    /// <summary>Creates a ticket, which grants the rights of an access token for one GET of one path, within seconds.</summary>
    /// <param name="access">The access token.</param>
    /// <param name="parentKey">The store's key of the access token, which the ticket ends with.</param>
    /// <param name="target">The method and path.</param>
    /// <param name="lifetime">The lifetime; it is cut where the access token expires.</param>
    /// <param name="expiresIn">The lifetime in seconds after that.</param>
    /// <returns>The ticket.</returns>
    public IssuedToken CreateTicket(Token access, string parentKey, string target, TimeSpan lifetime, out int expiresIn)
    {
        var descriptor = TokenDescriptor.From(access) with { ExpiresIn = lifetime };
        var session = SessionStamp.Of(access, access.ClaimSet.Number);
        var contents = Prepare(TokenType.Ticket, access.Identity, descriptor, session, clock.Time.GetUtcNow());
        if (access.Exp?.ToUnixTimeSeconds() is { } end && end < contents.Expires)
            contents = contents with { Expires = end };
        expiresIn = ExpiresIn(contents);
        // A connection opened with the ticket may last as long as the access token: it does not end with the ticket.
        var ticket = new TicketClaim(access.Exp, parentKey, access.Key!.Fingerprint, target);
        return Count(Sign(contents with { Target = ticket.Format(), AuthTime = null }));
    }

    // Not where tokens are signed: some are dropped again.
    private IssuedToken Count(IssuedToken token)
    {
        metrics.Issued(token.Type);
        return token;
    }

    private async ValueTask<IssuedToken> CountAsync(ValueTask<IssuedToken> signing) => Count(await signing);

    private TokenPair Count(TokenPair pair)
    {
        metrics.Issued(TokenType.Access);
        metrics.Issued(TokenType.Refresh);
        return pair;
    }

    private int ExpiresIn(in TokenContents access) =>
        _expiry.Of(access) is { } end ? (int)Math.Clamp(end - access.Now.ToUnixTimeSeconds(), 0, int.MaxValue) : 0;

    private string? NewCsrf()
    {
        if (!rules.WritesCsrf)
            return null;
        Span<byte> value = stackalloc byte[CsrfBytes];
        _ids.Random.Fill(value);
        return Base64Url.EncodeToString(value);
    }

    private TokenContents Prepare(
        TokenType type, string identity, TokenDescriptor descriptor, in SessionStamp session, DateTimeOffset now)
    {
        DescriptorRules.CheckText(identity, "The identity");
        if (!ReferenceEquals(descriptor, Defaults))
            DescriptorRules.Check(descriptor, rules);
        if (type == TokenType.Access)
            DescriptorRules.CheckAccepted(descriptor, rules);
        var lifetime = descriptor.ExpiresIn
            ?? (type == TokenType.Refresh ? session.Limits.Idle ?? rules.RefreshLifetime : rules.AccessLifetime);
        var expires = _expiry.After(now, lifetime);
        if (descriptor.NotBefore?.ToUnixTimeSeconds() >= expires)
        {
            throw new ArgumentException(
                $"NotBefore is {descriptor.NotBefore:O}, when the token has expired already. Set a longer ExpiresIn.");
        }

        return new TokenContents
        {
            Type = type,
            Identity = identity,
            Descriptor = descriptor,
            Session = session,
            Now = now,
            Expires = expires,
            AuthTime = descriptor.AuthTime ?? (descriptor.Fresh || descriptor.FreshFor is not null ? now : null),
        };
    }

    private static async ValueTask<RenewedToken> AwaitAsync(ValueTask<IssuedToken> signing, int expiresIn) => new(await signing, expiresIn);

    private TokenContents PrepareAccess(string identity, TokenDescriptor descriptor)
    {
        var session = SessionOf(identity, descriptor, isLogin: false);
        return Prepare(TokenType.Access, identity, descriptor, session, clock.Time.GetUtcNow()) with { Csrf = NewCsrf() };
    }

    private TokenPair CreatePair(string identity, TokenDescriptor? descriptor, SessionStamp session, SessionNumber? number)
    {
        var (access, refresh) = PreparePair(identity, descriptor, session, number);
        var accessToken = Sign(access);
        return PairOf(accessToken, ExpiresIn(access), Sign(refresh));
    }

    private async ValueTask<TokenPair> CreatePairAsync(
        string identity, TokenDescriptor? descriptor, SessionStamp session, CancellationToken cancellationToken)
    {
        var (access, refresh) = PreparePair(identity, descriptor, session, session.Number);
        // What this process signs by itself comes first where the signer of the other token costs something.
        var early = SignsRemotely ? Sign(refresh) : null;
        var accessToken = await SignAsync(access, cancellationToken);
        return PairOf(accessToken, ExpiresIn(access), early ?? Sign(refresh));
    }

    private (TokenContents Access, TokenContents Refresh) PreparePair(
        string identity, TokenDescriptor? descriptor, SessionStamp session, SessionNumber? number)
    {
        var now = clock.Time.GetUtcNow();
        var access = Prepare(TokenType.Access, identity, descriptor ?? Defaults, session with { Number = number }, now);
        // A lifetime in the descriptor is the access token's; the refresh token has the configured one.
        var refresh = Prepare(TokenType.Refresh, identity, access.Descriptor with { ExpiresIn = null }, session, now);
        // A pair is the result of a login: the user authenticated now, unless the descriptor was made from a token.
        var authTime = access.AuthTime ?? (access.Descriptor.Source is null ? now : null);
        access = access with { AuthTime = authTime, Csrf = NewCsrf() };
        return (access, refresh with { AuthTime = authTime, Csrf = NewCsrf(), Seed = RefreshSeed.Create(_ids.Random) });
    }

    // An application may make a descriptor from a token and name another user or session: the number is not that one's.
    private static SessionNumber? NumberOf(string identity, TokenDescriptor descriptor, string? sessionId) =>
        descriptor.Source is { } source && source.Identity == identity && source.SessionId == sessionId ? source.ClaimSet.Number : null;

    private SessionStamp SessionOf(string identity, TokenDescriptor descriptor, bool isLogin)
    {
        var id = descriptor.SessionId ?? (isLogin ? _ids.NewSessionId() : null);
        // A token made from another is as old as that one, whatever its session id: a concurrent refresh does not escape a revocation.
        var started = descriptor.Source?.Origin ?? (id is null ? null : clock.NextIssue(identity));
        if (id is null)
            return new SessionStamp(null, started, null);
        var number = NumberOf(identity, descriptor, id);
        if (isLogin)
            number = number?.Replacement(descriptor.Source!.SessionNumberSeen) ?? SessionNumber.First(isRecorded: false);
        return new SessionStamp(id, started, number) { Limits = descriptor.Source?.ClaimSet.Limits ?? default };
    }
}
